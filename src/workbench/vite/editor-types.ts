/**
 * Vite plugin: `virtual:bulkhead-editor-types`, the address of one JSON file with the types a project sees:
 * Node's (`@types/node`, `undici-types`) and the check kit's. The TypeScript worker fetches it.
 *
 * The file is `Record<path, text>` with paths below the project folder (`node_modules/…`).
 */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'vite';

const VIRTUAL = 'virtual:bulkhead-editor-types';
const RESOLVED = `\0${VIRTUAL}`;
const DEV_PATH = '@bulkhead/editor-types.json';
const LAB = 'node_modules/@bulkhead/lab';

interface LabDeclarations {
  declarations(lab: string): Promise<string>;
}

export function editorTypes(root: string = join(import.meta.dirname, '../../..')): Plugin {
  let base = '/';
  let building = false;
  return {
    name: 'bulkhead:editor-types',
    configResolved(config) {
      base = config.base;
      building = config.command === 'build';
    },
    resolveId(id) {
      return id === VIRTUAL ? RESOLVED : null;
    },
    async load(id) {
      if (id !== RESOLVED) return null;
      if (!building) return `export default ${JSON.stringify(base + DEV_PATH)};`;
      const source = JSON.stringify(await packTypes(root));
      const asset = this.emitFile({ type: 'asset', name: 'editor-types.json', source });
      return `export default import.meta.ROLLUP_FILE_URL_${asset};`;
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (!request.url?.endsWith(DEV_PATH)) return next();
        packTypes(root).then(
          (files) => response.setHeader('content-type', 'application/json').end(JSON.stringify(files)),
          next,
        );
      });
    },
  };
}

/** @param root the repository. */
export async function packTypes(root: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of ['@types/node', 'undici-types']) {
    const folder = join(root, 'node_modules', name);
    for (const path of await declarationFiles(folder)) {
      files[`node_modules/${name}/${path}`] = withoutComments(
        await readFile(join(folder, path), 'utf8'),
        path,
      );
    }
  }
  const lab = join(root, 'src/lab');
  const builder = pathToFileURL(join(lab, 'declarations.ts')).href;
  const { declarations } = (await import(/* @vite-ignore */ builder)) as LabDeclarations;
  files[`${LAB}/index.d.ts`] = await declarations(lab);
  files[`${LAB}/package.json`] = JSON.stringify({
    name: '@bulkhead/lab',
    type: 'module',
    exports: { '.': { types: './index.d.ts' } },
  });
  return files;
}

async function declarationFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return (
    entries
      .filter((entry) => entry.isFile() && /(?:\.d\.[cm]?ts|^package\.json)$/.test(entry.name))
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
      // Variants for older compilers.
      .filter((path) => !/^ts\d/.test(path))
      .sort()
  );
}

/** Node's documentation is shown on hover, so comments stay; only the licence banners go. */
function withoutComments(text: string, path: string): string {
  if (path === 'package.json') {
    const { name, version, types, exports, type } = JSON.parse(text) as Record<string, unknown>;
    return JSON.stringify({ name, version, types, exports, type });
  }
  return text.replace(/^\/\*\*[\s\S]*?\*\/\s*(?=\/\/ NOTE|\/\/ Reference|\/\/\/)/, '');
}
