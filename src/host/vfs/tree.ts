import { Refusal } from './errors.ts';
import { Inode, type InodeKind, type Link } from './inode.ts';
import type { VfsEvent, VfsOp } from './ops.ts';
import { joinPath, splitPath } from './path.ts';

/** Restores, in reverse order, what an operation changed. */
export type Undo = (() => void)[];

export interface TreeLimits {
  /** Bytes of one file. */
  file: number;
}

/**
 * The state that all replicas share, and its transitions. {@link apply} is a function of the state
 * and the operation alone: the same operations in the same order give the same tree everywhere,
 * refused ones included. It follows no symbolic links and knows no descriptors beyond keeping their
 * inodes the same objects while operations are undone and done again.
 */
export class Tree {
  readonly root: Inode;
  readonly limits: TreeLimits;
  /** Bytes in all linked files. */
  total = 0;
  readonly #inodes = new Map<number, Inode>();
  readonly #aliases = new Map<number, number>();
  readonly #held = new Map<number, Inode>();

  constructor(root: Inode, limits: TreeLimits) {
    this.root = root;
    this.limits = limits;
    this.#inodes.set(root.ino, root);
  }

  get size(): number {
    return this.#inodes.size;
  }

  get aliases(): [number, number][] {
    return [...this.#aliases].filter(([, ino]) => this.#inodes.has(ino));
  }

  /** A linked inode by its number, or by the number that lost its path to it. */
  find(ino: number): Inode | undefined {
    return this.#inodes.get(ino) ?? this.#inodes.get(this.#aliases.get(ino) ?? -1);
  }

  /** Keeps the inode object for as long as a descriptor is open, whatever is undone. */
  hold(inode: Inode): void {
    inode.handles++;
    this.#held.set(inode.ino, inode);
  }

  release(inode: Inode): void {
    if (--inode.handles === 0) this.#held.delete(inode.ino);
  }

  /** Canonical path of one name of an inode. */
  pathOf(link: Link | undefined): string {
    if (link === undefined) return '/';
    return joinPath(this.pathOf(link.parent.links[0]), link.name);
  }

  /**
   * Carries out one operation and says what became visible. With `undo`, what would restore the
   * state is added to it. Throws {@link Refusal} when the operation cannot be carried out; then
   * nothing has changed.
   */
  apply(op: VfsOp, undo: Undo | null): VfsEvent[] {
    switch (op.type) {
      case 'put': {
        const { parent, name, existing } = this.#entry(op.path);
        if (op.data.byteLength > this.limits.file)
          throw new Refusal('EFBIG', `a file may have ${this.limits.file} bytes`);
        if (existing !== undefined) {
          this.#expectFile(existing);
          this.#change(existing, undo, op.time, () => existing.replace(op.data));
          return this.#changed(existing);
        }
        const file = this.#make(op.ino, 'file', op.mode, op.time);
        file.replace(op.data);
        this.#link(parent, name, file, op.time, undo);
        const created: VfsEvent = { type: 'rename', path: op.path };
        return op.data.byteLength === 0 ? [created] : [created, { type: 'change', path: op.path }];
      }
      case 'create': {
        const { parent, name, existing } = this.#entry(op.path);
        if (existing === undefined) {
          this.#link(parent, name, this.#make(op.ino, 'file', op.mode, op.time), op.time, undo);
          return [{ type: 'rename', path: op.path }];
        }
        this.#expectFile(existing);
        this.#alias(op.ino, existing, undo);
        if (!op.truncate) return [];
        return this.apply({ type: 'truncate', ino: existing.ino, size: 0, time: op.time }, undo);
      }
      case 'write': {
        const file = this.#file(op.ino);
        this.#change(file, undo, op.time, () =>
          file.write(op.position ?? file.size, op.data, this.limits.file),
        );
        return this.#changed(file);
      }
      case 'truncate': {
        const file = this.#file(op.ino);
        this.#change(file, undo, op.time, () => file.truncate(op.size, this.limits.file));
        return this.#changed(file);
      }
      case 'mkdir': {
        const { parent, name, existing } = this.#entry(op.path);
        if (existing !== undefined) {
          if (existing.kind !== 'directory') throw new Refusal('EEXIST');
          this.#alias(op.ino, existing, undo);
          return [];
        }
        this.#link(parent, name, this.#make(op.ino, 'directory', op.mode, op.time), op.time, undo);
        return [{ type: 'rename', path: op.path }];
      }
      case 'rmdir': {
        const { parent, name, existing } = this.#entry(op.path);
        if (existing === undefined) throw new Refusal('ENOENT');
        if (existing.kind !== 'directory') throw new Refusal('ENOTDIR');
        if (existing.entries.size > 0) throw new Refusal('ENOTEMPTY');
        this.#unlink(parent, name, existing, op.time, undo);
        return [{ type: 'rename', path: op.path }];
      }
      case 'unlink': {
        const { parent, name, existing } = this.#entry(op.path);
        if (existing === undefined) throw new Refusal('ENOENT');
        if (existing.kind === 'directory') throw new Refusal('EISDIR');
        this.#unlink(parent, name, existing, op.time, undo);
        return [{ type: 'rename', path: op.path }];
      }
      case 'remove': {
        const { parent, name, existing } = this.#entry(op.path);
        if (existing === undefined) throw new Refusal('ENOENT');
        const events: VfsEvent[] = [];
        this.#remove(parent, name, existing, op.path, op.time, undo, events);
        return events;
      }
      case 'rename':
        return this.#rename(op.from, op.to, op.time, undo);
      case 'symlink': {
        const { parent, name, existing } = this.#entry(op.path);
        if (existing !== undefined) throw new Refusal('EEXIST');
        const link = this.#make(op.ino, 'symlink', 0o777, op.time);
        link.target = op.target;
        this.#link(parent, name, link, op.time, undo);
        return [{ type: 'rename', path: op.path }];
      }
      case 'link': {
        const { parent, name, existing } = this.#entry(op.path);
        const inode = this.#any(op.ino);
        if (inode.kind === 'directory') throw new Refusal('EPERM');
        if (existing !== undefined) throw new Refusal('EEXIST');
        this.#link(parent, name, inode, op.time, undo);
        this.#stamp(inode, undo, { ctime: op.time });
        return [{ type: 'rename', path: op.path }];
      }
      case 'chmod': {
        const inode = this.#any(op.ino);
        this.#stamp(inode, undo, { mode: op.mode & 0o7777, ctime: op.time });
        return this.#changed(inode);
      }
      case 'chown': {
        const inode = this.#any(op.ino);
        this.#stamp(inode, undo, { uid: op.uid, gid: op.gid, ctime: op.time });
        return this.#changed(inode);
      }
      case 'utimes': {
        const inode = this.#any(op.ino);
        this.#stamp(inode, undo, { atime: op.atime, mtime: op.mtime, ctime: op.time });
        return this.#changed(inode);
      }
      default:
        return op satisfies never;
    }
  }

  /** Makes an entry without an operation, for the initial tree and for snapshots. */
  plant(parent: Inode, name: string, inode: Inode): void {
    this.#attach(parent, name, inode);
  }

  plantAlias(lost: number, won: number): void {
    this.#aliases.set(lost, won);
  }

  #rename(from: string, to: string, time: number, undo: Undo | null): VfsEvent[] {
    const source = this.#entry(from);
    const inode = source.existing;
    if (inode === undefined) throw new Refusal('ENOENT');
    const target = this.#entry(to);
    const replaced = target.existing;
    if (inode === replaced) return [];
    if (isAncestor(inode, target.parent)) throw new Refusal('EINVAL');
    if (replaced !== undefined) {
      if (isAncestor(replaced, source.parent)) throw new Refusal('ENOTEMPTY');
      if (inode.kind === 'directory' && replaced.kind !== 'directory') throw new Refusal('ENOTDIR');
      if (inode.kind !== 'directory' && replaced.kind === 'directory') throw new Refusal('EISDIR');
      if (replaced.entries.size > 0) throw new Refusal('ENOTEMPTY');
      this.#unlink(target.parent, target.name, replaced, time, undo);
    }
    this.#unlink(source.parent, source.name, inode, time, undo);
    this.#link(target.parent, target.name, inode, time, undo);
    this.#stamp(inode, undo, { ctime: time });
    return [
      { type: 'rename', path: from },
      { type: 'rename', path: to },
    ];
  }

  #remove(
    parent: Inode,
    name: string,
    inode: Inode,
    path: string,
    time: number,
    undo: Undo | null,
    events: VfsEvent[],
  ) {
    for (const [child, node] of [...inode.entries]) {
      this.#remove(inode, child, node, joinPath(path, child), time, undo, events);
    }
    this.#unlink(parent, name, inode, time, undo);
    events.push({ type: 'rename', path });
  }

  /** The parent directory of a canonical path, and what is there. */
  #entry(path: string): { parent: Inode; name: string; existing: Inode | undefined } {
    const { parent: directory, name } = splitPath(path);
    let parent = this.root;
    if (directory !== '/') {
      for (const step of directory.slice(1).split('/')) {
        const next = parent.entries.get(step);
        if (next === undefined) throw new Refusal('ENOENT');
        if (next.kind !== 'directory') throw new Refusal('ENOTDIR');
        parent = next;
      }
    }
    return { parent, name, existing: parent.entries.get(name) };
  }

  #any(ino: number): Inode {
    const inode = this.find(ino);
    if (inode === undefined) throw new Refusal('ENOENT');
    return inode;
  }

  #file(ino: number): Inode {
    const inode = this.#any(ino);
    this.#expectFile(inode);
    return inode;
  }

  #expectFile(inode: Inode): void {
    if (inode.kind === 'directory') throw new Refusal('EISDIR');
    if (inode.kind === 'symlink') throw new Refusal('ELOOP');
    if (inode.kind === 'device') throw new Refusal('EACCES');
  }

  #make(ino: number, kind: InodeKind, mode: number, time: number): Inode {
    if (this.find(ino) !== undefined) throw new Refusal('EINVAL', `inode ${ino} is in use`);
    const held = this.#held.get(ino);
    // The same creation done again: its descriptors stay valid.
    if (held !== undefined && held.kind === kind && !held.linked) {
      held.mode = mode;
      held.atime = held.mtime = held.ctime = held.birthtime = time;
      held.replace(new Uint8Array(0));
      return held;
    }
    return new Inode(ino, kind, mode, time);
  }

  #alias(lost: number, winner: Inode, undo: Undo | null): void {
    if (lost === winner.ino || this.find(lost) !== undefined) return;
    const held = this.#held.get(lost);
    this.#aliases.set(lost, winner.ino);
    if (held !== undefined) held.successor = winner;
    undo?.push(() => {
      this.#aliases.delete(lost);
      if (held !== undefined) held.successor = null;
    });
  }

  #changed(inode: Inode): VfsEvent[] {
    return inode.links.map((link) => ({ type: 'change', path: this.pathOf(link) }));
  }

  #change(file: Inode, undo: Undo | null, time: number, change: () => () => void): void {
    const size = file.size;
    const restore = change();
    const grown = file.size - size;
    this.total += grown;
    undo?.push(() => {
      restore();
      this.total -= grown;
    });
    this.#stamp(file, undo, { mtime: time, ctime: time });
  }

  #stamp(inode: Inode, undo: Undo | null, fields: Partial<Attributes>): void {
    if (undo !== null) {
      const { mode, uid, gid, atime, mtime, ctime } = inode;
      undo.push(() => Object.assign(inode, { mode, uid, gid, atime, mtime, ctime }));
    }
    Object.assign(inode, fields);
  }

  #link(parent: Inode, name: string, inode: Inode, time: number, undo: Undo | null): void {
    this.#attach(parent, name, inode);
    undo?.push(() => this.#detach(parent, name, inode));
    this.#stamp(parent, undo, { mtime: time, ctime: time });
  }

  #unlink(parent: Inode, name: string, inode: Inode, time: number, undo: Undo | null): void {
    this.#detach(parent, name, inode);
    undo?.push(() => this.#attach(parent, name, inode));
    this.#stamp(parent, undo, { mtime: time, ctime: time });
    this.#stamp(inode, undo, { ctime: time });
  }

  #attach(parent: Inode, name: string, inode: Inode): void {
    if (!inode.linked) {
      this.#inodes.set(inode.ino, inode);
      this.total += inode.size;
    }
    parent.entries.set(name, inode);
    inode.links.push({ parent, name });
    if (inode.kind === 'directory') parent.subdirectories++;
  }

  #detach(parent: Inode, name: string, inode: Inode): void {
    parent.entries.delete(name);
    inode.links = inode.links.filter((link) => link.parent !== parent || link.name !== name);
    if (inode.kind === 'directory') parent.subdirectories--;
    if (!inode.linked) {
      this.#inodes.delete(inode.ino);
      this.total -= inode.size;
    }
  }
}

/** Whether `inode` is `directory` or above it. */
function isAncestor(inode: Inode, directory: Inode): boolean {
  for (let at: Inode | undefined = directory; at !== undefined; at = at.links[0]?.parent) {
    if (at === inode) return true;
  }
  return false;
}

type Attributes = Pick<Inode, 'mode' | 'uid' | 'gid' | 'atime' | 'mtime' | 'ctime'>;
