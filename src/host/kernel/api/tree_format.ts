/**
 * The tree that the client and `@webcontainer/snapshot` exchange: `d` a directory by names, `f` a
 * file with its content `c` (`b`: the string is one character for each byte) or a link's target `l`.
 */
export type TreeNode = { d: Record<string, TreeNode> } | { f: TreeFile };

export type TreeFile = { c: string | Uint8Array; b?: boolean } | { l: string };

/** Checks a decoded tree. Throws an Error that starts with EINVAL and names the place. */
export function parseTree(value: unknown): TreeNode {
  return parseNode(value, '');
}

function parseNode(value: unknown, path: string): TreeNode {
  if (isRecord(value) && isRecord(value.d)) {
    const directory: Record<string, TreeNode> = Object.create(null);
    for (const [name, child] of Object.entries(value.d)) {
      const place = path === '' ? name : `${path}/${name}`;
      if (name === '' || name === '.' || name === '..' || name.includes('/') || name.includes('\0')) {
        throw bad(place, `'${name}' is not a file name; nest directories instead of writing slashes`);
      }
      directory[name] = parseNode(child, place);
    }
    return { d: directory };
  }
  if (isRecord(value) && isRecord(value.f)) {
    const { c, l, b } = value.f;
    if (typeof l === 'string' && l !== '') return { f: { l } };
    if (c instanceof Uint8Array) return { f: { c } };
    if (typeof c === 'string') return { f: b === true ? { c, b } : { c } };
    throw bad(path, 'a file needs its contents as a string or bytes, or the target of a link');
  }
  throw bad(path, 'expected a directory or a file');
}

function bad(path: string, reason: string): Error {
  return new Error(`EINVAL: the tree cannot be mounted, at '${path === '' ? '/' : path}': ${reason}.`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}
