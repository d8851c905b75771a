import type { ByteString } from 'just-bash';
import { latin1FromBytes, unsafeBytesFromLatin1 } from 'just-bash';

/** just-bash's pipes carry strings with one character for each byte. */
export function bytesToLatin1(bytes: Uint8Array): ByteString {
  return unsafeBytesFromLatin1(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'),
  );
}

export function latin1ToBytes(text: ByteString): Uint8Array {
  return Buffer.from(latin1FromBytes(text), 'latin1');
}

/** What a command printed, as the bytes to write. */
export function outputBytes(text: string, kind: 'text' | 'bytes' | undefined, legacy?: 'binary'): Uint8Array {
  return Buffer.from(
    text,
    kind === 'bytes' || (kind === undefined && legacy === 'binary') ? 'latin1' : 'utf8',
  );
}
