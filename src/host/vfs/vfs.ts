import { Refusal, VfsError } from './errors.ts';
import { type FileOwner, VfsFile } from './file.ts';
import * as flag from './flags.ts';
import { initialTree } from './initial_tree.ts';
import type { Inode } from './inode.ts';
import { type Disposable, INO_RANGE, type VfsEvent, type VfsOp, type VfsSnapshot } from './ops.ts';
import { restoreSnapshot, SnapshotMaker } from './snapshot.ts';
import { toStat, type VfsStat } from './stat.ts';
import type { Tree, Undo } from './tree.ts';
import { canonicalPath, type Found, walk } from './walk.ts';

export interface VfsOptions {
  /** Bytes of one file; default 64 MiB. */
  maxFileSize?: number;
  /** Bytes of all files; default 512 MiB. Checked for local mutations only. */
  maxTotalSize?: number;
  /** Milliseconds since the epoch, may have a fraction. */
  now?: () => number;
}

export interface VfsDirent {
  name: string;
  kind: Inode['kind'];
}

/** Every local mutation, with what would restore the state when {@link Vfs.recordUndo} is on. */
export type OpListener = (op: VfsOp, undo: Undo) => void;

/** Taken at the start: Node's library and programs replace the global. */
const { performance } = globalThis;

const MiB = 1024 * 1024;
const DEFAULT_FILE_MODE = 0o644;
const DEFAULT_DIRECTORY_MODE = 0o755;

/**
 * A file system in memory with POSIX semantics, for one user who may do everything. Paths are
 * absolute; what is relative is taken from the root. Every method throws {@link VfsError} with
 * Linux's code for what is wrong, and then nothing has changed.
 */
export class Vfs {
  /** Replicas: keep what is needed to take a mutation back. */
  recordUndo = false;
  /** Replicas: called before any access, to carry out own operations that were taken back. */
  beforeAccess: (() => void) | null = null;
  readonly #tree: Tree;
  readonly #owner: FileOwner;
  readonly #maxTotalSize: number;
  readonly #now: () => number;
  readonly #opListeners = new Set<OpListener>();
  readonly #watchers = new Set<(event: VfsEvent) => void>();
  #nextIno: number;
  #snapshots: SnapshotMaker | null = null;

  constructor(options: VfsOptions = {}, source: { tree: Tree; firstIno: number } | null = null) {
    this.#now = options.now ?? systemNow;
    this.#maxTotalSize = options.maxTotalSize ?? 512 * MiB;
    this.#tree = source?.tree ?? initialTree(options.maxFileSize ?? 64 * MiB, this.#now());
    this.#nextIno = source?.firstIno ?? this.#tree.size + 1;
    const current = () => this.tree;
    this.#owner = {
      get tree() {
        return current();
      },
      now: this.#now,
      reserve: (bytes) => this.#reserve(bytes),
      commit: (op) => this.#commit(op),
    };
  }

  static fromSnapshot(snapshot: VfsSnapshot, options: VfsOptions = {}): Vfs {
    const tree = restoreSnapshot(snapshot, { file: options.maxFileSize ?? 64 * MiB });
    return new Vfs(options, { tree, firstIno: snapshot.firstIno });
  }

  /**
   * Everything, for a copy elsewhere. Cheap: only what was written since the last snapshot is copied.
   * `firstIno` defaults to a range that a plain copy may use.
   */
  snapshot(seq = 0, firstIno = this.#nextIno + INO_RANGE): VfsSnapshot {
    this.#snapshots ??= new SnapshotMaker(this.tree);
    return this.#snapshots.take(seq, firstIno);
  }

  /** The tree with every own operation carried out. */
  get tree(): Tree {
    this.beforeAccess?.();
    return this.#tree;
  }

  /** The tree as it is, for the replication that moves it back and forth. */
  get rawTree(): Tree {
    return this.#tree;
  }

  /** Carries out someone else's operation. False when it is refused; everybody refuses it alike. */
  apply(op: VfsOp): boolean {
    let events: VfsEvent[];
    try {
      events = this.#tree.apply(op, null);
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
    this.#emit(events);
    return true;
  }

  onOp(listener: OpListener): Disposable {
    this.#opListeners.add(listener);
    return { dispose: () => this.#opListeners.delete(listener) };
  }

  /** Every visible change, local or not. Listeners are called at once and must not throw. */
  watch(listener: (event: VfsEvent) => void): Disposable {
    this.#watchers.add(listener);
    return { dispose: () => this.#watchers.delete(listener) };
  }

  /** Bytes used and allowed, and how many inodes there are. */
  usage(): { bytes: number; maxBytes: number; inodes: number } {
    return { bytes: this.tree.total, maxBytes: this.#maxTotalSize, inodes: this.#tree.size };
  }

  stat(path: string): VfsStat {
    return this.#call('stat', path, () => toStat(this.#existing(path, true)));
  }

  lstat(path: string): VfsStat {
    return this.#call('lstat', path, () => toStat(this.#existing(path, false)));
  }

  exists(path: string): boolean {
    try {
      return walk(this.tree, path, true).node !== null;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  }

  /** `mode` as for `access(2)`; everything may be read and written, not everything executed. */
  access(path: string, mode = 0): void {
    this.#call('access', path, () => {
      const inode = this.#existing(path, true);
      if ((mode & flag.X_OK) !== 0 && inode.kind !== 'directory' && (inode.mode & 0o111) === 0)
        throw new Refusal('EACCES');
    });
  }

  /** `mode` is for a file that is created, with the umask already taken off. */
  open(path: string, flags: number, mode = DEFAULT_FILE_MODE): VfsFile {
    return this.#call('open', path, () => {
      const creates = (flags & flag.O_CREAT) !== 0;
      const exclusive = creates && (flags & flag.O_EXCL) !== 0;
      const found = walk(this.tree, path, !exclusive && (flags & flag.O_NOFOLLOW) === 0);
      const writes = (flags & flag.O_ACCMODE) !== flag.O_RDONLY;
      let inode = found.node;
      if (inode === null) {
        if (!creates) throw new Refusal('ENOENT');
        if (found.mustBeDirectory) throw new Refusal('EISDIR');
        const ino = this.#newIno();
        const created = canonicalPath(this.#tree, found);
        this.#commit({
          type: 'create',
          path: created,
          ino,
          mode: mode & 0o7777,
          truncate: (flags & flag.O_TRUNC) !== 0,
          time: this.#now(),
        });
        inode = this.#tree.find(ino) ?? null;
        if (inode === null) throw new Refusal('ENOENT');
      } else {
        if (exclusive) throw new Refusal('EEXIST');
        if (inode.kind === 'symlink') throw new Refusal('ELOOP');
        if (inode.kind === 'directory' && (writes || creates)) throw new Refusal('EISDIR');
        if (inode.kind !== 'directory' && (flags & flag.O_DIRECTORY) !== 0) throw new Refusal('ENOTDIR');
        if (inode.kind === 'file' && writes && (flags & flag.O_TRUNC) !== 0) {
          this.#commit({ type: 'truncate', ino: inode.ino, size: 0, time: this.#now() });
        }
      }
      return new VfsFile(this.#owner, inode, flags);
    });
  }

  /** A copy of the content. */
  readFile(path: string): Uint8Array {
    return this.#call('open', path, () => {
      const inode = this.#existing(path, true);
      if (inode.kind === 'directory') throw new Refusal('EISDIR');
      return inode.content.slice();
    });
  }

  /** Replaces the whole content in one step that nobody sees half done; creates the file when it is missing. */
  writeFile(path: string, data: Uint8Array, mode = DEFAULT_FILE_MODE): void {
    this.#call('open', path, () => {
      const found = walk(this.tree, path, true);
      if (found.node === null && found.mustBeDirectory) throw new Refusal('EISDIR');
      if (found.node?.kind === 'directory') throw new Refusal('EISDIR');
      if (found.node?.kind === 'device') return;
      this.#reserve(data.byteLength - (found.node?.size ?? 0));
      this.#commit({
        type: 'put',
        path: canonicalPath(this.#tree, found),
        ino: this.#newIno(),
        mode: mode & 0o7777,
        data: data.slice(),
        time: this.#now(),
      });
    });
  }

  /** Entries sorted by name, as `scandir(3)` of libuv gives them. */
  readdir(path: string): VfsDirent[] {
    return this.#call('scandir', path, () => {
      const inode = this.#existing(path, true);
      if (inode.kind !== 'directory') throw new Refusal('ENOTDIR');
      return [...inode.entries]
        .map(([name, { kind }]) => ({ name, kind }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    });
  }

  mkdir(path: string, mode = DEFAULT_DIRECTORY_MODE): void {
    this.#call('mkdir', path, () => {
      const found = walk(this.tree, path, false);
      if (found.node !== null) throw new Refusal('EEXIST');
      this.#mkdirAt(found, mode);
    });
  }

  /** Makes every missing directory; the first one made as `path` writes it, or null when all were there. */
  mkdirs(path: string, mode = DEFAULT_DIRECTORY_MODE): string | null {
    return this.#call('mkdir', path, () => {
      let first: string | null = null;
      const names = path.split('/').filter((name) => name !== '');
      for (let depth = 1; depth <= names.length; depth++) {
        const partial = `/${names.slice(0, depth).join('/')}`;
        const found = walk(this.tree, partial, true);
        if (found.node === null) {
          this.#mkdirAt(found, mode);
          first ??= partial;
        } else if (found.node.kind !== 'directory') {
          throw new Refusal(depth === names.length ? 'EEXIST' : 'ENOTDIR');
        }
      }
      return first;
    });
  }

  rmdir(path: string): void {
    this.#call('rmdir', path, () => {
      const found = walk(this.tree, path, false);
      if (found.last === 'dot') throw new Refusal('EINVAL');
      if (found.last === 'dotdot') throw new Refusal('ENOTEMPTY');
      if (found.last === 'root') throw new Refusal('EBUSY');
      this.#commit({ type: 'rmdir', path: canonicalPath(this.#tree, found), time: this.#now() });
    });
  }

  unlink(path: string): void {
    this.#call('unlink', path, () => {
      const found = walk(this.tree, path, false);
      if (found.last !== 'name') throw new Refusal('EISDIR');
      if (found.mustBeDirectory && found.node !== null && found.node.kind !== 'directory')
        throw new Refusal('ENOTDIR');
      this.#commit({ type: 'unlink', path: canonicalPath(this.#tree, found), time: this.#now() });
    });
  }

  /** Removes a file or a whole directory in one operation. Throws ENOENT when nothing is there. */
  remove(path: string): void {
    this.#call('rm', path, () => {
      const found = walk(this.tree, path, false);
      if (found.last !== 'name') throw new Refusal('EBUSY');
      this.#commit({ type: 'remove', path: canonicalPath(this.#tree, found), time: this.#now() });
    });
  }

  rename(from: string, to: string): void {
    this.#call(
      'rename',
      from,
      () => {
        const source = walk(this.tree, from, false);
        const target = walk(this.#tree, to, false);
        if (source.last !== 'name' || target.last !== 'name') throw new Refusal('EBUSY');
        if (source.node === null) throw new Refusal('ENOENT');
        if (source.node.kind !== 'directory' && (source.mustBeDirectory || target.mustBeDirectory)) {
          throw new Refusal('ENOTDIR');
        }
        if (source.node === target.node) return;
        const ends = { from: canonicalPath(this.#tree, source), to: canonicalPath(this.#tree, target) };
        this.#commit({ type: 'rename', ...ends, time: this.#now() });
      },
      to,
    );
  }

  symlink(target: string, path: string): void {
    this.#call(
      'symlink',
      target,
      () => {
        if (target === '') throw new Refusal('ENOENT');
        const found = walk(this.tree, path, false);
        if (found.node !== null) throw new Refusal('EEXIST');
        if (found.mustBeDirectory) throw new Refusal('ENOENT');
        this.#commit({
          type: 'symlink',
          path: canonicalPath(this.#tree, found),
          ino: this.#newIno(),
          target,
          time: this.#now(),
        });
      },
      path,
    );
  }

  readlink(path: string): string {
    return this.#call('readlink', path, () => {
      const inode = this.#existing(path, false);
      if (inode.kind !== 'symlink') throw new Refusal('EINVAL');
      return inode.target;
    });
  }

  /** A further name of a file; a symbolic link at `existing` is itself linked. */
  link(existing: string, path: string): void {
    this.#call(
      'link',
      existing,
      () => {
        const inode = this.#existing(existing, false);
        const found = walk(this.#tree, path, false);
        if (found.node !== null) throw new Refusal('EEXIST');
        if (inode.kind === 'directory') throw new Refusal('EPERM');
        if (found.mustBeDirectory) throw new Refusal('ENOENT');
        this.#commit({
          type: 'link',
          path: canonicalPath(this.#tree, found),
          ino: inode.ino,
          time: this.#now(),
        });
      },
      path,
    );
  }

  realpath(path: string): string {
    return this.#call('realpath', path, () => {
      const found = walk(this.tree, path, true);
      if (found.node === null) throw new Refusal('ENOENT');
      return canonicalPath(this.#tree, found);
    });
  }

  chmod(path: string, mode: number): void {
    this.#call('chmod', path, () => {
      const { ino } = this.#existing(path, true);
      this.#commit({ type: 'chmod', ino, mode: mode & 0o7777, time: this.#now() });
    });
  }

  chown(path: string, uid: number, gid: number, follow = true): void {
    this.#call(follow ? 'chown' : 'lchown', path, () => {
      const inode = this.#existing(path, follow);
      this.#commit({ type: 'chown', ino: inode.ino, uid, gid, time: this.#now() });
    });
  }

  /** Milliseconds since the epoch. */
  utimes(path: string, atime: number, mtime: number, follow = true): void {
    this.#call(follow ? 'utime' : 'lutime', path, () => {
      const { ino } = this.#existing(path, follow);
      this.#commit({ type: 'utimes', ino, atime, mtime, time: this.#now() });
    });
  }

  /** Copies content and mode. With `exclusive` the target must not exist. */
  copyFile(from: string, to: string, exclusive = false): void {
    this.#call(
      'copyfile',
      from,
      () => {
        const source = this.#existing(from, true);
        if (source.kind === 'directory') throw new Refusal('EISDIR');
        const target = walk(this.#tree, to, !exclusive);
        if (target.node !== null && exclusive) throw new Refusal('EEXIST');
        if (target.node === source) return;
        if (target.node?.kind === 'directory' || target.mustBeDirectory) throw new Refusal('EISDIR');
        const path = canonicalPath(this.#tree, target);
        this.writeFile(path, source.content, source.mode);
        if (this.stat(path).mode !== toStat(source).mode && target.node?.kind !== 'device')
          this.chmod(path, source.mode);
      },
      to,
    );
  }

  #mkdirAt(found: Found, mode: number): void {
    this.#commit({
      type: 'mkdir',
      path: canonicalPath(this.#tree, found),
      ino: this.#newIno(),
      mode: mode & 0o7777,
      time: this.#now(),
    });
  }

  #existing(path: string, follow: boolean): Inode {
    const { node } = walk(this.tree, path, follow);
    if (node === null) throw new Refusal('ENOENT');
    return node;
  }

  #newIno(): number {
    return this.#nextIno++;
  }

  #reserve(bytes: number): void {
    if (bytes > 0 && this.#tree.total + bytes > this.#maxTotalSize) {
      throw new Refusal('ENOSPC', `all files together may have ${this.#maxTotalSize} bytes`);
    }
  }

  #commit(op: VfsOp): void {
    const undo: Undo = [];
    const events = this.#tree.apply(op, this.recordUndo ? undo : null);
    for (const listener of this.#opListeners) listener(op, undo);
    this.#emit(events);
  }

  #emit(events: VfsEvent[]): void {
    for (const event of events) {
      for (const watcher of [...this.#watchers]) watcher(event);
    }
  }

  #call<T>(syscall: string, path: string, action: () => T, dest?: string): T {
    try {
      return action();
    } catch (error) {
      throw error instanceof Refusal ? new VfsError(error, syscall, path, dest) : error;
    }
  }
}

/** Finer than `Date.now()` where the platform gives it, so that two writes have two times. */
function systemNow(): number {
  return performance.timeOrigin + performance.now();
}
