import { type Inode, TYPE_BITS } from './inode.ts';

export interface VfsStat {
  ino: number;
  kind: Inode['kind'];
  /** Permissions with the type bits of `stat(2)`. */
  mode: number;
  nlink: number;
  uid: number;
  gid: number;
  size: number;
  /** Milliseconds since the epoch, with a fraction. */
  atime: number;
  mtime: number;
  ctime: number;
  birthtime: number;
}

/** Taken at the start: a program may replace the global. */
const utf8 = new TextEncoder();

export function toStat(inode: Inode): VfsStat {
  const { ino, kind, uid, gid, atime, mtime, ctime, birthtime } = inode;
  const size =
    kind === 'directory' ? 4096 : kind === 'symlink' ? utf8.encode(inode.target).length : inode.size;
  const nlink = kind === 'directory' ? 2 + inode.subdirectories : inode.links.length;
  return {
    ino,
    kind,
    mode: TYPE_BITS[kind] | inode.mode,
    nlink,
    uid,
    gid,
    size,
    atime,
    mtime,
    ctime,
    birthtime,
  };
}
