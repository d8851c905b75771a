/**
 * The line framing of `protocol.ts`, for both ends: pure text, no Node and no browser API.
 *
 * A frame is `prefix + ASCII JSON + "\n"`. It may stand behind a stray print on the same line (a
 * program that wrote without a newline), and a pty may have turned `\n` into `\r\n`.
 */

/** One message as a line. Everything outside printable ASCII is escaped. */
export function encodeFrame(prefix: string, message: unknown): string {
  const json = JSON.stringify(message).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${prefix}${json}\n`;
}

/** What a line turned out to be. `text` is anything that is not ours. */
export type Decoded =
  | { kind: 'message'; message: unknown }
  | { kind: 'broken'; line: string }
  | { kind: 'text'; line: string };

/** Splits a stream of text into lines and finds the frames in it. Feed chunks of any size to `push`. */
export class FrameDecoder {
  readonly #prefix: string;
  #pending = '';

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  push(chunk: string): Decoded[] {
    const lines = (this.#pending + chunk).split('\n');
    this.#pending = lines.pop() ?? '';
    return lines.map((line) => this.#decode(line.endsWith('\r') ? line.slice(0, -1) : line));
  }

  #decode(line: string): Decoded {
    const start = line.indexOf(this.#prefix);
    if (start < 0) return { kind: 'text', line };
    try {
      return { kind: 'message', message: JSON.parse(line.slice(start + this.#prefix.length)) };
    } catch {
      return { kind: 'broken', line: line.slice(start) };
    }
  }
}
