/**
 * Vite plugin: two things of Monaco that the bench has no use for stay out of the build.
 *
 * Its own TypeScript worker: the bench starts its own (`editor/monaco/typescript/worker.ts`), and the same
 * 7 MB would be built twice. And the import of every editor feature by the helper that starts workers: the
 * bench has chosen its features (`editor/monaco/features.ts`), and the rest would be half a megabyte.
 */
import type { Plugin } from 'vite';

interface Omission {
  file: RegExp;
  /** What is taken out, every occurrence. */
  text: RegExp;
  consequence: string;
}

const OMISSIONS: Omission[] = [
  {
    file: /monaco-editor\/esm\/vs\/languages\/features\/typescript\/workerManager\.js$/,
    text: /createWorker: \(\) => new Worker\(new URL\('ts\.worker\.js', import\.meta\.url\), \{ type: "module" \}\),/g,
    consequence: 'the TypeScript worker is built twice',
  },
  {
    file: /monaco-editor\/esm\/vs\/internal\/common\/workers\.js$/,
    text: /^import '[^']+';$/gm,
    consequence: 'every feature of the editor is loaded with the type checker',
  },
];

export function monacoWorkers(): Plugin {
  return {
    name: 'bulkhead:monaco-workers',
    enforce: 'pre',
    transform: {
      filter: { id: OMISSIONS.map(({ file }) => file) },
      handler(code, id) {
        const omission = OMISSIONS.find(({ file }) => file.test(id));
        if (!omission) return null;
        const rest = code.replace(omission.text, '');
        if (rest !== code) return { code: rest, map: null };
        this.warn(`${id} is not written as expected any more, so ${omission.consequence}.`);
        return null;
      },
    },
  };
}
