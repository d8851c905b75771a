/**
 * Vite plugin: `virtual:bulkhead-lab`, the built lab programs as data.
 *
 * The default export is `Record<path, content>` with paths below `node_modules/@bulkhead/lab/`; the boot
 * mounts it with the project's files. It is imported lazily, so it is a chunk of its own.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'vite';

const VIRTUAL = 'virtual:bulkhead-lab';
const RESOLVED = `\0${VIRTUAL}`;

/** Where a project finds the package; `buildLab` names its files relative to this. */
const FOLDER = 'node_modules/@bulkhead/lab';

/** What `src/lab/build.ts` exports. */
interface LabBuilder {
  buildLab(): Promise<Record<string, string>>;
}

function isLabBuilder(module: object): module is LabBuilder {
  return 'buildLab' in module && typeof module.buildLab === 'function';
}

async function sourceFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

export function bulkheadLab(labFolder: string = join(import.meta.dirname, '../../lab')): Plugin {
  return {
    name: 'bulkhead:lab',
    resolveId(id) {
      return id === VIRTUAL ? RESOLVED : null;
    },
    async load(id) {
      if (id !== RESOLVED) return null;
      const builder = join(labFolder, 'build.ts');
      const module: object = await import(pathToFileURL(builder).href);
      if (!isLabBuilder(module)) {
        throw new Error(
          `${builder} must export the function buildLab(), found: ${Object.keys(module).join(', ')}.`,
        );
      }
      for (const file of await sourceFiles(labFolder)) this.addWatchFile(file);
      const built = Object.entries(await module.buildLab());
      const files = Object.fromEntries(built.map(([path, content]) => [`${FOLDER}/${path}`, content]));
      return `export default ${JSON.stringify(files)};`;
    },
  };
}
