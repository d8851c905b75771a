/**
 * The native part of `lib/string_decoder.js`: `decode` and `flush` over a 7-byte state that lib allocates.
 * Bytes of an unfinished character wait in the state; semantics are those of `src/string_decoder.cc`.
 */
import { bytesOf, window } from './bytes.ts';
import { decodeAscii, decodeLatin1, decodeUtf8, decodeUtf16, encodeBase64, encodeHex } from './decode.ts';
import { invalidArgType } from './node_error.ts';

/** Index = the encoding's number everywhere in Node; `internal/util` builds its `encodingsMap` from it. */
const encodings = ['ascii', 'utf8', 'base64', 'utf16le', 'latin1', 'hex', 'buffer', 'base64url'] as const;
type Encoding = (typeof encodings)[number];

/** State layout: four bytes of an unfinished character, then these. */
const MISSING = 4;
const BUFFERED = 5;
const ENCODING = 6;
const SIZE = 7;

function text(encoding: Encoding, bytes: Uint8Array, start: number, end: number): string {
  if (start === end) return '';
  switch (encoding) {
    case 'utf8':
      return decodeUtf8(bytes, start, end);
    case 'utf16le':
      return decodeUtf16(bytes, start, end);
    case 'base64':
      return encodeBase64(bytes, start, end);
    case 'base64url':
      return encodeBase64(bytes, start, end, true);
    case 'ascii':
      return decodeAscii(bytes, start, end);
    case 'hex':
      return encodeHex(bytes, start, end);
    case 'latin1':
    case 'buffer':
      return decodeLatin1(bytes, start, end);
    default:
      return encoding satisfies never;
  }
}

function encodingOf(state: Uint8Array): Encoding {
  return encodings[state[ENCODING] as number] ?? 'latin1';
}

/** How many bytes at the end belong to a character that is not complete, and how many more it needs. */
function unfinished(encoding: Encoding, bytes: Uint8Array, start: number): { held: number; missing: number } {
  const length = bytes.length - start;
  const last = bytes[bytes.length - 1] as number;
  switch (encoding) {
    case 'utf8':
      return last < 0x80 ? NOTHING : unfinishedUtf8(bytes, start);
    case 'utf16le':
      if (length % 2 === 1) return { held: 1, missing: 1 };
      return (last & 0xfc) === 0xd8 ? { held: 2, missing: 2 } : NOTHING;
    case 'base64':
    case 'base64url':
      return length % 3 === 0 ? NOTHING : { held: length % 3, missing: 3 - (length % 3) };
    default:
      return NOTHING;
  }
}

const NOTHING = { held: 0, missing: 0 };

function unfinishedUtf8(bytes: Uint8Array, start: number): { held: number; missing: number } {
  for (let held = 1; held <= Math.min(4, bytes.length - start); held++) {
    const byte = bytes[bytes.length - held] as number;
    if ((byte & 0xc0) === 0x80) continue;
    const size = (byte & 0xe0) === 0xc0 ? 2 : (byte & 0xf0) === 0xe0 ? 3 : (byte & 0xf8) === 0xf0 ? 4 : 0;
    return held < size ? { held, missing: size - held } : NOTHING;
  }
  return NOTHING;
}

function decode(state: Uint8Array, chunk: unknown): string {
  if (!ArrayBuffer.isView(chunk)) {
    throw invalidArgType('The "buf" argument must be an instance of Buffer, TypedArray, or DataView.');
  }
  const bytes = bytesOf(chunk);
  const encoding = encodingOf(state);
  let at = 0;
  let prefix = '';
  const missing = state[MISSING] as number;
  if (missing > 0) {
    const buffered = state[BUFFERED] as number;
    let take = Math.min(missing, bytes.length);
    let broken = false;
    if (encoding === 'utf8') {
      // A byte that cannot continue the character ends it: what is held becomes U+FFFD, the byte starts anew.
      for (let i = 0; i < take; i++) {
        if (((bytes[i] as number) & 0xc0) === 0x80) continue;
        take = i;
        broken = true;
      }
    }
    state.set(window(bytes, 0, take), buffered);
    at = take;
    state[BUFFERED] = buffered + take;
    state[MISSING] = broken ? 0 : missing - take;
    if (state[MISSING] === 0) {
      prefix = text(encoding, state, 0, buffered + take);
      state[BUFFERED] = 0;
    }
  }
  return at === bytes.length ? prefix : prefix + decodeWhole(state, encoding, bytes, at);
}

function decodeWhole(state: Uint8Array, encoding: Encoding, bytes: Uint8Array, start: number): string {
  const { held, missing } = unfinished(encoding, bytes, start);
  const end = bytes.length - held;
  state.set(window(bytes, end, bytes.length), 0);
  state[BUFFERED] = held;
  state[MISSING] = missing;
  return text(encoding, bytes, start, end);
}

function flush(state: Uint8Array): string {
  const encoding = encodingOf(state);
  let held = state[BUFFERED] as number;
  if (encoding === 'utf16le' && held % 2 === 1) held -= 1;
  state[BUFFERED] = 0;
  state[MISSING] = 0;
  return text(encoding, state, 0, held);
}

export function createStringDecoderBinding(): Record<string, unknown> {
  return {
    encodings: [...encodings],
    kIncompleteCharactersStart: 0,
    kIncompleteCharactersEnd: 4,
    kMissingBytes: MISSING,
    kBufferedBytes: BUFFERED,
    kEncodingField: ENCODING,
    kNumFields: SIZE,
    kSize: SIZE,
    decode,
    flush,
  };
}
