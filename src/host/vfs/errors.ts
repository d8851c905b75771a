/** Numbers are Linux's negated as libuv gives them, texts are libuv's. */
const ERRORS = {
  EPERM: [-1, 'operation not permitted'],
  ENOENT: [-2, 'no such file or directory'],
  ENXIO: [-6, 'no such device or address'],
  EBADF: [-9, 'bad file descriptor'],
  EAGAIN: [-11, 'resource temporarily unavailable'],
  EACCES: [-13, 'permission denied'],
  EBUSY: [-16, 'resource busy or locked'],
  EEXIST: [-17, 'file already exists'],
  EXDEV: [-18, 'cross-device link not permitted'],
  ENOTDIR: [-20, 'not a directory'],
  EISDIR: [-21, 'illegal operation on a directory'],
  EINVAL: [-22, 'invalid argument'],
  EMFILE: [-24, 'too many open files'],
  EFBIG: [-27, 'file too large'],
  ENOSPC: [-28, 'no space left on device'],
  ESPIPE: [-29, 'invalid seek'],
  ENAMETOOLONG: [-36, 'name too long'],
  ENOTEMPTY: [-39, 'directory not empty'],
  ELOOP: [-40, 'too many symbolic links encountered'],
  ENOTSUP: [-95, 'operation not supported on socket'],
} as const satisfies Record<string, readonly [number, string]>;

export type VfsErrorCode = keyof typeof ERRORS;

/** The libuv number of a code, e.g. -2 for ENOENT. */
export function errnoOf(code: VfsErrorCode): number {
  return ERRORS[code][0];
}

/** libuv's sentence for a code, e.g. `no such file or directory`. */
export function messageOf(code: VfsErrorCode): string {
  return ERRORS[code][1];
}

/**
 * A refused file-system call, with the fields and the message of Node's own errors:
 * `ENOENT: no such file or directory, rename '/a' -> '/b'`.
 */
export class VfsError extends Error {
  readonly code: VfsErrorCode;
  readonly errno: number;
  readonly syscall: string;
  readonly path: string | undefined;
  readonly dest: string | undefined;

  constructor(refusal: Refusal | VfsErrorCode, syscall: string, path?: string, dest?: string) {
    const { code, detail } = typeof refusal === 'string' ? { code: refusal, detail: null } : refusal;
    const reason = detail === null ? messageOf(code) : `${messageOf(code)} (${detail})`;
    const from = path === undefined ? '' : ` '${path}'`;
    const to = dest === undefined ? '' : ` -> '${dest}'`;
    super(`${code}: ${reason}, ${syscall}${from}${to}`);
    this.name = 'VfsError';
    this.code = code;
    this.errno = errnoOf(code);
    this.syscall = syscall;
    this.path = path;
    this.dest = dest;
  }
}

/**
 * What the inner tree throws: why, without who asked. No Error, since most of them are swallowed
 * (an operation that lost a race is refused alike in every replica) and a stack is dear.
 */
export class Refusal {
  readonly code: VfsErrorCode;
  readonly detail: string | null;

  constructor(code: VfsErrorCode, detail: string | null = null) {
    this.code = code;
    this.detail = detail;
  }
}
