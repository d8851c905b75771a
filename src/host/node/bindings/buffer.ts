/**
 * The `buffer` binding under `lib/buffer.js` and `lib/internal/buffer.js` of Node 24.21. Its functions take the
 * buffer as first argument. Semantics and error texts are those of `src/node_buffer.cc`.
 */
import { bytesOf, bytesOfAny, fillBytes, indexOfByte, indexOr, lastIndexOfByte, window } from './bytes.ts';
import { decodeAscii, decodeLatin1, decodeUtf8, decodeUtf16, encodeBase64, encodeHex } from './decode.ts';
import {
  utf8Bytes,
  utf8Length,
  type Writer,
  writeBase64,
  writeHex,
  writeLatin1,
  writeUtf8,
  writeUtf16,
} from './encode.ts';
import { setBufferPrototype } from './native_buffer.ts';
import { invalidArgType, nodeError, outOfRange } from './node_error.ts';
import { searchBytes, searchStart } from './search.ts';
import { atob, btoa } from './web_base64.ts';

/** Encoding numbers, as `internalBinding('string_decoder').encodings` lists them. */
const UTF8 = 1;
const UTF16LE = 3;

const fatalDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

type Decoder = (bytes: Uint8Array, start: number, end: number) => string;

function slice(decode: Decoder) {
  return (buffer: unknown, start?: unknown, end?: unknown): string => {
    const bytes = bytesOf(buffer);
    const length = bytes.length;
    const from = indexOr(start, 0);
    let to = indexOr(end, length);
    if (to < from) to = from;
    if (to > length) throw outOfRange();
    return from === to ? '' : decode(bytes, from, to);
  };
}

function write(writer: Writer) {
  return (buffer: unknown, text: unknown, offset?: unknown, length?: unknown): number => {
    const bytes = bytesOf(buffer);
    if (typeof text !== 'string') throw invalidArgType('argument must be a string');
    const at = indexOr(offset, 0);
    if (at > bytes.length) {
      throw nodeError(RangeError, 'ERR_BUFFER_OUT_OF_BOUNDS', '"offset" is outside of buffer bounds');
    }
    const room = Math.min(bytes.length - at, indexOr(length, bytes.length - at));
    return room === 0 ? 0 : writer(bytes, text, at, room);
  };
}

function compareBytes(a: Uint8Array, b: Uint8Array): -1 | 0 | 1 {
  const common = Math.min(a.length, b.length);
  for (let i = 0; i < common; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return a.length === b.length ? 0 : a.length < b.length ? -1 : 1;
}

function compareOffset(
  source: unknown,
  target: unknown,
  targetStart: unknown,
  sourceStart: unknown,
  targetEnd: unknown,
  sourceEnd: unknown,
): -1 | 0 | 1 {
  const a = bytesOf(source);
  const b = bytesOf(target);
  const bStart = indexOr(targetStart, 0);
  const aStart = indexOr(sourceStart, 0);
  const bEnd = indexOr(targetEnd, b.length);
  const aEnd = indexOr(sourceEnd, a.length);
  if (aStart > a.length) throw outOfRange('The value of "sourceStart" is out of range.');
  if (bStart > b.length) throw outOfRange('The value of "targetStart" is out of range.');
  return compareBytes(
    window(a, aStart, Math.min(aEnd, a.length)),
    window(b, bStart, Math.min(bEnd, b.length)),
  );
}

/** `undefined` when done; -1 when the value has no bytes, -2 when the range is outside (lib throws both). */
function fill(
  buffer: unknown,
  value: unknown,
  start: unknown,
  end: unknown,
  encoding?: unknown,
): -1 | -2 | undefined {
  const bytes = bytesOf(buffer);
  const from = indexOr(start, 0);
  const to = indexOr(end, 0);
  if (from > to || to > bytes.length) return -2;
  const length = to - from;
  if (typeof value !== 'string' && !ArrayBuffer.isView(value)) {
    fillBytes(bytes, Number(value) & 255, from, to);
    return undefined;
  }
  const pattern = typeof value === 'string' ? patternOf(value, encoding, length) : bytesOf(value);
  if (pattern.length === 0) return length === 0 ? undefined : -1;
  let filled = Math.min(pattern.length, length);
  bytes.set(window(pattern, 0, filled), from);
  while (filled < length) {
    const count = Math.min(filled, length - filled);
    bytes.copyWithin(from + filled, from, from + count);
    filled += count;
  }
  return undefined;
}

function patternOf(text: string, encoding: unknown, length: number): Uint8Array {
  const writer = writerOf(encoding);
  if (writer === writeUtf8) return utf8Bytes(text);
  // Two-byte characters are cut when the range ends inside one; the others write what fits.
  const bytes = new Uint8Array(writer === writeUtf16 ? text.length * 2 : length);
  return bytes.subarray(0, writer(bytes, text, 0, bytes.length));
}

function writerOf(encoding: unknown): Writer {
  switch (String(encoding).toLowerCase()) {
    case 'ucs2':
    case 'ucs-2':
    case 'utf16le':
    case 'utf-16le':
      return writeUtf16;
    case 'latin1':
    case 'binary':
    case 'ascii':
      return writeLatin1;
    case 'hex':
      return writeHex;
    case 'base64':
    case 'base64url':
      return writeBase64;
    default:
      return writeUtf8;
  }
}

function search(
  buffer: unknown,
  needle: Uint8Array,
  offset: number,
  encoding: number,
  forward: boolean,
  end: number,
  evenHaystack: boolean,
): number {
  const bytes = bytesOf(buffer);
  const wide = encoding === UTF16LE;
  // A negative offset counts from the buffer's own end, not from the end of the search range.
  const start = searchStart(evenHaystack ? bytes.length & ~1 : bytes.length, offset, needle.length, forward);
  const range = rangeEnd(bytes, end);
  const length = wide ? range & ~1 : range;
  if (needle.length === 0) return Math.min(start, length);
  if (length === 0 || start < 0 || needle.length > length) return -1;
  if (forward && start + needle.length > length) return -1;
  if (!wide) return searchBytes(bytes, length, needle, start, forward, 1);
  if (needle.length < 2) return -1;
  return searchBytes(bytes, length, window(needle, 0, needle.length & ~1), start, forward, 2);
}

function rangeEnd(bytes: Uint8Array, end: number): number {
  return Math.min(bytes.length, Math.max(0, Math.trunc(end)));
}

function needleOf(text: string, encoding: number): Uint8Array {
  if (encoding === UTF8) return utf8Bytes(text);
  const bytes = new Uint8Array(encoding === UTF16LE ? text.length * 2 : text.length);
  (encoding === UTF16LE ? writeUtf16 : writeLatin1)(bytes, text, 0, bytes.length);
  return bytes;
}

function indexOfNumber(
  buffer: unknown,
  value: number,
  offset: number,
  forward: boolean,
  end: number,
): number {
  const bytes = bytesOf(buffer);
  const length = rangeEnd(bytes, end);
  const start = searchStart(bytes.length, offset, 1, forward);
  if (start < 0 || length === 0) return -1;
  if (!forward) return lastIndexOfByte(bytes, value & 255, Math.min(start, length - 1));
  const at = indexOfByte(bytes, value & 255, start);
  return at < length ? at : -1;
}

function swap(size: 2 | 4 | 8) {
  return (buffer: unknown): unknown => {
    const bytes = bytesOf(buffer);
    for (let at = 0; at + size <= bytes.length; at += size) {
      for (let low = at, high = at + size - 1; low < high; low++, high--) {
        const held = bytes[low] as number;
        bytes[low] = bytes[high] as number;
        bytes[high] = held;
      }
    }
    return buffer;
  };
}

function isUtf8(value: ArrayBufferLike | ArrayBufferView): boolean {
  try {
    fatalDecoder.decode(bytesOfAny(value) as Uint8Array<ArrayBuffer>);
    return true;
  } catch {
    return false;
  }
}

export function createBufferBinding(): Record<string, unknown> {
  return {
    // V8's limits on 64 bit: lib reports them, the engine enforces its own.
    kMaxLength: Number.MAX_SAFE_INTEGER,
    kStringMaxLength: 536870888,
    setBufferPrototype,
    // Detach keys keep pooled memory from being transferred; the platform has none, lib's own mark does that.
    setDetachKey() {},
    createUnsafeArrayBuffer: (size: number) => new ArrayBuffer(size),
    atob,
    btoa,
    byteLengthUtf8: utf8Length,
    compare: (a: unknown, b: unknown) => compareBytes(bytesOf(a), bytesOf(b)),
    compareOffset,
    copy(source: unknown, target: unknown, targetStart: number, sourceStart: number, count: number): number {
      bytesOf(target).set(window(bytesOf(source), sourceStart, sourceStart + count), targetStart);
      return count;
    },
    copyArrayBuffer(
      target: ArrayBuffer,
      targetOffset: number,
      source: ArrayBuffer,
      sourceOffset: number,
      count: number,
    ): void {
      new Uint8Array(target, targetOffset, count).set(new Uint8Array(source, sourceOffset, count));
    },
    fill,
    indexOfBuffer(b: unknown, v: unknown, offset: number, encoding: number, forward: boolean, end: number) {
      return search(b, bytesOf(v), offset, encoding, forward, end, false);
    },
    indexOfNumber,
    indexOfString(b: unknown, v: string, offset: number, encoding: number, forward: boolean, end: number) {
      return search(b, needleOf(v, encoding), offset, encoding, forward, end, encoding === UTF16LE);
    },
    isAscii: (value: ArrayBufferLike | ArrayBufferView) => bytesOfAny(value).every((byte) => byte < 0x80),
    isUtf8,
    swap16: swap(2),
    swap32: swap(4),
    swap64: swap(8),
    asciiSlice: slice(decodeAscii),
    base64Slice: slice(encodeBase64),
    base64urlSlice: slice((bytes, start, end) => encodeBase64(bytes, start, end, true)),
    hexSlice: slice(encodeHex),
    latin1Slice: slice(decodeLatin1),
    ucs2Slice: slice(decodeUtf16),
    utf8Slice: slice(decodeUtf8),
    asciiWriteStatic: write(writeLatin1),
    base64Write: write(writeBase64),
    base64urlWrite: write(writeBase64),
    hexWrite: write(writeHex),
    latin1WriteStatic: write(writeLatin1),
    ucs2Write: write(writeUtf16),
    utf8WriteStatic: write(writeUtf8),
  };
}
