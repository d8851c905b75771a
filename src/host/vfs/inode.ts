import { Refusal } from './errors.ts';

export type InodeKind = 'file' | 'directory' | 'symlink' | 'device';

/** File type bits of a mode, as in `stat(2)`. */
export const TYPE_BITS: Record<InodeKind, number> = {
  file: 0o100000,
  directory: 0o040000,
  symlink: 0o120000,
  device: 0o020000,
};

/** One name of an inode. */
export interface Link {
  parent: Inode;
  name: string;
}

/**
 * An inode of any kind: fields of the other kinds are empty. One class keeps property access
 * monomorphic, which a replica of thousands of files feels.
 */
export class Inode {
  readonly ino: number;
  readonly kind: InodeKind;
  /** Permission bits only. */
  mode: number;
  uid = 0;
  gid = 0;
  atime: number;
  mtime: number;
  ctime: number;
  birthtime: number;
  /** Empty when it was unlinked. A directory has at most one. */
  links: Link[] = [];

  /** File: bytes on a buffer that may be longer than `size`. */
  data: Uint8Array = EMPTY;
  size = 0;
  /** File: someone else (an operation under way, a snapshot) relies on `data`: copy before writing in place. */
  shared = false;

  /** Directory. */
  entries: Map<string, Inode> = NO_ENTRIES;
  subdirectories = 0;

  /** Symbolic link: where to. Device: which. */
  target = '';

  /** Open descriptors of this process. */
  handles = 0;
  /** The inode that descriptors of this one mean since it lost a race for its path. */
  successor: Inode | null = null;
  /** What descriptors see after the unlinking: kept apart, since an unlink may still be undone. */
  orphan: Inode | null = null;

  constructor(ino: number, kind: InodeKind, mode: number, time: number) {
    this.ino = ino;
    this.kind = kind;
    this.mode = mode;
    this.atime = time;
    this.mtime = time;
    this.ctime = time;
    this.birthtime = time;
    if (kind === 'directory') this.entries = new Map();
  }

  get linked(): boolean {
    return this.links.length > 0;
  }

  /** A copy without names for descriptors of an unlinked file. */
  detach(): Inode {
    const copy = new Inode(this.ino, this.kind, this.mode, this.birthtime);
    copy.uid = this.uid;
    copy.gid = this.gid;
    copy.atime = this.atime;
    copy.mtime = this.mtime;
    copy.ctime = this.ctime;
    copy.data = this.data;
    copy.size = this.size;
    this.shared = true;
    copy.shared = true;
    return copy;
  }

  /** The content as a view that must not be written to. */
  get content(): Uint8Array {
    return this.data.subarray(0, this.size);
  }

  /** Replaces the content by bytes that nobody changes from now on. Returns how to restore what was there. */
  replace(data: Uint8Array): () => void {
    return this.#set(data, true);
  }

  /** Throws EFBIG; nothing changed then. Returns how to restore what was there. */
  write(position: number, bytes: Uint8Array, limit: number): () => void {
    const end = position + bytes.byteLength;
    if (end > limit) throw new Refusal('EFBIG', `a file may have ${limit} bytes`);
    const { data, size, shared } = this;
    if (shared || end > data.byteLength) {
      // Half more than needed, so that a file written in pieces is not copied for each of them.
      const capacity =
        end > data.byteLength && size > 0 ? Math.min(limit, Math.ceil(end * 1.5)) : Math.max(end, size);
      this.data = new Uint8Array(capacity);
      this.data.set(data.subarray(0, size));
      this.data.set(bytes, position);
      this.size = Math.max(size, end);
      this.shared = false;
      return () => {
        this.data = data;
        this.size = size;
        this.shared = shared;
      };
    }
    const overwritten = data.slice(position, Math.min(end, size));
    if (position > size) data.fill(0, size, position);
    data.set(bytes, position);
    this.size = Math.max(size, end);
    return () => {
      // Whoever came to rely on these bytes in the meantime keeps them.
      this.data = this.shared ? data.slice() : data;
      this.data.set(overwritten, position);
      this.size = size;
      this.shared = false;
    };
  }

  /** Throws EFBIG; nothing changed then. Returns how to restore what was there. */
  truncate(size: number, limit: number): () => void {
    if (size > limit) throw new Refusal('EFBIG', `a file may have ${limit} bytes`);
    const data = new Uint8Array(size);
    data.set(this.data.subarray(0, Math.min(size, this.size)));
    return this.#set(data, false);
  }

  #set(data: Uint8Array, shared: boolean): () => void {
    const before = { data: this.data, size: this.size, shared: this.shared };
    this.data = data;
    this.size = data.byteLength;
    this.shared = shared;
    return () => {
      this.data = before.data;
      this.size = before.size;
      this.shared = before.shared;
    };
  }
}

const EMPTY = new Uint8Array(0);
const NO_ENTRIES: Map<string, Inode> = new Map();
