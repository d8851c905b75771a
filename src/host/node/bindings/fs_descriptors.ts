import { type errnoOf, VfsError } from '../../vfs/errors.ts';
import type { VfsFile } from '../../vfs/file.ts';
import type { VfsStat } from '../../vfs/stat.ts';
import { NotYet } from './fs_calls.ts';
import { absolute, type FsDeps, type PathArg } from './fs_deps.ts';
import { guard, uvException } from './fs_error.ts';

/** What a descriptor stands for. */
type Descriptor = { kind: 'stdio'; stream: number } | { kind: 'file'; file: VfsFile; position: number };

const STREAMS: Record<string, number> = { stdin: 0, stdout: 1, stderr: 2 };
const MAX_DESCRIPTORS = 65_536;
const FIRST_FREE = 3;
const MAX_FD = 2 ** 31 - 1;

/** The descriptors of one process. The lowest free number is given, from 3 on. */
export class Descriptors {
  readonly #deps: FsDeps;
  readonly #table = new Map<number, Descriptor>();

  constructor(deps: FsDeps) {
    this.#deps = deps;
    for (const stream of [0, 1, 2]) this.#table.set(stream, { kind: 'stdio', stream });
  }

  open(path: PathArg, flags: number, mode: number): number {
    return guard(
      this.#deps,
      'open',
      () => {
        let fd = FIRST_FREE;
        while (this.#table.has(fd)) fd++;
        if (fd >= MAX_DESCRIPTORS) throw new VfsError('EMFILE', 'open');
        const umask = this.#deps.umask?.() ?? 0o022;
        const file = this.#deps.vfs.open(absolute(this.#deps, path), flags, mode & ~umask);
        const stream = STREAMS[file.device];
        if (stream === undefined) {
          this.#table.set(fd, { kind: 'file', file, position: 0 });
        } else {
          file.close();
          this.#table.set(fd, { kind: 'stdio', stream });
        }
        return fd;
      },
      path,
    );
  }

  close(fd: number): void {
    const descriptor = this.#get(fd, 'close');
    this.#table.delete(fd);
    if (descriptor.kind === 'file') descriptor.file.close();
  }

  /** Bytes read; 0 at the end. `position` below 0 reads on from where the last read ended. */
  read(fd: number, view: Uint8Array, position: number): number {
    const descriptor = this.#get(fd, 'read');
    if (descriptor.kind === 'stdio') return this.#readStream(descriptor.stream, view);
    const { file } = descriptor;
    return guard(this.#deps, 'read', () => {
      const count = file.read(view, position < 0 ? descriptor.position : position);
      if (position < 0) descriptor.position += count;
      return count;
    });
  }

  /** Always writes everything. `position` null writes on from where the last write ended. */
  write(fd: number, bytes: Uint8Array, position: number | null): number {
    const descriptor = this.#get(fd, 'write');
    if (descriptor.kind === 'stdio') {
      this.#deps.stdio.write(descriptor.stream, bytes);
      return bytes.byteLength;
    }
    const { file } = descriptor;
    return guard(this.#deps, 'write', () => {
      file.write(bytes, position ?? descriptor.position);
      if (position === null)
        descriptor.position = file.appends ? file.size : descriptor.position + bytes.byteLength;
      return bytes.byteLength;
    });
  }

  stat(fd: number): VfsStat {
    const descriptor = this.#get(fd, 'fstat');
    if (descriptor.kind === 'file') return descriptor.file.stat();
    const pipe = this.#deps.stdio.isPipe?.(descriptor.stream) ?? false;
    const mode = pipe ? 0o010600 : 0o020620;
    const times = { atime: 0, mtime: 0, ctime: 0, birthtime: 0 };
    return { ino: descriptor.stream, kind: 'device', mode, nlink: 1, uid: 0, gid: 0, size: 0, ...times };
  }

  /** The open file, for calls that make no sense on a stream; those are refused with EINVAL. */
  file(fd: number, syscall: string): VfsFile {
    const descriptor = this.#get(fd, syscall);
    if (descriptor.kind === 'stdio') throw uvException(this.#deps, 'EINVAL', syscall);
    return descriptor.file;
  }

  /** Throws EBADF when nothing is open there. */
  expectOpen(fd: number, syscall: string): void {
    this.#get(fd, syscall);
  }

  #get(fd: number, syscall: string): Descriptor {
    expectNumber(fd);
    const descriptor = this.#table.get(fd);
    if (descriptor === undefined) throw uvException(this.#deps, 'EBADF', syscall);
    return descriptor;
  }

  #readStream(stream: number, view: Uint8Array): number {
    const result = this.#deps.stdio.read(stream, view);
    if (result === 'EOF') return 0;
    if (result !== 'EAGAIN') return result;
    const error = uvException(this.#deps, 'EAGAIN', 'read');
    const { whenReadable } = this.#deps.stdio;
    if (whenReadable === undefined) throw error;
    throw new NotYet(error, (retry) => whenReadable.call(this.#deps.stdio, stream, retry));
  }
}

/** lib leaves this check to C++. */
function expectNumber(fd: unknown): void {
  if (typeof fd !== 'number') {
    const received =
      fd === null || fd === undefined
        ? String(fd)
        : typeof fd === 'object'
          ? `an instance of ${fd.constructor?.name ?? 'Object'}`
          : `type ${typeof fd} (${typeof fd === 'string' ? `'${fd}'` : String(fd)})`;
    const error = new TypeError(`The "fd" argument must be of type number. Received ${received}`);
    throw Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
  }
  if (!Number.isInteger(fd) || fd < 0 || fd > MAX_FD) {
    const error = new RangeError(
      `The value of "fd" is out of range. It must be ${Number.isInteger(fd) ? `>= 0 && <= ${MAX_FD}` : 'an integer'}. Received ${fd}`,
    );
    throw Object.assign(error, { code: 'ERR_OUT_OF_RANGE' });
  }
}

/** Whether a call failed with one of these codes. */
export function failedWith(error: unknown, ...codes: Parameters<typeof errnoOf>[0][]): boolean {
  return error instanceof Error && 'code' in error && codes.some((code) => code === error.code);
}
