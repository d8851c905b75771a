import { joinPath, splitPath } from '../../vfs/path.ts';
import type { Vfs } from '../../vfs/vfs.ts';
import { fromBinaryString } from './encoding.ts';
import { decodeMsgpack } from './msgpack.ts';
import { parseTree, type TreeNode } from './tree_format.ts';

/**
 * `mount`: lays a tree over `mountPoint` (absolute; made when it is missing). `bytes` is the client's
 * JSON or a binary snapshot of `@webcontainer/snapshot`. What is there and not in the tree stays.
 * Nothing is written when the tree is malformed: an Error starts with EINVAL and says where.
 */
export function loadTree(vfs: Vfs, bytes: Uint8Array, mountPoint: string): void {
  const tree = parseTree(decode(bytes));
  if ('f' in tree) {
    const { parent } = splitPath(mountPoint);
    vfs.mkdirs(parent);
  } else {
    vfs.mkdirs(mountPoint);
  }
  place(vfs, tree, mountPoint);
}

function place(vfs: Vfs, node: TreeNode, path: string): void {
  if ('d' in node) {
    vfs.mkdirs(path);
    for (const [name, child] of Object.entries(node.d)) place(vfs, child, joinPath(path, name));
  } else if ('l' in node.f) {
    // Over whatever non-directory was there, as for a file.
    const { parent, name } = splitPath(path);
    if (vfs.readdir(parent).some((entry) => entry.name === name)) vfs.unlink(path);
    vfs.symlink(node.f.l, path);
  } else {
    vfs.writeFile(path, contentOf(node.f));
  }
}

function contentOf({ c, b }: { c: string | Uint8Array; b?: boolean }): Uint8Array {
  if (typeof c !== 'string') return c;
  return b === true ? fromBinaryString(c) : new TextEncoder().encode(c);
}

function decode(bytes: Uint8Array): unknown {
  if (!(bytes instanceof Uint8Array)) {
    throw new Error('ERR_INVALID_ARG_TYPE: mount needs a tree of files, or a binary snapshot as bytes.');
  }
  const first = bytes[0] ?? 0;
  // MessagePack maps begin with one of these bytes, JSON text never does.
  if ((first & 0xf0) === 0x80 || first === 0xde || first === 0xdf) return decodeMsgpack(bytes);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `EINVAL: the tree cannot be mounted: it is neither JSON nor a binary snapshot (${reason}).`,
    );
  }
}
