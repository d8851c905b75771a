import { Inode, type InodeKind } from './inode.ts';
import { SNAPSHOT_COLUMNS, type VfsSnapshot } from './ops.ts';
import { Tree, type TreeLimits } from './tree.ts';

const KINDS: InodeKind[] = ['file', 'directory', 'symlink', 'device'];

/** A file of this size has a segment of its own: moving it would cost more than one more buffer. */
const LARGE_FILE = 256 * 1024;
const MAX_SEGMENTS = 32;

/**
 * Makes snapshots of one tree. Contents are gathered into segments once and stay there until they
 * change, so that a further snapshot copies only what was written since the last one; the tree's
 * files then share the segments' bytes and are copied when they are next written to.
 */
export class SnapshotMaker {
  readonly #tree: Tree;
  #segments: Uint8Array[] = [];

  constructor(tree: Tree) {
    this.#tree = tree;
  }

  take(seq: number, firstIno: number): VfsSnapshot {
    const rows = collectRows(this.#tree);
    this.#gather(rows.files);
    const segmentOf = new Map(this.#segments.map((segment, index) => [segment.buffer, index]));
    for (const { row, inode } of rows.files) {
      const at = row * SNAPSHOT_COLUMNS + 10;
      rows.numbers[at] = segmentOf.get(inode.data.buffer) ?? -1;
      rows.numbers[at + 1] = inode.data.byteOffset;
      rows.numbers[at + 2] = inode.size;
    }
    return {
      seq,
      firstIno,
      numbers: Float64Array.from(rows.numbers),
      names: rows.names.join('/'),
      texts: rows.texts,
      segments: [...this.#segments],
      aliases: this.#tree.aliases,
    };
  }

  /** Brings every content into a segment, and drops segments that are mostly stale. */
  #gather(files: FileRow[]): void {
    const live = new Map<ArrayBufferLike, number>(this.#segments.map((segment) => [segment.buffer, 0]));
    for (const { inode } of files) {
      const { buffer } = inode.data;
      const bytes = live.get(buffer);
      if (bytes !== undefined) live.set(buffer, bytes + inode.size);
    }
    const kept = this.#segments.filter(({ buffer, byteLength }) => 2 * (live.get(buffer) ?? 0) > byteLength);
    this.#segments =
      kept.length < MAX_SEGMENTS ? kept : kept.filter(({ byteLength }) => byteLength >= LARGE_FILE);

    const buffers = new Set(this.#segments.map(({ buffer }) => buffer));
    const loose = files
      .map(({ inode }) => inode)
      .filter(({ data, size }) => size > 0 && !buffers.has(data.buffer));
    const small = loose.filter(({ size }) => size < LARGE_FILE);
    const packed = new Uint8Array(small.reduce((sum, { size }) => sum + size, 0));
    let offset = 0;
    for (const inode of small) {
      packed.set(inode.content, offset);
      inode.replace(packed.subarray(offset, offset + inode.size));
      offset += inode.size;
    }
    if (offset > 0) this.#segments.push(packed);
    for (const inode of loose) {
      if (inode.size < LARGE_FILE) continue;
      inode.replace(inode.data.buffer.byteLength === inode.size ? inode.data : inode.content.slice());
      this.#segments.push(inode.data);
    }
  }
}

interface FileRow {
  row: number;
  inode: Inode;
}

function collectRows(tree: Tree): { numbers: number[]; names: string[]; texts: string[]; files: FileRow[] } {
  const numbers: number[] = [];
  const names: string[] = [];
  const texts: string[] = [];
  const files: FileRow[] = [];
  const seen = new Set<number>();

  const visit = (inode: Inode, name: string, parentRow: number): void => {
    const row = names.length;
    names.push(name);
    numbers.push(parentRow, inode.ino, KINDS.indexOf(inode.kind), inode.mode, inode.uid, inode.gid);
    numbers.push(inode.atime, inode.mtime, inode.ctime, inode.birthtime, -1, 0, 0);
    // A further hard link: the row that came first has the content.
    if (seen.has(inode.ino)) return;
    seen.add(inode.ino);
    switch (inode.kind) {
      case 'file':
        files.push({ row, inode });
        return;
      case 'symlink':
      case 'device':
        texts.push(inode.target);
        return;
      case 'directory':
        for (const [child, node] of inode.entries) visit(node, child, row);
        return;
      default:
        inode.kind satisfies never;
    }
  };
  visit(tree.root, '', -1);
  return { numbers, names, texts, files };
}

export function restoreSnapshot(snapshot: VfsSnapshot, limits: TreeLimits): Tree {
  const { numbers, segments } = snapshot;
  const rows: Inode[] = [];
  const byIno = new Map<number, Inode>();
  let text = 0;
  let tree: Tree | null = null;

  for (const [row, name] of snapshot.names.split('/').entries()) {
    const at = row * SNAPSHOT_COLUMNS;
    const column = (index: number): number => numbers[at + index] ?? 0;
    const ino = column(1);
    let inode = byIno.get(ino);
    if (inode === undefined) {
      inode = new Inode(ino, KINDS[column(2)] ?? 'file', column(3), column(9));
      inode.uid = column(4);
      inode.gid = column(5);
      inode.atime = column(6);
      inode.mtime = column(7);
      inode.ctime = column(8);
      if (inode.kind === 'file') inode.replace(contentAt(segments, column(10), column(11), column(12)));
      else if (inode.kind !== 'directory') inode.target = snapshot.texts[text++] ?? '';
      byIno.set(ino, inode);
    }
    rows.push(inode);
    const parent = rows[column(0)];
    if (tree === null || parent === undefined) tree = new Tree(inode, limits);
    else tree.plant(parent, name, inode);
  }
  if (tree === null)
    throw new Error('The file-system snapshot is empty: it must have at least the root directory.');
  for (const [lost, won] of snapshot.aliases) tree.plantAlias(lost, won);
  return tree;
}

function contentAt(segments: Uint8Array[], segment: number, offset: number, size: number): Uint8Array {
  return segments[segment]?.subarray(offset, offset + size) ?? new Uint8Array(0);
}
