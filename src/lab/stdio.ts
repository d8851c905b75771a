/** Frames over this process's own stdio. */
import { encodeFrame, FrameDecoder } from './frames.ts';

/** Writes one message; resolves when the pipe has taken it. */
export function writeFrame(prefix: string, message: unknown): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(encodeFrame(prefix, message), () => resolve());
  });
}

export interface FrameHandlers {
  message(message: unknown): void;
  broken?(line: string): void;
  end?(): void;
}

/**
 * Reads frames from stdin until it ends. In a terminal the input is switched to raw mode, so that
 * no line editing stands between the two ends.
 * Waiting for input keeps this process running until `release` is called; frames are read after that too.
 */
export function readFrames(prefix: string, handlers: FrameHandlers): { release(): void } {
  const { stdin } = process;
  if (stdin.isTTY) stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  const decoder = new FrameDecoder(prefix);
  stdin.on('data', (chunk: string) => {
    for (const decoded of decoder.push(chunk)) {
      if (decoded.kind === 'message') handlers.message(decoded.message);
      else if (decoded.kind === 'broken') handlers.broken?.(decoded.line);
    }
  });
  stdin.on('end', () => handlers.end?.());
  // A vanished reader is an end, not a crash.
  stdin.on('error', () => handlers.end?.());
  process.stdout.on('error', () => handlers.end?.());
  // Every kind of stdin but a file has `unref`.
  return { release: () => (stdin as { unref?(): void }).unref?.() };
}
