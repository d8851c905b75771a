/** Files by path → the client's tree of folders. */
import type { FileSystemTree } from './client.ts';

/** @throws when a path is empty, leaves the folder, or is a file and a folder at once. */
export function filesToTree(files: Record<string, string>): FileSystemTree {
  const root = emptyTree();
  for (const [path, contents] of Object.entries(files)) {
    const parts = path.split('/');
    if (parts.some((part) => part === '' || part === '.' || part === '..')) {
      throw new Error(`"${path}" is not a path inside the project folder.`);
    }
    const name = parts.pop() ?? '';
    let folder = root;
    for (const part of parts) {
      const entry = folder[part] ?? { directory: emptyTree() };
      if (!('directory' in entry)) throw new Error(`"${path}" needs a folder where "${part}" is a file.`);
      folder[part] = entry;
      folder = entry.directory;
    }
    if (name in folder) throw new Error(`"${path}" is a file and a folder at once.`);
    folder[name] = { file: { contents } };
  }
  return root;
}

/** Without a prototype, so that `__proto__` or `constructor` are names like any other. */
function emptyTree(): FileSystemTree {
  return Object.create(null) as FileSystemTree;
}
