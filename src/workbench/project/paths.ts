/** Names of project files. What is refused here would not run unchanged on the learner's own machine. */
import type { FileMap } from '../../course/types.ts';

const MAX_PATH = 200;
/** Windows takes none of these in a name. */
const FORBIDDEN = /[\\:*?"<>|]/;

/** One sentence that says why `path` cannot be a project file; null when it can. */
export function pathProblem(path: string): string | null {
  if (path.trim() === '') return 'A file needs a name.';
  if (path.length > MAX_PATH) return `A path can have ${MAX_PATH} characters; this one has ${path.length}.`;
  if (path.startsWith('/')) return 'A path starts inside the project folder, without a leading "/".';
  const forbidden = FORBIDDEN.exec(path)?.[0];
  if (forbidden) return `A name cannot contain ${forbidden}, since not every system allows it.`;
  if (hasControl(path)) return 'A name cannot contain line breaks or control characters.';
  for (const part of path.split('/')) {
    if (part === '') return 'A path cannot have an empty name between two "/" or at its end.';
    if (part === '.' || part === '..') return 'A path cannot contain "." or "..".';
    if (part === 'node_modules') return 'node_modules belongs to the package manager.';
    if (part === '__proto__') return '"__proto__" cannot be the name of a file.';
    if (part !== part.trim() || part.endsWith('.')) {
      return `"${part}" cannot be a name: it starts or ends with a space, or ends with a dot.`;
    }
  }
  return null;
}

function hasControl(text: string): boolean {
  return [...text].some((char) => char < ' ' || char === '\u007f');
}

/** Whether `path` is `folder` itself or below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** Whether `text` is longer than `limit` bytes in UTF-8. */
export function isLongerThan(text: string, limit: number): boolean {
  // A UTF-16 unit takes at most three bytes: most texts need not be encoded to be known as short.
  return text.length * 3 > limit && new TextEncoder().encode(text).length > limit;
}

export function sameFiles(a: FileMap, b: FileMap): boolean {
  if (a === b) return true;
  const paths = Object.keys(a);
  return (
    paths.length === Object.keys(b).length &&
    paths.every((path) => Object.hasOwn(b, path) && a[path] === b[path])
  );
}

/** `files` with the changes of a solution; null deletes. */
export function layered(files: FileMap, changes: Record<string, string | null>): FileMap {
  const result: FileMap = { ...files };
  for (const [path, text] of Object.entries(changes)) {
    if (text === null) delete result[path];
    else result[path] = text;
  }
  return result;
}
