import { defineHastPlugin, type MarkdownToHtmlResult, markdownToHtml } from 'satteri';
import { highlightBlock } from './highlight.ts';
import { escapeHtml } from './html.ts';

/** Prose of a step, a hint or a note. */
export interface Prose {
  html: string;
  /** True when the page must load the diagram script. */
  hasDiagrams: boolean;
}

/**
 * Markdown (GFM) → HTML for lessons: code blocks highlighted with the site's themes, ` ```mermaid ` fences as
 * placeholders for `scripts/diagrams.ts`. The source of a diagram stays in the page as its text alternative; its
 * name comes from the fence (` ```mermaid The request's path `) or from an `accTitle:` line.
 *
 * Lesson files are part of the build, as trusted as its code: raw HTML passes.
 */
export async function renderProse(markdown: string): Promise<Prose> {
  let hasDiagrams = false;
  const code = defineHastPlugin({
    name: 'bulkhead-code',
    element: {
      filter: ['pre'],
      async visit(node, context) {
        const child = node.children.find((entry) => entry.type === 'element' && entry.tagName === 'code');
        if (child === undefined || child.type !== 'element') return;
        const data = child.data as { lang?: string; meta?: string } | undefined;
        const className = child.properties?.className;
        const fromClass = Array.isArray(className)
          ? className.find((name) => typeof name === 'string' && name.startsWith('language-'))
          : undefined;
        const lang =
          data?.lang ?? (typeof fromClass === 'string' ? fromClass.slice('language-'.length) : 'text');
        const source = context.textContent(child).replace(/\n$/, '');
        if (lang === 'mermaid') {
          hasDiagrams = true;
          context.replaceNode(node, { type: 'raw', value: diagramPlaceholder(source, data?.meta) });
          return;
        }
        const html = await highlightBlock(source, lang);
        context.replaceNode(node, { type: 'raw', value: html });
      },
    },
  });
  const tables = defineHastPlugin({
    name: 'bulkhead-tables',
    element: {
      filter: ['table'],
      visit(node, context) {
        context.wrapNode(node, {
          type: 'element',
          tagName: 'div',
          properties: { className: ['table-scroll'], tabIndex: 0, role: 'group', ariaLabel: 'Table' },
          children: [],
        });
      },
    },
  });
  // The types of the plugins do not tell that one of them is asynchronous.
  const rendering: MarkdownToHtmlResult | Promise<MarkdownToHtmlResult> = markdownToHtml(markdown, {
    features: { gfm: true, frontmatter: false, smartPunctuation: true },
    hastPlugins: [code, tables],
  });
  const { html } = await rendering;
  return { html, hasDiagrams };
}

/** The accessible name of a diagram: the fence's own words, else mermaid's `accTitle:`, else what it is. */
export function diagramName(source: string, meta: string | undefined): string {
  const words = meta
    ?.trim()
    .replace(/^title=/, '')
    .replace(/^(["'])(.*)\1$/, '$2');
  if (words) return words;
  return /^\s*accTitle\s*:\s*(.+)$/m.exec(source)?.[1]?.trim() ?? 'Diagram';
}

/**
 * About how tall the drawing will be, in pixels, so that the text below it need not jump when it comes. Messages of
 * a sequence are counted; of other kinds the height is not in the text, and a middling one is kept free.
 */
export function diagramHeight(source: string): number {
  if (!/^\s*sequenceDiagram/m.test(source)) return 200;
  const messages = source.match(/^\s*[^%\n]*?(?:->>|-->>|->|-->|-x|--x|-\)|--\))/gm)?.length ?? 0;
  const notes = source.match(/^\s*note /gim)?.length ?? 0;
  return 110 + messages * 44 + notes * 48;
}

function diagramPlaceholder(source: string, meta: string | undefined): string {
  const name = escapeHtml(diagramName(source, meta));
  const text = `<pre class="mermaid" tabindex="0"><code>${escapeHtml(source)}</code></pre>`;
  return (
    `<figure class="diagram" data-diagram aria-label="${name}">` +
    `<div class="diagram-canvas" style="min-height:${diagramHeight(source)}px"></div>` +
    `<details><summary>${name}, as text</summary>${text}</details><noscript>${text}</noscript></figure>`
  );
}
