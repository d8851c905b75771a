// biome-ignore-all lint/suspicious/noControlCharactersInRegex: a terminal is written to in control characters.
import { type ChildProcess, spawn } from 'node:child_process';
import type { Project } from './support.ts';

/**
 * As much of a terminal as the shell's screen output needs: wrapping at the width (a full row leaves the cursor
 * beyond its end until the next character), CR, LF, cursor movement, clearing; colours are dropped.
 */
export class TestScreen {
  readonly #columns: number;
  #rows: string[][] = [[]];
  row = 0;
  column = 0;

  constructor(columns: number) {
    this.#columns = columns;
  }

  /** Rows without blanks at their ends; empty rows at the end are left out. */
  get text(): string {
    return this.#rows
      .map((cells) =>
        Array.from(cells, (cell) => cell ?? ' ')
          .join('')
          .trimEnd(),
      )
      .join('\n')
      .trimEnd();
  }

  write(output: string): void {
    const pattern = /\x1b\[([\d;?]*)([A-Za-z])|\r|\n|\x08|[^\x1b]/gu;
    for (const [all, parameters = '', command] of output.matchAll(pattern)) {
      if (command) this.#control(command, parameters);
      else if (all === '\r') this.column = 0;
      else if (all === '\n') this.#lineFeed();
      else if (all === '\b') this.column = Math.max(0, Math.min(this.column, this.#columns - 1) - 1);
      else this.#put(all);
    }
  }

  #put(char: string): void {
    const width = /[\u3041-\u9fff\uac00-\ud7a3]/.test(char) ? 2 : 1;
    if (this.column + width > this.#columns) {
      this.column = 0;
      this.#lineFeed();
    }
    const cells = this.#cells();
    cells[this.column] = char;
    if (width === 2) cells[this.column + 1] = '';
    this.column += width;
  }

  #control(command: string, parameters: string): void {
    const count = Number(parameters) || 1;
    if (command === 'A') this.row = Math.max(0, this.row - count);
    else if (command === 'B') this.row = Math.min(this.#rows.length - 1, this.row + count);
    else if (command === 'C') this.column = Math.min(this.#columns - 1, this.column + count);
    else if (command === 'J' && parameters === '') {
      this.#cells().length = Math.min(this.#cells().length, this.column);
      this.#rows.length = this.row + 1;
    } else if (command === 'J' && parameters === '2') this.#rows = [[]];
    else if (command === 'H') [this.row, this.column] = [0, 0];
  }

  #lineFeed(): void {
    this.row += 1;
    while (this.#rows.length <= this.row) this.#rows.push([]);
  }

  #cells(): string[] {
    while (this.#rows.length <= this.row) this.#rows.push([]);
    return this.#rows[this.row] ?? [];
  }
}

/** A program on a real pseudo-terminal, made by `script` of util-linux. */
export class Terminal {
  readonly #child: ChildProcess;
  readonly #screen: TestScreen;
  readonly ended: Promise<number>;
  /** Everything that was written, as it came. */
  output = '';
  #wake = () => {};

  constructor(project: Project, command: string, columns = 60) {
    this.#screen = new TestScreen(columns);
    const line = `stty cols ${columns} rows 24; exec ${command}`;
    this.#child = spawn('script', ['-qec', line, '/dev/null'], {
      cwd: project.folder,
      env: { ...project.env, SHELL: '/bin/sh' },
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.output += text;
      this.#screen.write(text);
      this.#wake();
    });
    this.ended = new Promise((resolve) => this.#child.on('close', (code) => resolve(code ?? -1)));
  }

  get screen(): string {
    return this.#screen.text;
  }

  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  /** Resolves with the screen as soon as it matches. */
  async see(expected: RegExp): Promise<string> {
    await this.#until(() => expected.test(this.screen), expected);
    return this.screen;
  }

  /** Resolves when the line that was entered runs: the shell has stopped asking for marked pastes. */
  async running(): Promise<void> {
    await this.#until(() => this.output.endsWith('\x1b[?2004l\r\r\n'), 'the output of a line that runs');
  }

  async #until(reached: () => boolean, expected: unknown): Promise<void> {
    while (!reached()) {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => {
          reject(new Error(`The screen never matched ${expected}. It shows:\n${this.screen}`));
        }, 10_000);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  dispose(): void {
    this.#child.kill('SIGKILL');
  }
}
