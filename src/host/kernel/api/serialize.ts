import { type Zippable, zipSync } from 'fflate';
import { minimatch } from 'minimatch';
import { joinPath, splitPath } from '../../vfs/path.ts';
import type { Vfs } from '../../vfs/vfs.ts';
import { binaryString } from './encoding.ts';
import { encodeMsgpack } from './msgpack.ts';
import { typeName } from './scope.ts';
import type { TreeFile, TreeNode } from './tree_format.ts';

/** Globs are matched against paths relative to the exported folder; dot files match too. */
export interface SerializeOptions {
  /** Default `json`. */
  format?: 'json' | 'binary' | 'zip';
  /** Files that are taken although an exclude matches them or a folder they are in. */
  includes?: string[];
  /** Files and whole folders that are left out. */
  excludes?: string[];
}

/**
 * `export`: a file or a folder (absolute path). `json` is the client's tree as UTF-8 text, `binary`
 * the format of `@webcontainer/snapshot`, `zip` a ZIP archive with Unix modes and links. Devices are
 * left out. Throws an Error that starts with its code.
 */
export function serialize(vfs: Vfs, path: string, options: SerializeOptions = {}): Uint8Array<ArrayBuffer> {
  const format = options.format ?? 'json';
  const chosen = chooser(options);
  switch (format) {
    case 'json': {
      const text = JSON.stringify(toTree(vfs, path, '', chosen, jsonContent));
      return new TextEncoder().encode(text);
    }
    case 'binary':
      return encodeMsgpack(toTree(vfs, path, '', chosen, (c) => ({ c })));
    case 'zip': {
      const entries: Zippable = {};
      if (vfs.stat(path).kind === 'directory') zipInto(vfs, path, '', chosen, entries);
      else entries[splitPath(path).name] = [vfs.readFile(path), zipMode(vfs.stat(path).mode)];
      // A copy on a plain ArrayBuffer can be transferred whatever the library allocated.
      return zipSync(entries, { mtime: '1980-01-01T00:00:00' }).slice();
    }
    default:
      format satisfies never;
      throw new Error(
        `ERR_INVALID_ARG_VALUE: export does not know the format '${String(format)}'. Use json, binary or zip.`,
      );
  }
}

type Chooser = (relative: string, directory: boolean) => 'take' | 'look inside' | 'leave';

function chooser({ includes, excludes }: SerializeOptions): Chooser {
  const globs = (value: unknown, name: string): string[] => {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value) && value.every((glob) => typeof glob === 'string')) return value;
    throw new Error(
      `ERR_INVALID_ARG_TYPE: export needs '${name}' as a list of glob patterns, but it is ${typeName(value)}.`,
    );
  };
  const included = globs(includes, 'includes');
  const excluded = globs(excludes, 'excludes');
  const matches = (path: string, patterns: string[]) =>
    patterns.some((pattern) => minimatch(path, pattern.replace(/^\.?\//, ''), { dot: true }));
  /** A pattern that names a folder covers what is in it. */
  const covered = (path: string, patterns: string[]) => {
    const names = path.split('/');
    return names.some((_, index) => matches(names.slice(0, index + 1).join('/'), patterns));
  };
  return (relative, directory) => {
    if (!covered(relative, excluded) || covered(relative, included)) return 'take';
    return directory && included.length > 0 ? 'look inside' : 'leave';
  };
}

function toTree(
  vfs: Vfs,
  path: string,
  relative: string,
  chosen: Chooser,
  content: (bytes: Uint8Array) => TreeFile,
): TreeNode {
  if (vfs.stat(path).kind !== 'directory') return { f: content(vfs.readFile(path)) };
  const d: Record<string, TreeNode> = Object.create(null);
  for (const { name, kind } of vfs.readdir(path)) {
    const below = relative === '' ? name : `${relative}/${name}`;
    const choice = chosen(below, kind === 'directory');
    if (choice === 'leave' || kind === 'device') continue;
    const child = joinPath(path, name);
    if (kind === 'symlink') {
      d[name] = { f: { l: vfs.readlink(child) } };
      continue;
    }
    const node = toTree(vfs, child, below, chosen, content);
    // A folder that was only looked through for included files is left out when it had none.
    if (choice === 'look inside' && 'd' in node && Object.keys(node.d).length === 0) continue;
    d[name] = node;
  }
  return { d };
}

function zipInto(vfs: Vfs, path: string, relative: string, chosen: Chooser, entries: Zippable): void {
  for (const { name, kind } of vfs.readdir(path)) {
    const below = relative === '' ? name : `${relative}/${name}`;
    const choice = chosen(below, kind === 'directory');
    if (choice === 'leave' || kind === 'device') continue;
    const child = joinPath(path, name);
    const mode = zipMode(vfs.lstat(child).mode);
    if (kind === 'directory') {
      if (choice === 'take') entries[`${below}/`] = [new Uint8Array(0), mode];
      zipInto(vfs, child, below, chosen, entries);
    } else if (kind === 'symlink') {
      entries[below] = [new TextEncoder().encode(vfs.readlink(child)), mode];
    } else {
      entries[below] = [vfs.readFile(child), mode];
    }
  }
}

/** Unix, with the mode in the upper half of the external attributes. */
function zipMode(mode: number): { os: number; attrs: number } {
  return { os: 3, attrs: (mode << 16) >>> 0 };
}

/** Text where it is text: the client gets a string, and bytes for anything else. */
function jsonContent(bytes: Uint8Array): TreeFile {
  try {
    return { c: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { c: binaryString(bytes), b: true };
  }
}
