/** Messages between the page and a lab program, as lines on its stdio. See `../lab/protocol.ts`. */
import { FROM_LAB, TO_LAB } from '../lab/protocol.ts';

/** A line without a message is kept only so far; a message may be as long as an exchange is. */
const MAX_NOISE = 64 * 1024;
const MAX_FRAME = 16 * 1024 * 1024;

export function encodeFrame(message: object): string {
  const json = JSON.stringify(message).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${TO_LAB}${json}\n`;
}

export interface FrameParser {
  push(chunk: string): void;
  /** The last lines that carried no message, for an error's sentence. */
  readonly noise: readonly string[];
}

/**
 * Finds messages in a stream that may be cut anywhere and may carry other things: a terminal's echo of what
 * we wrote, a stray print, a line that was begun by somebody else. What does not parse is noise.
 */
export function frameParser(onMessage: (message: object) => void): FrameParser {
  let rest = '';
  const noise: string[] = [];

  const addNoise = (line: string) => {
    const text = line.trim();
    if (text === '' || text.includes(TO_LAB) || text.includes('^A>')) return;
    noise.push(text.slice(0, 500));
    if (noise.length > 10) noise.shift();
  };

  const takeLine = (line: string) => {
    // The prefix cannot be inside a message: its control character is escaped there.
    const at = line.lastIndexOf(FROM_LAB);
    const message = at < 0 ? null : parse(line.slice(at + FROM_LAB.length));
    if (message) onMessage(message);
    else addNoise(line);
  };

  return {
    noise,
    push(chunk) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) takeLine(line);
      const limit = rest.includes(FROM_LAB) ? MAX_FRAME : MAX_NOISE;
      if (rest.length > limit) {
        addNoise(rest.slice(-200));
        // A prefix may have been cut in two at the very end.
        rest = rest.slice(-FROM_LAB.length);
      }
    },
  };
}

/** Reads a process's output to its end. Never rejects. */
export async function pump(output: ReadableStream<string>, parser: FrameParser): Promise<void> {
  // A reader and not `for await`: Safari's streams are not async iterable.
  const reader = output.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      parser.push(value);
    }
  } catch {
    // The process is gone; its exit says the rest.
  }
}

function parse(json: string): object | null {
  try {
    const message: unknown = JSON.parse(json);
    return typeof message === 'object' && message !== null && 'type' in message ? message : null;
  } catch {
    return null;
  }
}
