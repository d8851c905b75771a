/** Takes a chunk; the promise settles when the receiver has it. */
export type SinkTarget = (chunk: Uint8Array | null) => Promise<unknown> | unknown;

/** Bytes that may be on their way to the page at once. */
const IN_FLIGHT = 256 * 1024;
/** Chunks are joined up to this size, so that many small writes are few messages. */
const CHUNK = 64 * 1024;

interface Item {
  bytes: Uint8Array;
  taken: ((bytes: number) => void) | null;
}

/**
 * Output on its way to the page: joined, never cut inside a UTF-8 sequence (the client decodes each
 * chunk by itself), and never more than {@link IN_FLIGHT} ahead of a slow reader.
 */
export class Sink {
  readonly #target: SinkTarget | null;
  readonly #crlf: boolean;
  #queue: Item[] = [];
  #inFlight = 0;
  #partial: Uint8Array = new Uint8Array(0);
  #ended = false;
  #endSent = false;
  #finished: (() => void)[] = [];

  /** `crlf`: a terminal's output has `\n` turned into `\r\n` (ONLCR). */
  constructor(target: SinkTarget | null, crlf: boolean) {
    this.#target = target;
    this.#crlf = crlf;
  }

  /** `taken` is told when the page has these bytes. */
  write(bytes: Uint8Array, taken: ((bytes: number) => void) | null = null): void {
    if (!this.#target || this.#ended) {
      taken?.(bytes.byteLength);
      return;
    }
    this.#queue.push({ bytes, taken });
    this.#pump();
  }

  /** Closes the stream after what is queued; resolves when the page has everything. */
  end(): Promise<void> {
    this.#ended = true;
    return new Promise((resolve) => {
      this.#finished.push(resolve);
      this.#pump();
    });
  }

  #pump(): void {
    while (this.#queue.length > 0 && this.#inFlight < IN_FLIGHT) {
      let size = 0;
      let count = 0;
      while (count < this.#queue.length && (count === 0 || size < CHUNK))
        size += this.#queue[count++]?.bytes.byteLength ?? 0;
      const batch = this.#queue.splice(0, count);
      const joined = concatenate([this.#partial, ...batch.map((item) => item.bytes)]);
      const end = this.#ended && this.#queue.length === 0 ? joined.byteLength : wholeCharacters(joined);
      this.#partial = joined.slice(end);
      const chunk = this.#crlf ? withCarriageReturns(joined.subarray(0, end)) : joined.slice(0, end);
      this.#inFlight += size;
      void Promise.resolve(this.#target?.(chunk))
        .catch(() => {})
        .then(() => {
          this.#inFlight -= size;
          tellTaken(batch);
          this.#pump();
        });
    }
    if (!this.#ended || this.#queue.length > 0 || this.#inFlight > 0) return;
    const last = this.#endSent ? undefined : Promise.resolve(this.#target?.(null)).catch(() => {});
    this.#endSent = true;
    for (const resolve of this.#finished.splice(0)) void Promise.resolve(last).then(() => resolve());
  }
}

/** One call for each writer. */
function tellTaken(items: Item[]): void {
  const sums = new Map<(bytes: number) => void, number>();
  for (const { bytes, taken } of items) if (taken) sums.set(taken, (sums.get(taken) ?? 0) + bytes.byteLength);
  for (const [taken, bytes] of sums) taken(bytes);
}

function concatenate(parts: Uint8Array[]): Uint8Array {
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

/** Length of the longest prefix that does not end inside a UTF-8 sequence (RFC 3629). */
export function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.byteLength; back++) {
    const byte = bytes[bytes.byteLength - back] as number;
    if (byte < 0x80) return bytes.byteLength;
    if (byte < 0xc0) continue;
    const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return needs > back ? bytes.byteLength - back : bytes.byteLength;
  }
  return bytes.byteLength;
}

function withCarriageReturns(bytes: Uint8Array): Uint8Array {
  let lines = 0;
  for (let i = 0; i < bytes.byteLength; i++) if (bytes[i] === 10 && bytes[i - 1] !== 13) lines++;
  if (lines === 0) return bytes.slice();
  const out = new Uint8Array(bytes.byteLength + lines);
  let at = 0;
  for (let i = 0; i < bytes.byteLength; i++) {
    if (bytes[i] === 10 && bytes[i - 1] !== 13) out[at++] = 13;
    out[at++] = bytes[i] as number;
  }
  return out;
}
