import type { TerminalSize } from '../protocol.ts';
import type { Sink } from './sink.ts';

/** What a terminal needs to know of a process attached to it. */
export interface TerminalMember {
  readonly pid: number;
  input(data: Uint8Array | null): void;
  resized(size: TerminalSize): void;
  signal(signal: number): void;
}

const SIGINT = 2;
const SIGQUIT = 3;
const SIGWINCH = 28;
const ETX = 3;
const EOT = 4;
const BACKSPACE = 8;
const LF = 10;
const CR = 13;
const FS = 28;
const DEL = 127;
const NAK = 21;
const encoder = new TextEncoder();

/**
 * A terminal and its line discipline (termios(3)): in cooked mode lines are edited and echoed here and
 * Ctrl-C is SIGINT for the foreground processes; in raw mode every key goes to the reader as it is.
 */
export class Terminal {
  size: TerminalSize;
  #raw = false;
  readonly sink: Sink;
  readonly #members: TerminalMember[] = [];
  #readers: TerminalMember[] = [];
  #line = '';
  readonly #decoder = new TextDecoder();
  /** Lines typed while nobody was reading. */
  #typedAhead: (Uint8Array | null)[] = [];

  constructor(size: TerminalSize, sink: Sink) {
    this.size = size;
    this.sink = sink;
  }

  get raw(): boolean {
    return this.#raw;
  }

  /** A line begun before raw mode is readable at once, as in termios(3): what was typed early is not lost. */
  set raw(on: boolean) {
    this.#raw = on;
    if (on && this.#line !== '') this.#flush('');
  }

  attach(member: TerminalMember): void {
    this.#members.push(member);
  }

  detach(member: TerminalMember): void {
    this.#members.splice(this.#members.indexOf(member), 1);
    this.setReading(member, false);
    // A program that died in raw mode must not leave the terminal mute.
    if (this.#members.length <= 1) this.raw = false;
  }

  setReading(member: TerminalMember, reading: boolean): void {
    this.#readers = this.#readers.filter((one) => one !== member);
    if (!reading) return;
    this.#readers.push(member);
    for (const data of this.#typedAhead.splice(0)) member.input(data);
  }

  resize(size: TerminalSize): void {
    this.size = size;
    for (const member of this.#members) {
      member.resized(size);
      member.signal(SIGWINCH);
    }
  }

  /** What was typed. */
  type(data: string | Uint8Array): void {
    if (this.raw) {
      this.#deliver(typeof data === 'string' ? encoder.encode(data) : data.slice());
      return;
    }
    const text = typeof data === 'string' ? data : this.#decoder.decode(data, { stream: true });
    for (const char of text) this.#key(char);
  }

  #key(char: string): void {
    switch (char.codePointAt(0)) {
      case ETX:
        return this.#interrupt('^C', SIGINT);
      case FS:
        return this.#interrupt('^\\', SIGQUIT);
      case EOT:
        if (this.#line === '') this.#deliver(null);
        else this.#flush('');
        return;
      case CR:
      case LF:
        this.#echo('\n');
        return this.#flush('\n');
      case BACKSPACE:
      case DEL:
        if (this.#line === '') return;
        this.#line = [...this.#line].slice(0, -1).join('');
        return this.#echo('\b \b');
      case NAK:
        this.#echo('\b \b'.repeat([...this.#line].length));
        this.#line = '';
        return;
      default:
        this.#line += char;
        this.#echo(char < ' ' ? `^${String.fromCharCode(char.charCodeAt(0) + 64)}` : char);
    }
  }

  #flush(end: string): void {
    const line = this.#line + end;
    this.#line = '';
    this.#deliver(encoder.encode(line));
  }

  #interrupt(shown: string, signal: number): void {
    this.#line = '';
    this.#echo(`${shown}\n`);
    // The leader (a shell) started the others: it goes on when they are interrupted.
    const foreground = this.#members.length > 1 ? this.#members.slice(1) : this.#members;
    for (const member of [...foreground]) member.signal(signal);
  }

  #deliver(data: Uint8Array | null): void {
    const reader = this.#readers.at(-1);
    if (reader) reader.input(data);
    else this.#typedAhead.push(data);
  }

  #echo(text: string): void {
    this.sink.write(encoder.encode(text));
  }
}
