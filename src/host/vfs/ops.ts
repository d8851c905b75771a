/**
 * What crosses the wire between the kernel's file system and its replicas. Plain data.
 *
 * Directory entries are addressed by canonical path (absolute, no symbolic link, no `.` or `..`):
 * whoever makes a directory first, files below that path land in it. Contents and attributes are
 * addressed by inode number, so that a descriptor follows its file through a rename. `time` is the
 * origin's clock in milliseconds since the epoch, with a fraction.
 */
export type VfsOp =
  /** The whole content; creates the file when nothing is at `path`. `ino` and `mode` are for that case. */
  | { type: 'put'; path: string; ino: number; mode: number; data: Uint8Array; time: number }
  /** An empty file for a descriptor. When a file is there already, `ino` becomes another name of its inode. */
  | { type: 'create'; path: string; ino: number; mode: number; truncate: boolean; time: number }
  /** `position` null appends: the final order decides where. */
  | { type: 'write'; ino: number; position: number | null; data: Uint8Array; time: number }
  | { type: 'truncate'; ino: number; size: number; time: number }
  | { type: 'mkdir'; path: string; ino: number; mode: number; time: number }
  | { type: 'rmdir'; path: string; time: number }
  | { type: 'unlink'; path: string; time: number }
  /** A whole subtree, or one file. */
  | { type: 'remove'; path: string; time: number }
  | { type: 'rename'; from: string; to: string; time: number }
  | { type: 'symlink'; path: string; ino: number; target: string; time: number }
  | { type: 'link'; path: string; ino: number; time: number }
  /** The twelve permission bits. */
  | { type: 'chmod'; ino: number; mode: number; time: number }
  | { type: 'chown'; ino: number; uid: number; gid: number; time: number }
  | { type: 'utimes'; ino: number; atime: number; mtime: number; time: number };

/**
 * A whole file system. Rows are directory entries in an order where a directory stands before its
 * entries, and columns instead of objects, since one of these is cloned for every new process.
 */
export interface VfsSnapshot {
  /** Global number of the last operation that is contained. */
  seq: number;
  /** First inode number the holder may give; the range is {@link INO_RANGE} long. */
  firstIno: number;
  /** {@link SNAPSHOT_COLUMNS} numbers for each row. */
  numbers: Float64Array;
  /** Names of all rows joined by `/`; the root's is empty. */
  names: string;
  /** Targets of symbolic links and names of devices, in row order. */
  texts: string[];
  /** Contents of many files each: one large buffer is cloned much faster than thousands of small ones. */
  segments: Uint8Array[];
  /** Inode numbers that lost a race for a path, with the number that won it. */
  aliases: [number, number][];
}

/** How many inode numbers one holder may give. */
export const INO_RANGE = 2 ** 26;

/**
 * Numbers in a row: parent row, ino, kind, mode, uid, gid, atime, mtime, ctime, birthtime, and where
 * a file's content is: segment, offset, size.
 */
export const SNAPSHOT_COLUMNS = 13;

/** Something visible happened. `rename`: an entry came or went; `change`: content or attributes. */
export interface VfsEvent {
  type: 'rename' | 'change';
  /** Canonical path. */
  path: string;
}

export interface Disposable {
  dispose(): void;
}

const FIELDS: {
  [T in VfsOp['type']]: Record<string, 'path' | 'number' | 'text' | 'bytes' | 'flag' | 'place'>;
} = {
  put: { path: 'path', ino: 'number', mode: 'number', data: 'bytes', time: 'number' },
  create: { path: 'path', ino: 'number', mode: 'number', truncate: 'flag', time: 'number' },
  write: { ino: 'number', position: 'place', data: 'bytes', time: 'number' },
  truncate: { ino: 'number', size: 'number', time: 'number' },
  mkdir: { path: 'path', ino: 'number', mode: 'number', time: 'number' },
  rmdir: { path: 'path', time: 'number' },
  unlink: { path: 'path', time: 'number' },
  remove: { path: 'path', time: 'number' },
  rename: { from: 'path', to: 'path', time: 'number' },
  symlink: { path: 'path', ino: 'number', target: 'text', time: 'number' },
  link: { path: 'path', ino: 'number', time: 'number' },
  chmod: { ino: 'number', mode: 'number', time: 'number' },
  chown: { ino: 'number', uid: 'number', gid: 'number', time: 'number' },
  utimes: { ino: 'number', atime: 'number', mtime: 'number', time: 'number' },
};

/** Times, sizes and ids are never negative in an operation except times before 1970. */
const MAY_BE_NEGATIVE = new Set(['atime', 'mtime', 'time']);
const WHOLE = new Set(['ino', 'mode', 'size', 'uid', 'gid']);

/** Whether a value that came from a process is an operation with fields of the right types and ranges. */
export function isVfsOp(value: unknown): value is VfsOp {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Record<string, unknown>;
  if (typeof record.type !== 'string' || !Object.hasOwn(FIELDS, record.type)) return false;
  const fields = FIELDS[record.type as VfsOp['type']];
  return Object.entries(fields).every(([name, kind]) => {
    const field = record[name];
    switch (kind) {
      case 'path':
        return typeof field === 'string' && isCanonical(field);
      case 'text':
        return typeof field === 'string' && field !== '' && !field.includes('\0');
      case 'flag':
        return typeof field === 'boolean';
      case 'bytes':
        return field instanceof Uint8Array;
      case 'place':
        return field === null || isNumber(field, name);
      case 'number':
        return isNumber(field, name);
      default:
        return kind satisfies never;
    }
  });
}

function isNumber(value: unknown, name: string): boolean {
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  if (value < 0 && !MAY_BE_NEGATIVE.has(name)) return false;
  return !(WHOLE.has(name) || name === 'position') || Number.isSafeInteger(value);
}

/** The root itself is no operand of any operation. */
function isCanonical(path: string): boolean {
  if (path[0] !== '/' || path.length < 2 || path.length > 4096 || path.includes('\0')) return false;
  return path
    .slice(1)
    .split('/')
    .every((name) => name !== '' && name !== '.' && name !== '..');
}
