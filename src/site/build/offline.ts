import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { build } from 'esbuild';
import { addressOf, isImmutable, isServed, type OfflineFile, type OfflineManifest } from '../sw/manifest.ts';
import { listFiles } from './files.ts';

/** Lists the finished build and writes `sw.js` with that list inside: any change of any file is a new worker. */
export function offline(): AstroIntegration {
  return {
    name: 'bulkhead:offline',
    hooks: {
      'astro:build:done': async ({ dir, logger }) => {
        const folder = fileURLToPath(dir);
        const manifest = await makeManifest(folder);
        await build({
          entryPoints: [fileURLToPath(new URL('../sw/worker.ts', import.meta.url))],
          outfile: join(folder, 'sw.js'),
          bundle: true,
          minify: true,
          format: 'iife',
          target: 'es2022',
          define: { __OFFLINE_MANIFEST__: JSON.stringify(manifest) },
          logLevel: 'error',
        });
        logger.info(
          `${manifest.essential.length} files kept for offline use, ${manifest.extra.length} more when there is time`,
        );
      },
    },
  };
}

/** The manifest of a build folder. */
export async function makeManifest(folder: string): Promise<OfflineManifest> {
  const files = (await listFiles(folder)).filter(isServed);
  const diagrams = await diagramChunks(folder, files);
  const essential: OfflineFile[] = [];
  const extra: OfflineFile[] = [];
  for (const file of files) {
    const revision = isImmutable(file) ? null : await hashFile(join(folder, file));
    const list = diagrams.has(file) || file === MISSING_PAGE ? extra : essential;
    list.push({ url: addressOf(file), revision });
  }
  const version = createHash('sha256')
    .update(JSON.stringify([essential, extra]))
    .digest('hex')
    .slice(0, 12);
  return { version, essential, extra };
}

/**
 * Some hosts answer this page's own address with a redirect: nothing essential may hang on it.
 */
const MISSING_PAGE = '404.html';

/** Where the diagram library begins: the chunk that `scripts/diagrams.ts` imports. */
const DIAGRAM_ENTRY = /^_astro\/mermaid\.[^/]*\.js$/;

/**
 * The chunks that only the diagram library needs: what is reached through its entry and not otherwise. A file
 * refers to another by its name, hash and all, so the names found in its text are the edges.
 */
async function diagramChunks(folder: string, files: string[]): Promise<Set<string>> {
  const byName = new Map(
    files.filter((file) => file.startsWith('_astro/')).map((file) => [basename(file), file]),
  );
  const edges = new Map<string, string[]>();
  for (const file of files.filter((name) => /\.(html|js|css)$/.test(name))) {
    const text = await readFile(join(folder, file), 'utf8');
    const names = new Set(text.match(/[\w.@-]+\.(?:js|css|woff2|wasm|json|ttf|svg)/g));
    edges.set(
      file,
      [...names].flatMap((name) => byName.get(name) ?? []),
    );
  }
  const reach = (start: string[], barred: (file: string) => boolean) => {
    const seen = new Set<string>();
    const queue = start.filter((file) => !barred(file));
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      queue.push(...(edges.get(file) ?? []).filter((next) => !barred(next)));
    }
    return seen;
  };
  const isEntry = (file: string) => DIAGRAM_ENTRY.test(file);
  const inCommon = reach(
    files.filter((file) => !file.startsWith('_astro/')),
    isEntry,
  );
  const ofDiagrams = reach(files.filter(isEntry), () => false);
  return new Set([...ofDiagrams].filter((file) => !inCommon.has(file)));
}

async function hashFile(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
    .slice(0, 12);
}
