import type { Runtime, Untyped } from '../runtime.ts';
import { UV } from '../runtime.ts';
import { type ByteTransport, bytesOf, type Data } from './transport.ts';

/** Fields of `streamBaseState`, as src/stream_base.h numbers them. */
export const kReadBytesOrError = 0;
export const kArrayBufferOffset = 1;
export const kBytesWritten = 2;
export const kLastWriteWasAsync = 3;

export const streamBaseState = new Int32Array(5);

const encoder = new TextEncoder();

/** A request object made by Node's library: `WriteWrap`, `ShutdownWrap`, `TCPConnectWrap`. */
export interface Request {
  oncomplete(status: number, ...rest: unknown[]): void;
}

/** What libuv's stream handles are to Node's library (src/stream_base.cc, src/handle_wrap.cc). */
export class StreamHandle {
  onread: ((bytes: ArrayBuffer | undefined) => void) | null = null;
  reading = false;
  bytesRead = 0;
  bytesWritten = 0;
  fd = -1;
  /** Not a C++ stream base: the HTTP parser must get its bytes through JavaScript. */
  readonly isStreamBase = false;
  protected readonly runtime: Runtime;
  protected transport: ByteTransport | null = null;
  readonly #asyncId: number;
  readonly #frame: unknown;
  #referenced = true;
  #active = false;
  #counted = false;
  #broken = false;
  #closed = false;
  /** Writes and shutdowns the transport has not taken yet, by what ends them. */
  readonly #underWay = new Set<(status: number) => void>();

  constructor(runtime: Runtime) {
    this.runtime = runtime;
    this.#asyncId = runtime.asyncIds.next();
    this.#frame = runtime.asyncIds.frame;
  }

  getAsyncId(): number {
    return this.#asyncId;
  }

  getProviderType(): number {
    return 0;
  }

  ref(): void {
    this.#referenced = true;
    this.#count();
  }

  unref(): void {
    this.#referenced = false;
    this.#count();
  }

  hasRef(): boolean {
    return this.#referenced && !this.#closed;
  }

  attach(transport: ByteTransport): void {
    this.transport = transport;
    transport.receiver = {
      data: (bytes) => {
        streamBaseState[kReadBytesOrError] = bytes.byteLength;
        streamBaseState[kArrayBufferOffset] = 0;
        this.bytesRead += bytes.byteLength;
        this.callback(() => this.onread?.(bytes));
      },
      end: () => this.#readError(UV.EOF),
      reset: () => {
        this.#broken = true;
        this.#readError(UV.ECONNRESET);
      },
    };
    if (this.reading) transport.resume();
  }

  #readError(error: number): void {
    this.setActive(false);
    streamBaseState[kReadBytesOrError] = error;
    this.callback(() => this.onread?.(undefined));
  }

  /** Runs a callback of the library in this handle's async context. */
  protected callback(fn: () => void): void {
    const ids = this.runtime.asyncIds;
    const previous = ids.frame;
    ids.frame = this.#frame;
    try {
      fn();
    } finally {
      ids.frame = previous;
    }
  }

  readStart(): number {
    if (!this.transport) return UV.ENOTCONN;
    this.reading = true;
    this.setActive(true);
    this.transport.resume();
    return 0;
  }

  readStop(): number {
    this.reading = false;
    this.setActive(false);
    this.transport?.pause();
    return 0;
  }

  writeBuffer(request: Request, bytes: Uint8Array<ArrayBuffer>): number {
    return this.#write(request, new Uint8Array(bytes));
  }

  writeUtf8String(request: Request, text: string): number {
    return this.#write(request, utf8(text));
  }

  writeAsciiString(request: Request, text: string): number {
    return this.writeLatin1String(request, text);
  }

  writeLatin1String(request: Request, text: string): number {
    return this.#write(request, latin1(text));
  }

  writeUcs2String(request: Request, text: string): number {
    const units = new Uint16Array(text.length);
    for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i);
    return this.#write(request, new Uint8Array(units.buffer));
  }

  /** `chunks` are buffers, or pairs of chunk and encoding. */
  writev(request: Request, chunks: Untyped[], allBuffers: boolean): number {
    if (allBuffers) return this.#write(request, concatenate(chunks));
    const parts: Data[] = [];
    for (let i = 0; i < chunks.length; i += 2) parts.push(this.#encode(chunks[i], chunks[i + 1]));
    return this.#write(request, isText(parts) ? parts.join('') : concatenate(parts.map(bytesOf)));
  }

  #encode(chunk: string | Uint8Array<ArrayBuffer>, encoding: string): Data {
    if (typeof chunk !== 'string') return chunk;
    if (encoding === 'utf8' || encoding === 'utf-8') return utf8(chunk);
    if (encoding === 'latin1' || encoding === 'binary') return latin1(chunk);
    return this.runtime.require('buffer').Buffer.from(chunk, encoding);
  }

  #write(request: Request, data: Data): number {
    if (!this.transport || this.#closed) return UV.EBADF;
    if (this.#broken) return UV.EPIPE;
    this.bytesWritten += data.length;
    const finish = (status: number): void => request.oncomplete(status, this, undefined);
    const handedOver = this.transport.write(data, () =>
      this.#finish(finish, this.#broken ? UV.ECONNRESET : 0),
    );
    if (!handedOver) this.#begin(finish);
    streamBaseState[kBytesWritten] = data.length;
    streamBaseState[kLastWriteWasAsync] = handedOver ? 0 : 1;
    return 0;
  }

  shutdown(request: Request): number {
    if (!this.transport) return UV.ENOTCONN;
    const finish = (status: number): void => request.oncomplete(status);
    this.#begin(finish);
    this.transport.end(() => this.#finish(finish, 0));
    return 0;
  }

  #begin(finish: (status: number) => void): void {
    this.#underWay.add(finish);
    this.hold();
  }

  #finish(finish: (status: number) => void, status: number): void {
    if (!this.#underWay.delete(finish)) return;
    this.release();
    this.callback(() => finish(status));
  }

  useUserBuffer(): void {}

  setBlocking(): number {
    return 0;
  }

  getWriteQueueSize(): number {
    return 0;
  }

  close(done?: () => void): void {
    if (this.#closed) return;
    this.#closed = true;
    this.reading = false;
    this.setActive(false);
    this.onClose();
    this.transport?.close();
    // As libuv does: what was not taken is cancelled, before the handle's own end is told.
    for (const finish of this.#underWay) {
      this.runtime.loop.enqueue(() => this.#finish(finish, UV.ECANCELED));
    }
    this.runtime.loop.enqueue(() => done?.call(this));
  }

  /** What a kind of handle has to give back when it is closed. */
  protected onClose(): void {}

  get closed(): boolean {
    return this.#closed;
  }

  reset(done?: () => void): number {
    this.transport?.reset();
    this.transport = null;
    this.close(done);
    return 0;
  }

  /** An active, referenced handle keeps the process alive. */
  protected setActive(active: boolean): void {
    this.#active = active;
    this.#count();
  }

  #count(): void {
    const counts = this.#active && this.#referenced;
    if (counts === this.#counted) return;
    this.#counted = counts;
    if (counts) this.runtime.loop.ref();
    else this.runtime.loop.unref();
  }

  /** A request under way keeps the process alive, whether the handle is referenced or not. */
  protected hold(): void {
    this.runtime.loop.ref();
  }

  protected release(): void {
    this.runtime.loop.unref();
  }
}

/** Characters up to which text is passed on as it is: looking through it takes less time than encoding it. */
const SHORT = 2048;

function utf8(text: string): Data {
  return isWithin(text, 0x7f) ? text : encoder.encode(text);
}

function latin1(text: string): Data {
  return isWithin(text, 0xff) ? text : bytesOf(text);
}

/** Short, and no character above `limit`. */
function isWithin(text: string, limit: number): boolean {
  if (text.length > SHORT) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > limit) return false;
  return true;
}

function isText(parts: Data[]): parts is string[] {
  return parts.every((part) => typeof part === 'string');
}

function concatenate(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (const part of parts) length += part.byteLength;
  const all = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.byteLength;
  }
  return all;
}
