import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';

export const PROGRAMS = ['shell', 'npm', 'curl'] as const;
export type ProgramName = (typeof PROGRAMS)[number];

/** Bundles one terminal program to a single ES module that imports nothing but `node:*`. */
export async function bundleProgram(name: ProgramName): Promise<string> {
  const result = await build({ ...programBuild(name), write: false });
  const [file] = result.outputFiles;
  if (!file) throw new Error(`esbuild made no file of the program "${name}".`);
  return file.text;
}

/** esbuild's options for one terminal program. */
export function programBuild(name: ProgramName): BuildOptions {
  return {
    entryPoints: [fileURLToPath(new URL(`./${name}/main.ts`, import.meta.url))],
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minify: true,
    legalComments: 'eof',
    define: { __BROWSER__: 'true' },
    plugins: name === 'shell' ? [leanJustBash()] : [],
  };
}

/** Chunks of just-bash that would be inlined for commands this shell does not have. */
const ABSENT =
  /\/chunks\/(undici|yq|xan|xan-view|sqlite3|python3|js-exec|html-to-markdown|tar|file|rg|curl|bash|gzip|flag-coverage)-\w+\.js$/;

/**
 * just-bash without what the built-in host has no use for: the network, other languages, large commands, and
 * the RE2 engine, which guards a server against patterns that take for ever. Here a slow pattern holds up
 * nobody but its author, so JavaScript's own engine takes its place.
 */
function leanJustBash(): Plugin {
  const nativeRegex = fileURLToPath(new URL('./shell/native-regex.ts', import.meta.url));
  return {
    name: 'lean-just-bash',
    setup({ onLoad, onResolve }) {
      onResolve(
        { filter: /^(turndown|sql\.js|quickjs-emscripten|undici|node:(dns|async_hooks|module|zlib))$/ },
        ({ path }) => ({
          path,
          namespace: 'absent',
        }),
      );
      onLoad({ filter: /.*/, namespace: 'absent' }, () => ({
        contents: 'export default undefined; export const lookup = undefined;',
      }));
      onLoad({ filter: /just-bash\/dist\/bundle\/.*\.js$/ }, async ({ path }) => {
        if (ABSENT.test(path)) return { contents: 'export {};' };
        const text = await readFile(path, 'utf8');
        if (text.includes('re2js.leonelgalan') || /\* re2js\b/.test(text)) {
          return { contents: `export { a, b } from ${JSON.stringify(nativeRegex)};` };
        }
        return { contents: text.replace(REQUIRE, ''), loader: 'js' };
      });
    },
  };
}

/** Every chunk begins with a `require` that none of the code left uses. */
const REQUIRE =
  /^import\{createRequire\} from"node:module";const require=createRequire\(import\.meta\.url\);/;
