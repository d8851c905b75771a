import { closeSync, openSync, writeSync } from 'node:fs';
import process from 'node:process';
import { CurlFailure } from './failure.ts';

/** Where a response body goes. */
export interface Output {
  /** Shows `{ [5 bytes data]` in `-v`: the data itself is not on the terminal. */
  readonly elsewhere: boolean;
  /** Resolves when the bytes are taken. @throws CurlFailure 23 when they cannot be written */
  write(bytes: Uint8Array): Promise<void>;
  dispose(): void;
}

/** @param file as in `-o`; null and `-` are stdout */
export function openOutput(file: string | null): Output {
  if (file === null || file === '-') return new StdoutOutput();
  return file === '/dev/null' ? new NoOutput() : new FileOutput(file);
}

class StdoutOutput implements Output {
  readonly elsewhere = !process.stdout.isTTY;

  write(bytes: Uint8Array): Promise<void> {
    return print(process.stdout, bytes);
  }

  dispose(): void {}
}

class NoOutput implements Output {
  readonly elsewhere = true;

  async write(): Promise<void> {}

  dispose(): void {}
}

class FileOutput implements Output {
  readonly elsewhere = true;
  readonly #file: string;
  #descriptor: number | null = null;

  constructor(file: string) {
    this.#file = file;
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      this.#descriptor ??= openSync(this.#file, 'w');
      writeSync(this.#descriptor, bytes);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const why = code === 'ENOENT' ? 'No such file or directory' : code;
      process.stderr.write(`Warning: Failed to open the file ${this.#file}: ${why}\n`);
      throw new CurlFailure(23, 'Failure writing output to destination');
    }
  }

  dispose(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }
}

/** Resolves when the stream takes more; a reader that has gone is curl's error 23. */
export function print(stream: NodeJS.WriteStream, bytes: Uint8Array | string): Promise<void> {
  if (bytes.length === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    stream.write(bytes, (error) => {
      if (error) reject(new CurlFailure(23, 'Failure writing output to destination'));
      else resolve();
    });
  });
}
