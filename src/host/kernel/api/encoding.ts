/** Node's `BufferEncoding` names that the client may pass, without a Buffer in the kernel. */
interface Codec {
  encode(text: string): Uint8Array;
  decode(bytes: Uint8Array): string;
}

const utf8: Codec = {
  encode: (text) => new TextEncoder().encode(text),
  // A byte order mark is content, as for Buffer.
  decode: (bytes) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
};

const latin1: Codec = {
  encode: (text) => Uint8Array.from(text, (char) => char.charCodeAt(0)),
  decode: (bytes) => binaryString(bytes),
};

const ascii: Codec = {
  encode: latin1.encode,
  decode: (bytes) => binaryString(bytes.map((byte) => byte & 0x7f)),
};

const utf16le: Codec = {
  encode(text) {
    const bytes = new Uint8Array(text.length * 2);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), true);
    return bytes;
  },
  decode: (bytes) =>
    new TextDecoder('utf-16le', { ignoreBOM: true }).decode(bytes.subarray(0, bytes.length & ~1)),
};

const base64: Codec = {
  encode: (text) =>
    latin1.encode(
      atob(
        text
          .replaceAll('-', '+')
          .replaceAll('_', '/')
          .replace(/[^A-Za-z0-9+/]/g, ''),
      ),
    ),
  decode: (bytes) => btoa(binaryString(bytes)),
};

const base64url: Codec = {
  encode: base64.encode,
  decode: (bytes) => base64.decode(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
};

const hex: Codec = {
  encode: (text) =>
    Uint8Array.from(text.match(/^(?:[0-9a-f]{2})+/i)?.[0].match(/../g) ?? [], (pair) =>
      Number.parseInt(pair, 16),
    ),
  decode: (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''),
};

const CODECS: Record<string, Codec> = {
  utf8,
  'utf-8': utf8,
  ascii,
  latin1,
  binary: latin1,
  utf16le,
  'utf-16le': utf16le,
  ucs2: utf16le,
  'ucs-2': utf16le,
  base64,
  base64url,
  hex,
};

/** Throws an Error that starts with ERR_INVALID_ARG_VALUE when there is no such encoding. */
export function codecOf(encoding: unknown, syscall: string): Codec {
  const name = typeof encoding === 'string' ? encoding.toLowerCase() : '';
  const codec = Object.hasOwn(CODECS, name) ? CODECS[name] : undefined;
  if (codec !== undefined) return codec;
  const known = Object.keys(CODECS).join(', ');
  throw new Error(
    `ERR_INVALID_ARG_VALUE: ${syscall} does not know the encoding '${String(encoding)}'. Use one of ${known}.`,
  );
}

/** One character for each byte, in pieces, since an argument list has a limit. */
export function binaryString(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

export function fromBinaryString(text: string): Uint8Array {
  return latin1.encode(text);
}
