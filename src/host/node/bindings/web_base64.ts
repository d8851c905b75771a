/** `atob` and `btoa` as the WHATWG defines them, with the result codes that `lib/buffer.js` turns into errors. */
import { decodeLatin1, encodeBase64 } from './decode.ts';
import { writeBase64, writeLatin1 } from './encode.ts';

const LONE_CHARACTER = -1;
const INVALID_CHARACTER = -2;

/** The decoded binary string, -2 for an invalid character, -1 when a single character is left over. */
export function atob(input: string): string | -1 | -2 {
  let text = input.replace(/[\t\n\f\r ]+/g, '');
  if (text.length % 4 === 0) text = text.replace(/={1,2}$/, '');
  if (/[^A-Za-z0-9+/]/.test(text)) return INVALID_CHARACTER;
  if (text.length % 4 === 1) return LONE_CHARACTER;
  const bytes = new Uint8Array((text.length * 3) >>> 2);
  return decodeLatin1(bytes, 0, writeBase64(bytes, text, 0, bytes.length));
}

/** The base64 of a binary string, or -1 when it has a character above U+00FF. */
export function btoa(input: string): string | -1 {
  for (let i = 0; i < input.length; i++) if (input.charCodeAt(i) > 0xff) return -1;
  const bytes = new Uint8Array(input.length);
  writeLatin1(bytes, input, 0, bytes.length);
  return encodeBase64(bytes, 0, bytes.length);
}
