import { type BundledLanguage, bundledLanguages, createHighlighter, type Highlighter } from 'shiki';
import { type CodeRole, codeTheme, roleOf } from './code-theme.ts';
import { escapeHtml } from './html.ts';

/** Loaded at once; any other language of Shiki's is loaded when a lesson first uses it. */
const COMMON = ['typescript', 'json', 'bash', 'http', 'yaml', 'markdown', 'javascript'];

let shared: Promise<Highlighter> | undefined;

function highlighter(): Promise<Highlighter> {
  shared ??= createHighlighter({ themes: [codeTheme], langs: COMMON });
  return shared;
}

async function languageFor(name: string): Promise<{ shiki: Highlighter; lang: string }> {
  const shiki = await highlighter();
  if (shiki.getLoadedLanguages().includes(name)) return { shiki, lang: name };
  if (!(name in bundledLanguages)) return { shiki, lang: 'text' };
  await shiki.loadLanguage(name as keyof typeof bundledLanguages);
  return { shiki, lang: name };
}

/** `<pre class="code">…` for prose. An unknown language is shown as plain text. */
export async function highlightBlock(code: string, language: string): Promise<string> {
  const lines = await highlight(code, language);
  return (
    `<pre class="code" tabindex="0" data-language="${escapeHtml(language)}">` +
    `<code>${lines.join('\n')}</code></pre>`
  );
}

/** The inner HTML of each line, for the first paint of the editor. */
export function highlightLines(code: string, path: string): Promise<string[]> {
  return highlight(code, languageOf(path));
}

/**
 * Colours are classes (`c-keyword`), not inline styles: the two themes have the same roles, the page's tokens
 * give the colour, and a page of code costs a third of the bytes.
 */
async function highlight(code: string, language: string): Promise<string[]> {
  const { shiki, lang } = await languageFor(language);
  // No time limit: a busy machine would leave the rest of a line without colours.
  const lines = shiki.codeToTokensBase(code, {
    lang: lang as BundledLanguage,
    theme: codeTheme,
    tokenizeTimeLimit: 0,
  });
  return lines.map((line) => {
    const runs: { role: CodeRole; text: string }[] = [];
    for (const token of line) {
      const role = roleOf(token.color);
      const last = runs.at(-1);
      if (last !== undefined && (last.role === role || token.content.trim() === ''))
        last.text += token.content;
      else runs.push({ role, text: token.content });
    }
    return runs
      .map(({ role, text }) =>
        role === 'text' ? escapeHtml(text) : `<span class="c-${role}">${escapeHtml(text)}</span>`,
      )
      .join('');
  });
}

/** Shiki's name for a file's language, by its ending. */
export function languageOf(path: string): string {
  const ending = path.slice(path.lastIndexOf('.') + 1);
  const names: Record<string, string> = {
    ts: 'typescript',
    mts: 'typescript',
    js: 'javascript',
    mjs: 'javascript',
    json: 'json',
    yaml: 'yaml',
    yml: 'yaml',
    md: 'markdown',
    sh: 'bash',
    Dockerfile: 'docker',
    proto: 'proto',
  };
  return names[ending] ?? 'text';
}
