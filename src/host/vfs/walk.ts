import { Refusal } from './errors.ts';
import type { Inode } from './inode.ts';
import { joinPath } from './path.ts';
import type { Tree } from './tree.ts';

/** Where a path leads. */
export interface Found {
  parent: Inode;
  /** Last name after the links that were followed; empty for the root. */
  name: string;
  node: Inode | null;
  /** The path ended with a slash. */
  mustBeDirectory: boolean;
  /** How the path was written at its end: some calls refuse anything but a name. */
  last: 'name' | 'dot' | 'dotdot' | 'root';
}

/** Taken at the start: a program may replace the global. */
const utf8 = new TextEncoder();
const MAX_LINKS = 40;
const MAX_NAME_BYTES = 255;
const MAX_PATH_LENGTH = 4096;

/**
 * Looks a path up as `path_resolution(7)` says. `follow`: whether a symbolic link at the end is
 * followed (with a slash after it, it always is). Throws {@link Refusal}: ENOENT (also when the last
 * name's directory is missing), ENOTDIR, ELOOP, ENAMETOOLONG.
 */
export function walk(tree: Tree, path: string, follow: boolean): Found {
  if (path === '') throw new Refusal('ENOENT');
  if (path.length >= MAX_PATH_LENGTH) throw new Refusal('ENAMETOOLONG');
  const mustBeDirectory = path.endsWith('/');
  let names = path.split('/').filter((name) => name !== '');
  let parent = tree.root;
  let name = '';
  let node: Inode | null = tree.root;
  let last: Found['last'] = 'root';
  let links = 0;

  for (let index = 0; index < names.length; index++) {
    const step: string = names[index] ?? '';
    if (node === null) throw new Refusal('ENOENT');
    if (node.kind !== 'directory') throw new Refusal('ENOTDIR');
    if (step === '.') {
      last = 'dot';
      continue;
    }
    if (step === '..') {
      node = node.links[0]?.parent ?? tree.root;
      parent = node.links[0]?.parent ?? tree.root;
      name = node.links[0]?.name ?? '';
      last = 'dotdot';
      continue;
    }
    if (step.length > MAX_NAME_BYTES / 3 && utf8.encode(step).length > MAX_NAME_BYTES) {
      throw new Refusal('ENAMETOOLONG');
    }
    parent = node;
    name = step;
    node = parent.entries.get(step) ?? null;
    last = 'name';
    const inside = index < names.length - 1 || mustBeDirectory;
    if (node?.kind === 'symlink' && (follow || inside)) {
      if (++links > MAX_LINKS) throw new Refusal('ELOOP');
      const target: string = node.target;
      names = [...target.split('/').filter((part) => part !== ''), ...names.slice(index + 1)];
      node = target.startsWith('/') ? tree.root : parent;
      index = -1;
    }
  }
  if (mustBeDirectory && node !== null && node.kind !== 'directory') throw new Refusal('ENOTDIR');
  return { parent, name, node, mustBeDirectory, last };
}

/** The canonical path of what was found, whether it exists or not. */
export function canonicalPath(tree: Tree, found: Found): string {
  if (found.node !== null && found.node.kind === 'directory') return tree.pathOf(found.node.links[0]);
  return joinPath(tree.pathOf(found.parent.links[0]), found.name);
}
