import { homedir } from 'node:os';
import process from 'node:process';
import { type Completion, commonPrefix, complete } from './complete.ts';
import { decodeKeys, type Key, type KeyState, NO_KEYS } from './editor/keys.ts';
import { applyKey, emptyLine, insert, type LineState, remember } from './editor/line.ts';
import { BLANK, draw, leaveLine, reflowed, type Screen } from './editor/screen.ts';
import { Session } from './session.ts';
import { print } from './streams.ts';
import { ForwardedInput } from './typed-input.ts';
import { isUnfinished } from './unfinished.ts';

/** The terminal marks what is pasted, so that a pasted line feed does not run the line. */
const PASTE_ON = '\x1b[?2004h';
const PASTE_OFF = '\x1b[?2004l';

/** The prompt, the line editor and the programs in front of the terminal. Resolves with the exit code. */
export function runInteractive(): Promise<number> {
  return new Promise((resolve) => new InteractiveShell(resolve).start());
}

type Mode =
  | { phase: 'editing' }
  /** Keys wait until Tab has its answer. */
  | { phase: 'completing' }
  | { phase: 'running'; input: ForwardedInput }
  | { phase: 'left' };

class InteractiveShell {
  readonly #leave: (code: number) => void;
  readonly #session: Session;
  #history: readonly string[] = [];
  #mode: Mode = { phase: 'editing' };
  #keys: KeyState = NO_KEYS;
  #queue: Key[] = [];
  #line: LineState = emptyLine([]);
  #screen: Screen = BLANK;

  constructor(leave: (code: number) => void) {
    this.#leave = leave;
    const shell = this;
    this.#session = new Session({
      cwd: process.cwd(),
      env: process.env,
      interactive: true,
      get history() {
        return shell.#history;
      },
      readInput: async () => {
        const { phase, ...mode } = { input: null, ...this.#mode };
        return phase === 'running' && mode.input ? mode.input.readAll() : new Uint8Array();
      },
      print,
    });
  }

  start(): void {
    process.stdin.setRawMode?.(true);
    process.stdin.setEncoding('utf8').on('data', this.#onData).on('end', this.#onEnd).resume();
    process.stdout.on('resize', this.#onResize).on('error', () => {});
    process.on('SIGINT', this.#onInterrupt).on('SIGTERM', this.#onHangup).on('SIGHUP', this.#onHangup);
    this.#beginLine();
  }

  readonly #onData = (chunk: string): void => {
    // What comes behind Enter is for the program that the line has started.
    for (const text of chunk.split(/(?<=\r\n|\r(?!\n)|(?<!\r)\n)/)) {
      if (this.#mode.phase === 'running') {
        this.#mode.input.type(text);
        continue;
      }
      const { keys, state } = decodeKeys(this.#keys, text);
      this.#keys = state;
      this.#queue.push(...keys);
      this.#takeKeys();
    }
  };

  readonly #onEnd = (): void => {
    this.#finish(this.#session.status);
  };

  readonly #onHangup = (): void => {
    this.#session.foreground?.terminate('SIGHUP');
    this.#finish(129);
  };

  readonly #onInterrupt = (): void => {
    this.#session.foreground?.interrupt();
  };

  readonly #onResize = (): void => {
    if (this.#mode.phase !== 'editing') return;
    this.#screen = reflowed(this.#view());
    this.#redraw();
  };

  #takeKeys(): void {
    let changed = false;
    while (this.#mode.phase === 'editing') {
      const key = this.#queue.shift();
      if (!key) break;
      this.#takeKey(key);
      changed = true;
    }
    if (changed && this.#mode.phase === 'editing') this.#redraw();
  }

  #takeKey(key: Key): void {
    const { state, effect } = applyKey(this.#line, key, isUnfinished);
    this.#line = state;
    switch (effect.type) {
      case 'none':
        break;
      case 'submit':
        this.#redraw();
        void this.#run(effect.text);
        break;
      case 'interrupt':
        this.#line = { ...this.#line, cursor: this.#line.text.length };
        this.#redraw();
        this.#write(`^C${leaveLine(this.#screen)}`);
        this.#beginLine();
        break;
      case 'end-of-input':
        this.#write('exit\r\n');
        this.#finish(this.#session.status);
        break;
      case 'clear':
        this.#write('\x1b[H\x1b[2J');
        this.#screen = BLANK;
        break;
      case 'complete':
        void this.#complete(effect.list);
        break;
      default:
        effect satisfies never;
    }
  }

  async #run(text: string): Promise<void> {
    this.#write(`${PASTE_OFF}${leaveLine(this.#screen)}`);
    this.#history = remember(this.#history, text);
    const input = new ForwardedInput({
      echo: (echoed) => this.#write(echoed),
      interrupt: () => this.#session.foreground?.interrupt(),
      reader: () => this.#session.foreground?.reader ?? null,
    });
    this.#mode = { phase: 'running', input };
    const result = text.trim() === '' ? null : await this.#session.run(text);
    if (this.#left()) return;
    if (result?.exited) {
      this.#finish(result.code);
      return;
    }
    this.#mode = { phase: 'editing' };
    // What was typed ahead and read by no program belongs to the next line.
    const { keys, state } = decodeKeys(NO_KEYS, input.dispose());
    this.#keys = state;
    this.#queue.push(...keys);
    if (result) this.#write(freshRow(this.#columns));
    for (const line of this.#session.jobs.reap()) this.#write(`${line}\r\n`);
    this.#beginLine();
    this.#takeKeys();
  }

  async #complete(list: boolean): Promise<void> {
    this.#mode = { phase: 'completing' };
    const before = this.#line.text.slice(0, this.#line.cursor);
    const found = await complete(before, {
      cwd: this.#session.cwd,
      path: this.#session.variable('PATH') ?? '',
      home: this.#session.variable('HOME'),
      commands: this.#session.commandNames,
    }).catch((): Completion => ({ start: before.length, candidates: [] }));
    if (this.#left()) return;
    this.#mode = { phase: 'editing' };
    this.#applyCompletion(before, found, list);
    this.#redraw();
    this.#takeKeys();
  }

  #applyCompletion(before: string, { start, candidates }: Completion, list: boolean): void {
    const [only] = candidates;
    if (!only) return;
    const added =
      candidates.length === 1
        ? only.insert + (only.final ? ' ' : '')
        : commonPrefix(candidates.map((candidate) => candidate.insert));
    const rest = this.#line.text.slice(this.#line.cursor);
    if (added.length > before.length - start || candidates.length === 1) {
      const line = { ...this.#line, text: before.slice(0, start) + rest, cursor: start, tabbed: false };
      this.#line = insert(line, added);
    } else if (list) {
      this.#line = { ...this.#line, cursor: this.#line.text.length };
      this.#redraw();
      const labels = candidates.map((candidate) => candidate.label);
      this.#write(leaveLine(this.#screen) + inColumns(labels, this.#columns));
      this.#screen = BLANK;
      this.#line = { ...this.#line, cursor: before.length };
    }
  }

  #beginLine(): void {
    this.#line = { ...emptyLine(this.#history), killed: this.#line.killed };
    this.#screen = BLANK;
    this.#write(PASTE_ON);
    this.#redraw();
  }

  #redraw(): void {
    const { output, screen } = draw(this.#screen, this.#view());
    this.#write(output);
    this.#screen = screen;
  }

  #view() {
    const { text, cursor, search } = this.#line;
    const prompt = search === null ? this.#prompt() : `(reverse-i-search)\`${search}': `;
    return { prompt, text, cursor, columns: this.#columns };
  }

  /** `~/project $ `, with the exit code of the last command in red when it is not 0. */
  #prompt(): string {
    const home = this.#session.variable('HOME') ?? homedir();
    const { cwd, status } = this.#session;
    const inHome = cwd === home || cwd.startsWith(`${home}/`);
    const folder = inHome && home !== '/' ? `~${cwd.slice(home.length)}` : cwd;
    return `\x1b[34m${folder}\x1b[0m ${status === 0 ? '' : `\x1b[31m${status}\x1b[0m `}$ `;
  }

  get #columns(): number {
    return process.stdout.columns || 80;
  }

  #left(): boolean {
    return this.#mode.phase === 'left';
  }

  #write(text: string): void {
    process.stdout.write(text);
  }

  #finish(code: number): void {
    if (this.#left()) return;
    this.#mode = { phase: 'left' };
    this.#write(PASTE_OFF);
    process.stdin.off('data', this.#onData).off('end', this.#onEnd).pause();
    process.stdin.setRawMode?.(false);
    process.stdout.off('resize', this.#onResize);
    process.off('SIGINT', this.#onInterrupt).off('SIGTERM', this.#onHangup).off('SIGHUP', this.#onHangup);
    this.#session.dispose();
    this.#leave(code);
  }
}

/** Output need not end its row. As many blanks as a row has lead to a fresh one only where it did not. */
function freshRow(columns: number): string {
  return `${' '.repeat(columns)}\r\x1b[J`;
}

function inColumns(labels: readonly string[], columns: number): string {
  const width = Math.max(...labels.map((label) => label.length)) + 2;
  const perRow = Math.max(1, Math.floor(columns / width));
  const rows = Math.ceil(labels.length / perRow);
  let text = '';
  for (let row = 0; row < rows; row++) {
    const cells = labels.filter((_, index) => index % rows === row);
    text += `${cells
      .map((cell) => cell.padEnd(width))
      .join('')
      .trimEnd()}\r\n`;
  }
  return text;
}
