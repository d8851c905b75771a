/** The built lab in a project folder of its own, and programs run in it. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { buildLab, LAB_FOLDER } from '../../../src/lab/build.ts';
import { encodeFrame, FrameDecoder } from '../../../src/lab/frames.ts';
import { FROM_LAB, TO_LAB } from '../../../src/lab/protocol.ts';

const folders: string[] = [];

afterAll(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

const lab = buildLab();

/** A project of these files with the lab mounted; returns its absolute path. */
export async function project(files: Record<string, string>): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'bulkhead-test-')));
  folders.push(folder);
  const all = { 'package.json': '{"type":"module"}', ...files };
  for (const [path, content] of Object.entries(await lab))
    await write(join(folder, LAB_FOLDER, path), content);
  for (const [path, content] of Object.entries(all)) await write(join(folder, path), content);
  return folder;
}

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/** A lab program as the page runs it. */
export class Program<T> {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #messages: T[] = [];
  #waiting: (() => void)[] = [];
  readonly exit: Promise<number | null>;

  constructor(folder: string, program: string, args: string[] = []) {
    this.#child = spawn(process.execPath, [`${LAB_FOLDER}/${program}.js`, ...args], { cwd: folder });
    const decoder = new FrameDecoder(FROM_LAB);
    this.#child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      for (const decoded of decoder.push(chunk)) {
        if (decoded.kind === 'message') this.#messages.push(decoded.message as T);
      }
      for (const wake of this.#waiting.splice(0)) wake();
    });
    this.#child.stderr.resume();
    this.exit = new Promise((resolve) => {
      this.#child.on('close', resolve);
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  send(message: unknown): void {
    this.#child.stdin.write(encodeFrame(TO_LAB, message));
  }

  write(text: string): void {
    this.#child.stdin.write(text);
  }

  closeInput(): void {
    this.#child.stdin.end();
  }

  /** The first message, past or to come, for which `wanted` holds. */
  async first(wanted: (message: T) => boolean): Promise<T> {
    for (;;) {
      const found = this.#messages.find(wanted);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
  }

  /** Every message, once the program has ended. */
  async all(): Promise<T[]> {
    await this.exit;
    return this.#messages;
  }
}
