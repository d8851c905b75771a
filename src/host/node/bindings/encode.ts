/**
 * Strings to bytes, the inner part of `buf.write()`. Every writer takes a checked window and returns how many
 * bytes it wrote; none writes a part of a character.
 */
import { window } from './bytes.ts';

const encoder = new TextEncoder();
/** Up to here a loop is faster than a call into the encoder of a browser (measured in Chromium: 0.8 µs a call). */
const SHORT = 256;

export type Writer = (bytes: Uint8Array, text: string, offset: number, length: number) => number;

/** Bytes of `text` in UTF-8; an unpaired surrogate counts as U+FFFD. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) length += 1;
    else {
      length += 2;
      if (unit >= 0xd800 && unit < 0xdc00 && isTrail(text.charCodeAt(i + 1))) i++;
    }
  }
  return length;
}

function isTrail(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

export function utf8Bytes(text: string): Uint8Array {
  return encoder.encode(text);
}

export const writeUtf8: Writer = (bytes, text, offset, length) => {
  if (text.length <= SHORT) {
    const count = Math.min(text.length, length);
    let i = 0;
    for (; i < count; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0x7f) break;
      bytes[offset + i] = unit;
    }
    if (i === count) return count;
  }
  return encoder.encodeInto(text, window(bytes, offset, offset + length)).written;
};

/** Also 'ascii': Node writes the low byte of every UTF-16 unit for both. */
export const writeLatin1: Writer = (bytes, text, offset, length) => {
  const count = Math.min(text.length, length);
  if (count > SHORT) {
    // ASCII, as nearly everything that is sent as latin1, is the same in UTF-8; the rest is written over.
    const ascii = encoder.encodeInto(text, window(bytes, offset, offset + count));
    if (ascii.read === count && ascii.written === count) return count;
  }
  for (let i = 0; i < count; i++) bytes[offset + i] = text.charCodeAt(i);
  return count;
};

export const writeUtf16: Writer = (bytes, text, offset, length) => {
  const count = Math.min(text.length, length >>> 1);
  for (let i = 0, at = offset; i < count; i++) {
    const unit = text.charCodeAt(i);
    bytes[at++] = unit;
    bytes[at++] = unit >>> 8;
  }
  return count * 2;
};

/** -1 for what is no digit. Node looks at the low byte only, also of characters above U+00FF. */
function hexDigit(char: number): number {
  const unit = char & 0xff;
  if (unit >= 48 && unit <= 57) return unit - 48;
  const lower = unit | 32;
  return lower >= 97 && lower <= 102 && unit < 128 ? lower - 87 : -1;
}

/** Stops at the first pair that is not hex; an odd last digit is dropped. */
export const writeHex: Writer = (bytes, text, offset, length) => {
  const count = Math.min(text.length >>> 1, length);
  for (let i = 0; i < count; i++) {
    const high = hexDigit(text.charCodeAt(i * 2));
    const low = hexDigit(text.charCodeAt(i * 2 + 1));
    if (high < 0 || low < 0) return i;
    bytes[offset + i] = (high << 4) | low;
  }
  return count;
};

/** Both alphabets at once, as Node reads them: `-` is `+` and `_` is `/`. -1 for what is in neither. */
const BASE64_VALUE = new Int8Array(256).fill(-1);
for (const alphabet of ['+/', '-_']) {
  const chars = `ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789${alphabet}`;
  for (let value = 0; value < 64; value++) BASE64_VALUE[chars.charCodeAt(value)] = value;
}

const PADDING = 0x3d;

/** Lenient: what is not in the alphabet is skipped, `=` ends it. A last lone character gives no byte. */
export const writeBase64: Writer = (bytes, text, offset, length) => {
  const end = offset + length;
  let to = offset;
  let bits = 0;
  let held = 0;
  for (let i = 0; i < text.length && to < end; i++) {
    // As with hex, Node looks at the low byte only.
    const unit = text.charCodeAt(i) & 0xff;
    if (unit === PADDING) break;
    const value = BASE64_VALUE[unit] as number;
    if (value < 0) continue;
    held = (held << 6) | value;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[to++] = held >>> bits;
    held &= 0xff;
  }
  return to - offset;
};
