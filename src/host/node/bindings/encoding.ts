/** The `encoding_binding`: what `lib/internal/encoding.js` and `lib/url.js` need of UTF-8 and of IDNA. */
import { bytesOfAny } from './bytes.ts';
import { utf8Bytes } from './encode.ts';
import { toAscii, toUnicode } from './idna.ts';
import { invalidArgType, nodeError } from './node_error.ts';

type Utf8Decoder = { decode(bytes: Uint8Array<ArrayBuffer>): string };

// Of the platform, taken before lib puts its own classes on globalThis.
const encoder = new TextEncoder();
const decoders: Utf8Decoder[] = [false, true].flatMap((ignoreBOM) =>
  [false, true].map((fatal) => new TextDecoder('utf-8', { ignoreBOM, fatal })),
);

function decodeUTF8(source: unknown, ignoreBom?: boolean, fatal?: boolean): string {
  if (!ArrayBuffer.isView(source) && !isAnyArrayBuffer(source)) {
    throw invalidArgType(
      'The "list" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView.',
    );
  }
  const decoder = decoders[(ignoreBom ? 2 : 0) + (fatal ? 1 : 0)] as Utf8Decoder;
  try {
    return decoder.decode(bytesOfAny(source) as Uint8Array<ArrayBuffer>);
  } catch {
    throw nodeError(
      TypeError,
      'ERR_ENCODING_INVALID_ENCODED_DATA',
      'The encoded data was not valid for encoding utf-8',
    );
  }
}

function isAnyArrayBuffer(value: unknown): value is ArrayBufferLike {
  return (
    value instanceof ArrayBuffer ||
    (typeof SharedArrayBuffer !== 'undefined' && value instanceof SharedArrayBuffer)
  );
}

export function createEncodingBinding(): Record<string, unknown> {
  /** [UTF-16 units read, bytes written] of the last `encodeInto`. */
  const encodeIntoResults = new Uint32Array(2);
  return {
    encodeIntoResults,
    encodeInto(source: string, target: Uint8Array<ArrayBuffer>): void {
      const { read, written } = encoder.encodeInto(source, target);
      encodeIntoResults[0] = read;
      encodeIntoResults[1] = written;
    },
    encodeUtf8String: utf8Bytes,
    decodeUTF8,
    toASCII: toAscii,
    toUnicode,
  };
}
