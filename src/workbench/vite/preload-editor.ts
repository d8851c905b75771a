/**
 * Astro integration: pages with a bench name the editor's files in their head (`modulepreload`), so that the
 * browser fetches them while it reads the page, not after the first script has run.
 *
 * Its place in the configuration is before whatever lists or compresses the finished pages.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import type { Plugin, Rolldown } from 'vite';

const EDITOR = /\/src\/workbench\/editor\/monaco\/mount\.ts$/;
/** The page's own script, which the browser finds by itself; what it imports it would find later. */
const CLIENT = '/src/workbench/client.ts';
const BENCH = 'id="workbench"';

interface Files {
  scripts: string[];
  styles: string[];
}

export function preloadEditor(): AstroIntegration {
  let files: Files | null = null;
  let base = '/';
  return {
    name: 'bulkhead:preload-editor',
    hooks: {
      'astro:config:setup': ({ updateConfig }) => {
        const found = (next: Files) => {
          files = next;
        };
        updateConfig({ vite: { plugins: [findEditor(found)] } });
      },
      'astro:config:done': ({ config }) => {
        base = config.base.replace(/\/*$/, '/');
      },
      'astro:build:done': async ({ dir, logger }) => {
        if (!files) {
          logger.warn('The editor is not part of this build, so no page can name its files.');
          return;
        }
        const links = linksFor(files, base);
        for (const page of await pagesIn(fileURLToPath(dir))) {
          const html = await readFile(page, 'utf8');
          if (html.includes(BENCH)) await writeFile(page, html.replace('</head>', `${links}</head>`));
        }
      },
    },
  };
}

/** Finds the chunk of the editor, what it imports, and their styles. */
function findEditor(found: (files: Files) => void): Plugin {
  return {
    name: 'bulkhead:find-editor',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
      const editor = chunks.find((chunk) => EDITOR.test(chunk.facadeModuleId ?? ''));
      const client = chunks.find((chunk) => chunk.moduleIds.some((id) => id.endsWith(CLIENT)));
      if (editor) found(closure(client ? [editor, client] : [editor], chunks));
    },
  };
}

function closure(starts: Rolldown.OutputChunk[], chunks: Rolldown.OutputChunk[]): Files {
  const scripts = new Set<string>();
  const styles = new Set<string>();
  const visit = (chunk: Rolldown.OutputChunk) => {
    if (scripts.has(chunk.fileName)) return;
    scripts.add(chunk.fileName);
    for (const style of chunk.viteMetadata?.importedCss ?? []) styles.add(style);
    for (const name of chunk.imports) {
      const next = chunks.find((one) => one.fileName === name);
      if (next) visit(next);
    }
  };
  for (const start of starts) visit(start);
  return { scripts: [...scripts], styles: [...styles] };
}

/** @param base with a slash at its end. */
export function linksFor({ scripts, styles }: Files, base: string): string {
  return [
    ...scripts.map((file) => `<link rel="modulepreload" href="${base}${file}">`),
    ...styles.map((file) => `<link rel="preload" as="style" href="${base}${file}">`),
  ].join('');
}

async function pagesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.html'))
    .map((entry) => join(entry.parentPath, entry.name));
}
