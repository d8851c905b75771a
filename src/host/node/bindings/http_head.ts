/**
 * The head of a message while it arrives: spans in the parser's memory, decoded all at once when the head is
 * complete. A span that outlives its packet, or has a gap, moves into a string.
 */
import { decodeLatin1 } from './decode.ts';

/** One pair less than this is collected before lib gets a part of the headers (src/node_http_parser.cc). */
export const MAX_FIELDS = 32;

/** Slots: fields at even places, values at odd ones, then the URL and the reason phrase. */
export const URL_SLOT = MAX_FIELDS * 2;
export const STATUS_SLOT = URL_SLOT + 1;
const SLOTS = STATUS_SLOT + 1;

const SPACE = 0x20;
const TAB = 0x09;

export class HttpHead {
  readonly #starts = new Uint32Array(SLOTS);
  readonly #ends = new Uint32Array(SLOTS);
  readonly #saved: string[] = new Array<string>(SLOTS).fill('');

  clear(slot: number): void {
    this.#starts[slot] = 0;
    this.#ends[slot] = 0;
    this.#saved[slot] = '';
  }

  append(slot: number, at: number, length: number, bytes: () => Uint8Array): void {
    if (this.#starts[slot] !== 0 && this.#ends[slot] === at) {
      this.#ends[slot] = at + length;
      return;
    }
    this.#save(slot, bytes);
    this.#starts[slot] = at;
    this.#ends[slot] = at + length;
  }

  /** Before the memory of the spans is used again. `pairs` counts fields, complete or not. */
  save(pairs: number, bytes: () => Uint8Array): void {
    for (let slot = 0; slot < pairs * 2; slot++) this.#save(slot, bytes);
    this.#save(URL_SLOT, bytes);
    this.#save(STATUS_SLOT, bytes);
  }

  text(slot: number, bytes: Uint8Array): string {
    const saved = this.#saved[slot] as string;
    const start = this.#starts[slot] as number;
    return start === 0 ? saved : saved + decodeLatin1(bytes, start, this.#ends[slot] as number);
  }

  /** [field, value, field, value, …] with the white space after each value cut off. */
  headers(pairs: number, bytes: Uint8Array): string[] {
    const count = pairs * 2;
    const headers = new Array<string>(count);
    const first = this.#starts[0] as number;
    const last = count === 0 ? 0 : (this.#ends[count - 1] as number);
    // Spans of one packet lie in order, so one string holds them all; a saved piece breaks that.
    const whole = count > 0 && this.#isWhole(count) ? decodeLatin1(bytes, first, last) : null;
    for (let slot = 0; slot < count; slot++) {
      const start = this.#starts[slot] as number;
      if (whole === null) {
        const text = this.text(slot, bytes);
        headers[slot] = slot % 2 === 0 ? text : trimEnd(text);
        continue;
      }
      let end = this.#ends[slot] as number;
      if (slot % 2 === 1) while (end > start && isBlank(bytes[end - 1] as number)) end--;
      headers[slot] = whole.substring(start - first, end - first);
    }
    return headers;
  }

  #isWhole(count: number): boolean {
    for (let slot = 0; slot < count; slot++) {
      if (this.#starts[slot] === 0 || this.#saved[slot] !== '') return false;
    }
    return true;
  }

  #save(slot: number, bytes: () => Uint8Array): void {
    const start = this.#starts[slot] as number;
    if (start === 0) return;
    const end = this.#ends[slot] as number;
    if (end > start) this.#saved[slot] += decodeLatin1(bytes(), start, end);
    this.#starts[slot] = 0;
    this.#ends[slot] = 0;
  }
}

function isBlank(unit: number): boolean {
  return unit === SPACE || unit === TAB;
}

function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
}
