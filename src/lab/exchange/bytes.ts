/** Keeps the first `limit` bytes of a stream and counts all of them. */
export class CappedBytes {
  readonly #limit: number;
  readonly #chunks: Uint8Array[] = [];
  #kept = 0;
  /** Every byte that was added, kept or not. */
  total = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get truncated(): boolean {
    return this.total > this.#kept;
  }

  add(chunk: Uint8Array): void {
    this.total += chunk.length;
    const room = this.#limit - this.#kept;
    if (room <= 0) return;
    // A copy: the caller may reuse its buffer.
    const part = Uint8Array.prototype.slice.call(chunk, 0, room);
    this.#chunks.push(part);
    this.#kept += part.length;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  base64(): string {
    return this.bytes().toString('base64');
  }
}

/** Bytes kept of each raw direction of an exchange. */
export const RAW_LIMIT = 256 * 1024;
/** Bytes kept of a decoded response body. */
export const BODY_LIMIT = 1024 * 1024;
