import type { Vfs } from '../../vfs/vfs.ts';

/** What lib/fs.js passes where a path is expected: a string, or bytes of UTF-8. */
export type PathArg = string | Uint8Array;

/** The part of Node's `Buffer` that results need. */
export interface BufferFactory {
  from(
    buffer: ArrayBufferLike,
    offset: number,
    length: number,
  ): Uint8Array & { toString(encoding?: string): string };
  from(text: string, encoding: string): Uint8Array & { toString(encoding?: string): string };
}

/** What the file-system bindings need from their process. */
export interface FsDeps {
  vfs: Vfs;
  cwd(): string;
  /** By libuv name, e.g. `ENOENT`. */
  uv: { errno(name: string): number; message(name: string): string };
  /** Runs `fn` as a turn of the event loop; the process stays alive until then. */
  complete(fn: () => void): void;
  /** Keeps the process alive until disposed: a watcher that is `ref`ed. */
  keepAlive(): { dispose(): void };
  /** Descriptors 0 to 2. */
  stdio: {
    write(fd: number, bytes: Uint8Array): void;
    /** Bytes read into `view`, `EAGAIN` when there are none yet, `EOF` after the last one. */
    read(fd: number, view: Uint8Array): number | 'EAGAIN' | 'EOF';
    /** Calls `wake` once when `read` may have something else to say than EAGAIN. */
    whenReadable?(fd: number, wake: () => void): void;
    /** For `fstat`; a character device by default. */
    isPipe?(fd: number): boolean;
  };
  /** Bits taken off the mode of what is created; default 0o022. */
  umask?(): number;
  /** Node's Buffer class; default `globalThis.Buffer`. */
  buffer?(): BufferFactory;
  /** A fresh id for `getAsyncId`; default 0. */
  asyncId?(): number;
  /** In [0, 1), for `mkdtemp`; default `Math.random`. */
  random?(): number;
}

/** Taken at the start: Node's library replaces the global by one that is itself made of bindings. */
const utf8 = new TextDecoder();

export function bufferOf(deps: FsDeps): BufferFactory {
  return deps.buffer?.() ?? (globalThis as unknown as { Buffer: BufferFactory }).Buffer;
}

export function textOf(path: PathArg): string {
  return typeof path === 'string' ? path : utf8.decode(path);
}

/** Against the working directory, but otherwise as written: `..` is for the file system to follow. */
export function absolute(deps: FsDeps, path: PathArg): string {
  const text = textOf(path);
  return text === '' || text.startsWith('/') ? text : `${deps.cwd()}/${text}`;
}

/** A name or path in the encoding that was asked for. */
export function encodeName(deps: FsDeps, name: string, encoding: string | null | undefined): unknown {
  if (encoding === undefined || encoding === null || encoding === 'utf8' || encoding === 'utf-8') return name;
  const bytes = bufferOf(deps).from(name, 'utf8');
  return encoding === 'buffer' ? bytes : bytes.toString(encoding);
}
