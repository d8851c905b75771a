import { Refusal, VfsError } from './errors.ts';
import { O_ACCMODE, O_APPEND, O_RDONLY, O_WRONLY } from './flags.ts';
import type { Inode } from './inode.ts';
import type { VfsOp } from './ops.ts';
import type { VfsStat } from './stat.ts';
import { toStat } from './stat.ts';
import type { Tree } from './tree.ts';

/** What an open file needs from its file system. */
export interface FileOwner {
  /** The tree, with every operation of this process carried out. */
  readonly tree: Tree;
  now(): number;
  /** Throws ENOSPC. */
  reserve(bytes: number): void;
  commit(op: VfsOp): void;
}

/**
 * An open file, directory or device, without a position of its own (descriptors have one). It stays
 * usable when its file is renamed or unlinked. Methods throw {@link VfsError}.
 */
export class VfsFile {
  readonly flags: number;
  readonly #owner: FileOwner;
  readonly #inode: Inode;
  #open = true;

  constructor(owner: FileOwner, inode: Inode, flags: number) {
    this.flags = flags;
    this.#owner = owner;
    this.#inode = inode;
    owner.tree.hold(inode);
  }

  get kind(): Inode['kind'] {
    return this.#inode.kind;
  }

  /** Which device, e.g. `null`; empty for anything else. */
  get device(): string {
    return this.#inode.kind === 'device' ? this.#inode.target : '';
  }

  get readable(): boolean {
    return (this.flags & O_ACCMODE) !== O_WRONLY;
  }

  get writable(): boolean {
    return (this.flags & O_ACCMODE) !== O_RDONLY;
  }

  get appends(): boolean {
    return (this.flags & O_APPEND) !== 0;
  }

  get size(): number {
    return this.#target().size;
  }

  stat(): VfsStat {
    return toStat(this.#target());
  }

  /** Bytes read into `into`; 0 at the end. */
  read(into: Uint8Array, position: number): number {
    const inode = this.#target();
    if (!this.readable) throw new VfsError('EBADF', 'read');
    if (inode.kind === 'directory') throw new VfsError('EISDIR', 'read');
    if (inode.kind === 'device') return 0;
    const bytes = inode.content.subarray(position, position + into.byteLength);
    into.set(bytes);
    return bytes.byteLength;
  }

  /** Writes all of `bytes`; `position` null, or a file opened for appending, means the end. */
  write(bytes: Uint8Array, position: number | null): void {
    const inode = this.#target();
    if (!this.writable) throw new VfsError('EBADF', 'write');
    if (inode.kind === 'device' || bytes.byteLength === 0) return;
    const at = this.appends ? null : position;
    const grown = Math.max(0, (at ?? inode.size) + bytes.byteLength - inode.size);
    this.#try('write', () => {
      this.#owner.reserve(grown);
      if (inode.linked) {
        this.#owner.commit({
          type: 'write',
          ino: inode.ino,
          position: at,
          data: bytes.slice(),
          time: this.#owner.now(),
        });
      } else {
        inode.write(at ?? inode.size, bytes, this.#owner.tree.limits.file);
        inode.mtime = inode.ctime = this.#owner.now();
      }
    });
  }

  truncate(size: number): void {
    const inode = this.#target();
    if (!this.writable || inode.kind !== 'file') throw new VfsError('EINVAL', 'ftruncate');
    this.#try('ftruncate', () => {
      this.#owner.reserve(Math.max(0, size - inode.size));
      if (inode.linked)
        this.#owner.commit({ type: 'truncate', ino: inode.ino, size, time: this.#owner.now() });
      else inode.truncate(size, this.#owner.tree.limits.file);
    });
  }

  chmod(mode: number): void {
    const inode = this.#target();
    if (inode.linked) this.#owner.commit({ type: 'chmod', ino: inode.ino, mode, time: this.#owner.now() });
    else inode.mode = mode & 0o7777;
  }

  chown(uid: number, gid: number): void {
    const inode = this.#target();
    if (inode.linked)
      this.#owner.commit({ type: 'chown', ino: inode.ino, uid, gid, time: this.#owner.now() });
    else Object.assign(inode, { uid, gid });
  }

  /** Milliseconds since the epoch. */
  utimes(atime: number, mtime: number): void {
    const inode = this.#target();
    if (inode.linked)
      this.#owner.commit({ type: 'utimes', ino: inode.ino, atime, mtime, time: this.#owner.now() });
    else Object.assign(inode, { atime, mtime });
  }

  close(): void {
    if (!this.#open) throw new VfsError('EBADF', 'close');
    this.#open = false;
    this.#owner.tree.release(this.#inode);
  }

  #target(): Inode {
    if (!this.#open) throw new VfsError('EBADF', 'fstat');
    // Asking for the tree first makes it current: links and successors may change by that.
    const { root } = this.#owner.tree;
    let inode = this.#inode;
    while (inode.successor !== null) inode = inode.successor;
    if (inode === root || inode.linked) {
      inode.orphan = null;
      return inode;
    }
    inode.orphan ??= inode.detach();
    return inode.orphan;
  }

  #try(syscall: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      throw error instanceof Refusal ? new VfsError(error, syscall) : error;
    }
  }
}
