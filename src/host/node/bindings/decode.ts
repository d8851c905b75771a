/**
 * Bytes to strings, the inner part of `buf.toString()`. Every function takes a checked range.
 * HTTP heads and bodies go through `latin1` and `utf8`, so both have a loop for short input (a call into the
 * platform's decoder costs more than it saves there) and a bulk path.
 */
import { window } from './bytes.ts';

// Taken when the module loads: the library later puts its own TextDecoder, built on these bindings, on globalThis.
const utf8Decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const utf16Decoder = new TextDecoder('utf-16le', { ignoreBOM: true });

/** Arguments that `String.fromCharCode.apply` takes safely in every engine. */
const APPLY_LIMIT = 4096;
const SHORT = 24;

const fromCharCode = String.fromCharCode;

function applyCharCodes(units: ArrayLike<number>): string {
  return fromCharCode.apply(null, units as number[]);
}

/** ASCII bytes that were built here, so they need no check. */
function asciiText(bytes: Uint8Array<ArrayBuffer>): string {
  return bytes.length <= SHORT ? applyCharCodes(bytes) : utf8Decoder.decode(bytes);
}

export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  if (end - start <= SHORT) {
    let text = '';
    let at = start;
    for (; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte > 0x7f) break;
      text += fromCharCode(byte);
    }
    if (at === end) return text;
  }
  return utf8Decoder.decode(window(bytes, start, end));
}

export function decodeLatin1(bytes: Uint8Array, start: number, end: number): string {
  const length = end - start;
  if (length <= SHORT) {
    let text = '';
    for (let at = start; at < end; at++) text += fromCharCode(bytes[at] as number);
    return text;
  }
  const view = window(bytes, start, end);
  // One unit for each byte and nothing replaced: it was all ASCII, as nearly everything that is sent as latin1.
  const ascii = utf8Decoder.decode(view);
  if (ascii.length === length && !ascii.includes('\ufffd')) return ascii;
  if (length <= APPLY_LIMIT) return applyCharCodes(view);
  // The platform's 'latin1' decoder is windows-1252. Widened to UTF-16 the bytes are exact: none is a surrogate.
  return utf16Decoder.decode(new Uint16Array(view));
}

export function decodeAscii(bytes: Uint8Array, start: number, end: number): string {
  const masked = new Uint8Array(end - start);
  for (let i = 0; i < masked.length; i++) masked[i] = (bytes[start + i] as number) & 0x7f;
  return asciiText(masked);
}

/** Unpaired surrogates survive, so the platform's decoder (which replaces them) cannot be used. */
export function decodeUtf16(bytes: Uint8Array, start: number, end: number): string {
  const units = new Uint16Array((end - start) >>> 1);
  for (let i = 0, at = start; i < units.length; i++, at += 2) {
    units[i] = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
  }
  if (units.length <= APPLY_LIMIT) return applyCharCodes(units);
  let text = '';
  for (let i = 0; i < units.length; i += APPLY_LIMIT)
    text += applyCharCodes(units.subarray(i, i + APPLY_LIMIT));
  return text;
}

const HEX_DIGITS = encodeAsciiTable('0123456789abcdef');
const BASE64 = encodeAsciiTable('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const BASE64_URL = encodeAsciiTable('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
const PADDING = 0x3d;

function encodeAsciiTable(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

export function encodeHex(bytes: Uint8Array, start: number, end: number): string {
  const out = new Uint8Array((end - start) * 2);
  for (let at = start, to = 0; at < end; at++) {
    const byte = bytes[at] as number;
    out[to++] = HEX_DIGITS[byte >> 4] as number;
    out[to++] = HEX_DIGITS[byte & 15] as number;
  }
  return asciiText(out);
}

export function encodeBase64(bytes: Uint8Array, start: number, end: number, url = false): string {
  const table = url ? BASE64_URL : BASE64;
  const length = end - start;
  const tail = length % 3;
  const whole = end - tail;
  const out = new Uint8Array(url ? Math.ceil((length * 4) / 3) : Math.ceil(length / 3) * 4);
  let to = 0;
  for (let at = start; at < whole; at += 3) {
    const group =
      ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
    out[to++] = table[group >> 18] as number;
    out[to++] = table[(group >> 12) & 63] as number;
    out[to++] = table[(group >> 6) & 63] as number;
    out[to++] = table[group & 63] as number;
  }
  if (tail > 0) {
    const group = ((bytes[whole] as number) << 16) | (tail === 2 ? (bytes[whole + 1] as number) << 8 : 0);
    out[to++] = table[group >> 18] as number;
    out[to++] = table[(group >> 12) & 63] as number;
    if (tail === 2) out[to++] = table[(group >> 6) & 63] as number;
    out.fill(PADDING, to);
  }
  return asciiText(out);
}
