/**
 * The `zlib` binding under `lib/zlib.js`: `src/node_zlib.cc` over pako's port of zlib. Deflate, inflate, gzip and
 * their raw forms; Brotli and Zstandard are absent. Compressed bytes differ from Node's, whose zlib finds other
 * matches; both decompress to the same.
 */
import type { EventLoop } from '../loop.ts';
import type { Untyped } from '../runtime.ts';

const DEFLATE = 1;
const INFLATE = 2;
const GZIP = 3;
const GUNZIP = 4;
const DEFLATERAW = 5;
const INFLATERAW = 6;
const UNZIP = 7;

/** Added to the window's size: with a gzip header; with a gzip or a zlib header (zlib.h, inflateInit2). */
const GZIP_BITS = 16;
const ANY_BITS = 32;

const Z_FINISH = 4;
const Z_DEFLATED = 8;
const Z_OK = 0;
const Z_STREAM_END = 1;
const Z_NEED_DICT = 2;
const Z_DATA_ERROR = -3;
const Z_BUF_ERROR = -5;

const CODES: Record<number, string> = {
  2: 'Z_NEED_DICT',
  [-1]: 'Z_ERRNO',
  [-2]: 'Z_STREAM_ERROR',
  [-3]: 'Z_DATA_ERROR',
  [-4]: 'Z_MEM_ERROR',
  [-5]: 'Z_BUF_ERROR',
  [-6]: 'Z_VERSION_ERROR',
};

/** pako's stream, as zlib's `z_stream`. */
interface ZStream {
  input: Uint8Array;
  next_in: number;
  avail_in: number;
  output: Uint8Array;
  next_out: number;
  avail_out: number;
  msg: string;
}

/** pako's port of zlib; functions return zlib's codes. */
export interface PakoZlib {
  ZStream: new () => ZStream;
  crc32(crc: number, bytes: Uint8Array, length: number, position: number): number;
  deflateInit2(
    stream: ZStream,
    level: number,
    method: number,
    windowBits: number,
    memLevel: number,
    strategy: number,
  ): number;
  deflate(stream: ZStream, flush: number): number;
  deflateReset(stream: ZStream): number;
  deflateSetDictionary(stream: ZStream, dictionary: Uint8Array): number;
  inflateInit2(stream: ZStream, windowBits: number): number;
  inflate(stream: ZStream, flush: number): number;
  inflateReset(stream: ZStream): number;
  inflateSetDictionary(stream: ZStream, dictionary: Uint8Array): number;
}

interface Failure {
  message: string;
  errno: number;
}

export function createZlibBinding(load: () => PakoZlib, loop: EventLoop): Record<string, Untyped> {
  let loaded: PakoZlib | undefined;
  const zlib = (): PakoZlib => {
    loaded ??= load();
    return loaded;
  };

  class Zlib {
    onerror: ((message: string, errno: number, code: string) => void) | null = null;
    #mode: number;
    readonly #stream = new (zlib().ZStream)();
    #windowBits = 0;
    #level = 0;
    #memLevel = 0;
    #strategy = 0;
    #dictionary: Uint8Array | null = null;
    #result = new Uint32Array(2);
    #done: (() => void) | null = null;
    #ready = false;
    #writing = false;
    #closing = false;

    constructor(mode: number) {
      this.#mode = mode;
    }

    init(
      windowBits: number,
      level: number,
      memLevel: number,
      strategy: number,
      result: Uint32Array<ArrayBuffer>,
      done: () => void,
      dictionary?: ArrayBufferView,
    ): void {
      this.#windowBits = windowBits;
      if (this.#mode === GZIP || this.#mode === GUNZIP) this.#windowBits += GZIP_BITS;
      else if (this.#mode === UNZIP) this.#windowBits += ANY_BITS;
      else if (this.#mode === DEFLATERAW || this.#mode === INFLATERAW) this.#windowBits *= -1;
      this.#level = level;
      this.#memLevel = memLevel;
      this.#strategy = strategy;
      this.#result = result;
      this.#done = done;
      if (dictionary) this.#dictionary = bytesOf(dictionary);
    }

    writeSync(...given: WriteArguments): void {
      const failure = this.#work(...given);
      if (failure) this.#fail(failure);
      else this.#tell();
    }

    write(...given: WriteArguments): void {
      this.#writing = true;
      loop.enqueue(() => {
        const failure = this.#work(...given);
        this.#writing = false;
        if (failure) this.#fail(failure);
        else {
          this.#tell();
          this.#done?.call(this);
        }
        if (this.#closing) this.close();
      });
    }

    reset(): void {
      if (!this.#ready) return;
      const errno = this.#deflates ? zlib().deflateReset(this.#stream) : zlib().inflateReset(this.#stream);
      if (errno !== Z_OK) return this.#fail({ message: 'Failed to reset stream', errno });
      const failure = this.#setDictionary();
      if (failure) this.#fail(failure);
    }

    close(): void {
      this.#closing = this.#writing;
    }

    getAsyncId(): number {
      return 0;
    }

    get #deflates(): boolean {
      return this.#mode === DEFLATE || this.#mode === GZIP || this.#mode === DEFLATERAW;
    }

    #tell(): void {
      this.#result[0] = this.#stream.avail_out;
      this.#result[1] = this.#stream.avail_in;
    }

    #fail({ message, errno }: Failure): void {
      this.onerror?.(message, errno, CODES[errno] ?? 'Z_ERRNO');
    }

    /** The stream's own words when it has some. */
    #failure(message: string, errno: number): Failure {
      return { message: this.#stream.msg || message, errno };
    }

    #begin(): Failure | null {
      this.#ready = true;
      const errno = this.#deflates
        ? zlib().deflateInit2(
            this.#stream,
            this.#level,
            Z_DEFLATED,
            this.#windowBits,
            this.#memLevel,
            this.#strategy,
          )
        : zlib().inflateInit2(this.#stream, this.#windowBits);
      return errno === Z_OK ? this.#setDictionary() : this.#failure('Init error', errno);
    }

    #setDictionary(): Failure | null {
      if (!this.#dictionary || (!this.#deflates && this.#mode !== INFLATERAW)) return null;
      const errno = this.#deflates
        ? zlib().deflateSetDictionary(this.#stream, this.#dictionary)
        : zlib().inflateSetDictionary(this.#stream, this.#dictionary);
      return errno === Z_OK ? null : this.#failure('Failed to set dictionary', errno);
    }

    #work(
      ...[flush, input, inputAt, inputLength, output, outputAt, outputLength]: WriteArguments
    ): Failure | null {
      const stream = this.#stream;
      stream.input = input ? bytesOf(input) : new Uint8Array();
      stream.next_in = inputAt;
      stream.avail_in = inputLength;
      stream.output = bytesOf(output);
      stream.next_out = outputAt;
      stream.avail_out = outputLength;
      if (!this.#ready) {
        const failure = this.#begin();
        if (failure) return failure;
      }
      const errno = this.#deflates ? zlib().deflate(stream, flush) : this.#inflate(flush);
      switch (errno) {
        case Z_OK:
        case Z_BUF_ERROR:
          // Everything was asked for, there was room, and the end did not come.
          return stream.avail_out !== 0 && flush === Z_FINISH
            ? this.#failure('unexpected end of file', Z_BUF_ERROR)
            : null;
        case Z_STREAM_END:
          return null;
        case Z_NEED_DICT:
          return this.#failure(this.#dictionary ? 'Bad dictionary' : 'Missing dictionary', errno);
        default:
          return this.#failure('Zlib error', errno);
      }
    }

    #inflate(flush: number): number {
      const stream = this.#stream;
      // What it is says the first member: only gzip may have further ones.
      if (this.#mode === UNZIP && stream.avail_in > 0) {
        this.#mode = stream.input[stream.next_in] === 0x1f ? GUNZIP : INFLATE;
      }
      let errno = zlib().inflate(stream, flush);
      if (errno === Z_NEED_DICT && this.#mode !== INFLATERAW && this.#dictionary) {
        errno = zlib().inflateSetDictionary(stream, this.#dictionary);
        if (errno === Z_OK) errno = zlib().inflate(stream, flush);
        // Tells a bad dictionary from bad input.
        else if (errno === Z_DATA_ERROR) errno = Z_NEED_DICT;
      }
      while (
        stream.avail_in > 0 &&
        this.#mode === GUNZIP &&
        errno === Z_STREAM_END &&
        stream.input[stream.next_in] !== 0
      ) {
        zlib().inflateReset(stream);
        errno = zlib().inflate(stream, flush);
      }
      return errno;
    }
  }

  return {
    Zlib,
    crc32: (data: string | ArrayBufferView, value: number) => {
      const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : bytesOf(data);
      return zlib().crc32(value, bytes, bytes.length, 0) >>> 0;
    },
  };
}

type WriteArguments = [
  flush: number,
  input: ArrayBufferView | null,
  inputAt: number,
  inputLength: number,
  output: ArrayBufferView,
  outputAt: number,
  outputLength: number,
];

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
