/** Builds the lab's programs into the package `@bulkhead/lab` that is mounted beside a project. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { declarations } from './declarations.ts';

/** Where the package goes in a project; paths of {@link buildLab} are relative to this. */
export const LAB_FOLDER = 'node_modules/@bulkhead/lab';

const ENTRIES = {
  index: 'kit/index.ts',
  agent: 'agent/main.ts',
  check: 'check/main.ts',
  runner: 'check/runner.ts',
  reporter: 'check/reporter.ts',
};

/**
 * The package's files: path → content. Plain ESM for Node 22.18 and newer, with no dependency but
 * `node:*`, readable as it is.
 */
export async function buildLab(): Promise<Record<string, string>> {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const result = await build({
    absWorkingDir: here,
    entryPoints: ENTRIES,
    outdir: 'out',
    bundle: true,
    splitting: true,
    chunkNames: 'shared/[hash]',
    platform: 'node',
    format: 'esm',
    target: 'node22.18',
    write: false,
    legalComments: 'none',
    logLevel: 'silent',
  });
  const files: Record<string, string> = {};
  for (const file of result.outputFiles) {
    files[file.path.slice(`${here}out/`.length)] = file.text;
  }
  const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
    license: string;
  };
  files['package.json'] = `${JSON.stringify(
    {
      name: '@bulkhead/lab',
      version: manifest.version,
      license: manifest.license,
      type: 'module',
      types: './index.d.ts',
      exports: { '.': { types: './index.d.ts', default: './index.js' }, './*.js': './*.js' },
    },
    null,
    2,
  )}\n`;
  files['index.d.ts'] = await declarations(here);
  return files;
}
