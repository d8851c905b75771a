import type { EventLoop } from '../loop.ts';
import { native } from '../native.ts';

/** Bytes of output that may be on their way to the kernel before more is held back. */
export const OUTPUT_WINDOW = 1024 * 1024;
/** What is kept of the end of a flood. */
const TAIL = 64 * 1024;
/** Lines of one turn that are sent singly, so that they are seen even if the next statement hangs. */
const EAGER_WRITES = 100;
/** Bytes on their way above which writes are joined: messages in great number would hold the kernel up. */
const CALM = 64 * 1024;
const BATCH = 16 * 1024;

interface Chunk {
  fd: number;
  bytes: Uint8Array;
  done: (() => void) | null;
}

/**
 * stdout and stderr of a process on their way to the kernel.
 *
 * A terminal drops what it cannot show (the start and the end stay, a notice says how much went), as
 * nobody can read it and memory must not grow. Anything else loses nothing and makes the writer wait.
 */
export class Output {
  readonly #post: (fd: number, bytes: Uint8Array) => void;
  readonly #loop: EventLoop;
  readonly #lossy: boolean;
  #inFlight = 0;
  #writesThisTurn = 0;
  #batch: Chunk[] = [];
  #batchBytes = 0;
  #flushQueued = false;
  #waiting: Chunk[] = [];
  #tailBytes = 0;
  #droppedBytes = 0;
  #droppedLines = 0;

  constructor(options: { post: (fd: number, bytes: Uint8Array) => void; loop: EventLoop; lossy: boolean }) {
    this.#post = options.post;
    this.#loop = options.loop;
    this.#lossy = options.lossy;
  }

  /** As {@link ByteTransport.write}. */
  write(fd: number, bytes: Uint8Array, done: (() => void) | null = null): boolean {
    if (this.#waiting.length > 0 || this.#inFlight + this.#batchBytes > OUTPUT_WINDOW) {
      const chunk = { fd, bytes, done: this.#lossy ? null : done };
      this.#waiting.push(chunk);
      this.#tailBytes += bytes.byteLength;
      if (this.#lossy) this.#dropOldest();
      return this.#lossy || done === null;
    }
    this.#queueFlush();
    if (this.#writesThisTurn++ < EAGER_WRITES && this.#batch.length === 0 && this.#inFlight < CALM) {
      this.#send(fd, bytes);
      return true;
    }
    this.#batch.push({ fd, bytes, done: null });
    this.#batchBytes += bytes.byteLength;
    if (this.#batchBytes >= BATCH) this.flush();
    return true;
  }

  /** The kernel took `bytes` of earlier output over. */
  taken(bytes: number): void {
    this.#inFlight -= bytes;
    if (this.#inFlight < CALM) this.flush();
    if (this.#inFlight > OUTPUT_WINDOW / 2 || this.#waiting.length === 0) return;
    this.flush();
    if (this.#lossy) this.#sendTail();
    else {
      while (this.#waiting.length > 0 && this.#inFlight < OUTPUT_WINDOW) {
        const { fd, bytes: next, done } = this.#waiting.shift() as Chunk;
        this.#send(fd, next);
        if (done) this.#loop.enqueueUnref(done);
      }
    }
  }

  /** Sends everything now; called at the end of a turn and before the process exits. */
  flush(): void {
    const batch = this.#batch;
    if (batch.length === 0) return;
    this.#batch = [];
    this.#batchBytes = 0;
    this.#sendJoined(batch);
  }

  #sendJoined(batch: Chunk[]): void {
    for (let i = 0; i < batch.length; ) {
      const fd = (batch[i] as Chunk).fd;
      let end = i;
      while (end < batch.length && batch[end]?.fd === fd) end++;
      this.#send(fd, join(batch.slice(i, end)));
      i = end;
    }
  }

  flushAll(): void {
    this.flush();
    if (this.#lossy) this.#sendTail();
    else for (const { fd, bytes } of this.#waiting.splice(0)) this.#send(fd, bytes);
  }

  #queueFlush(): void {
    if (this.#flushQueued) return;
    this.#flushQueued = true;
    native.queueMicrotask(() => {
      this.#flushQueued = false;
      this.#writesThisTurn = 0;
      // Otherwise sent when earlier output was taken.
      if (this.#inFlight < CALM) this.flush();
    });
  }

  #send(fd: number, bytes: Uint8Array): void {
    this.#inFlight += bytes.byteLength;
    this.#post(fd, bytes);
  }

  #dropOldest(): void {
    if (this.#tailBytes < 2 * TAIL) return;
    while (this.#tailBytes > TAIL && this.#waiting.length > 1) {
      const { bytes } = this.#waiting.shift() as Chunk;
      this.#tailBytes -= bytes.byteLength;
      this.#droppedBytes += bytes.byteLength;
      for (const byte of bytes) if (byte === 10) this.#droppedLines++;
    }
  }

  #sendTail(): void {
    const tail = this.#waiting.splice(0);
    this.#tailBytes = 0;
    if (this.#droppedBytes > 0) {
      const lines = this.#droppedLines.toLocaleString('en-US');
      const size = (this.#droppedBytes / 1024 / 1024).toFixed(1);
      const notice = `\n[${lines} lines (${size} MiB) of output were dropped here: the terminal could not keep up]\n`;
      this.#droppedBytes = 0;
      this.#droppedLines = 0;
      this.#send(tail[0]?.fd ?? 1, new TextEncoder().encode(notice));
    }
    this.#sendJoined(tail);
  }
}

function join(chunks: Chunk[]): Uint8Array {
  if (chunks.length === 1) return (chunks[0] as Chunk).bytes;
  let length = 0;
  for (const { bytes } of chunks) length += bytes.byteLength;
  const all = new Uint8Array(length);
  let offset = 0;
  for (const { bytes } of chunks) {
    all.set(bytes, offset);
    offset += bytes.byteLength;
  }
  return all;
}
