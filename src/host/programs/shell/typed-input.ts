// biome-ignore-all lint/suspicious/noControlCharactersInRegex: a terminal speaks in control characters.
import type { ChildProcess } from 'node:child_process';
import { graphemes } from './editor/line.ts';
import { widthOf } from './editor/screen.ts';

interface Terminal {
  echo(text: string): void;
  interrupt(): void;
  /** The program that reads what is typed, if one does now. */
  reader(): ChildProcess | null;
}

/**
 * What is typed while a line runs, as a terminal in its usual mode handles it: characters are echoed and
 * collected, Backspace takes one back, Enter hands the row to the program, Ctrl-D ends its input, Ctrl-C
 * interrupts. (The terminal itself stays in raw mode all the time, so the shell is the one who does this.)
 */
export class ForwardedInput {
  readonly #terminal: Terminal;
  #row = '';
  /** Complete rows that no program has taken. */
  #ahead = '';
  /** Ctrl-D was pressed, and nobody has read that far. */
  #endAhead = false;
  #waiting: ((bytes: Uint8Array) => void) | null = null;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  type(text: string): void {
    for (const char of text.replace(SEQUENCES, '').replace(/\r\n?/g, '\n')) {
      if (char === '\x03') this.#interrupt();
      else if (char === '\x04') this.#end();
      else if (char === '\n') {
        this.#terminal.echo('\r\n');
        this.#send(`${this.#row}\n`);
        this.#row = '';
      } else if (char === '\x7f' || char === '\b') this.#erase();
      else if (char >= ' ' || char === '\t') {
        this.#terminal.echo(char);
        this.#row += char;
      }
    }
  }

  /** All that is typed until Ctrl-D (or Ctrl-C), for a command of the shell itself. */
  readAll(): Promise<Uint8Array> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
      if (this.#endAhead) this.#answer();
    });
  }

  /** @returns what was typed and not taken */
  dispose(): string {
    return this.#ahead + this.#row;
  }

  #send(text: string): void {
    const reader = this.#terminal.reader();
    if (reader?.stdin && !this.#waiting) reader.stdin.write(text);
    else this.#ahead += text;
  }

  #end(): void {
    if (this.#row) {
      this.#send(this.#row);
      this.#row = '';
      return;
    }
    const reader = this.#terminal.reader();
    if (this.#waiting) this.#answer();
    else if (reader) reader.stdin?.end();
    else this.#endAhead = true;
  }

  #interrupt(): void {
    this.#terminal.echo('^C');
    this.#row = '';
    this.#ahead = '';
    if (this.#waiting) this.#answer();
    this.#terminal.interrupt();
  }

  #answer(): void {
    this.#waiting?.(Buffer.from(this.#ahead));
    this.#waiting = null;
    this.#ahead = '';
    this.#endAhead = false;
  }

  #erase(): void {
    const last = [...graphemes(this.#row)].at(-1);
    if (!last) return;
    this.#row = this.#row.slice(0, last.index);
    this.#terminal.echo('\b \b'.repeat(widthOf(last.segment)));
  }
}

/** Arrow keys and the like mean nothing to a program that reads rows. */
const SEQUENCES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|O[ -~])/g;
