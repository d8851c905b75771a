/** Bytes as people read them: visible line ends, a hex dump, sizes. */

export function base64ToBytes(base64: string): Uint8Array {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

export function textToBase64(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Lenient UTF-8: a byte that is none becomes U+FFFD. */
export function bytesToText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Whether the bytes are text that can be shown as such. */
export function isText(bytes: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      if (code < 32 && code !== 9 && code !== 10 && code !== 13) return false;
    }
    return true;
  } catch {
    return false;
  }
}

export type WireToken = { kind: 'text' | 'control'; text: string };

/** One entry a line; control characters are named (`␍␊` is CR LF) and kept apart from text. */
export function wireLines(bytes: Uint8Array): WireToken[][] {
  const lines: WireToken[][] = [[]];
  let text = '';
  const line = () => lines[lines.length - 1] as WireToken[];
  const flush = () => {
    if (text !== '') line().push({ kind: 'text', text });
    text = '';
  };
  for (const character of bytesToText(bytes)) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 32 && code !== 127) {
      text += character;
      continue;
    }
    flush();
    // U+2400 begins Unicode's pictures of control characters, in their order.
    line().push({ kind: 'control', text: code === 127 ? '␡' : String.fromCodePoint(0x2400 + code) });
    if (code === 10) lines.push([]);
  }
  flush();
  if (line().length === 0) lines.pop();
  return lines;
}

export interface HexRow {
  offset: string;
  hex: string;
  text: string;
}

/** Sixteen bytes a row, as `hexdump -C` prints them. */
export function hexRows(bytes: Uint8Array): HexRow[] {
  const rows: HexRow[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0'));
    rows.push({
      offset: at.toString(16).padStart(8, '0'),
      hex: `${hex.slice(0, 8).join(' ').padEnd(23)}  ${hex.slice(8).join(' ')}`,
      text: row.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join(''),
    });
  }
  return rows;
}

/** `417 bytes`, `12.3 KiB`, `1.0 MiB`. */
export function byteCount(bytes: number): string {
  if (bytes === 1) return '1 byte';
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KiB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

/** `0.42 ms`, `12.3 ms`, `1.20 s`. */
export function duration(ms: number): string {
  if (ms < 1) return `${ms.toFixed(2)} ms`;
  if (ms < 100) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(2)} s`;
}
