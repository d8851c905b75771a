/**
 * Program output on its way to a terminal that draws slower than programs print.
 *
 * At most {@link MAX_QUEUED} characters wait. When more come, the beginning and the end are kept and the
 * middle is dropped: the first error of a flood and its last line are what people look for.
 */
import type { Disposable } from '../../container/types.ts';

/** Characters that may wait, the kept beginning included. */
export const MAX_QUEUED = 1024 * 1024;
/** Characters of a flood's beginning that are always shown. */
export const KEPT_HEAD = 256 * 1024;
/** Characters given to the terminal in one frame; its parser needs about 5 ms for them. */
export const FRAME_BUDGET = 64 * 1024;

/** A terminal as the queue sees it. `done` is called when the text was parsed. */
export interface OutputSink {
  write(text: string, done: () => void): void;
}

export type FrameScheduler = (run: () => void) => Disposable;

export class OutputQueue {
  #head: string[] = [];
  #headLength = 0;
  #tail: string[] = [];
  #tailStart = 0;
  #tailLength = 0;
  #dropped = 0;
  #droppedNow = 0;
  #wake: (() => void) | null = null;

  /** Lines dropped since the queue was made. */
  get droppedLines(): number {
    return this.#dropped;
  }

  /** Characters that wait. */
  get length(): number {
    return this.#headLength + this.#tailLength;
  }

  push(text: string): void {
    if (text === '') return;
    const straight = this.#tailLength === 0 && this.#droppedNow === 0;
    if (straight && this.#headLength + text.length <= KEPT_HEAD) {
      this.#head.push(text);
      this.#headLength += text.length;
    } else {
      this.#tail.push(text);
      this.#tailLength += text.length;
      this.#trim();
    }
    this.#wake?.();
  }

  /** Up to about `max` characters in order; empty when nothing waits. */
  take(max: number): string {
    const parts: string[] = [];
    let left = max;
    while (left > 0) {
      const text = this.#next(left);
      if (text === null) break;
      parts.push(text);
      left -= text.length;
    }
    return parts.join('');
  }

  clear(): void {
    this.#head = [];
    this.#headLength = 0;
    this.#tail = [];
    this.#tailStart = 0;
    this.#tailLength = 0;
    this.#droppedNow = 0;
  }

  /** Gives what waits to `sink`, one budget a frame, never before it has taken the last one. */
  attach(sink: OutputSink, frame: FrameScheduler): Disposable {
    let scheduled: Disposable | null = null;
    let busy = false;
    let ended = false;
    const pump = () => {
      scheduled = null;
      if (ended || busy) return;
      const text = this.take(FRAME_BUDGET);
      if (text === '') return;
      busy = true;
      sink.write(text, () => {
        busy = false;
        wake();
      });
    };
    const wake = () => {
      if (!ended && !busy && scheduled === null && this.#waiting()) scheduled = frame(pump);
    };
    this.#wake = wake;
    wake();
    return {
      dispose: () => {
        ended = true;
        scheduled?.dispose();
        if (this.#wake === wake) this.#wake = null;
      },
    };
  }

  #waiting(): boolean {
    return this.length > 0 || this.#droppedNow > 0;
  }

  #next(max: number): string | null {
    const head = this.#head[0];
    if (head !== undefined) {
      const [text, rest] = split(head, max);
      if (rest === '') this.#head.shift();
      else this.#head[0] = rest;
      this.#headLength -= text.length;
      return text;
    }
    if (this.#droppedNow > 0) {
      const notice = droppedNotice(this.#droppedNow);
      this.#droppedNow = 0;
      return notice;
    }
    const tail = this.#tail[this.#tailStart];
    if (tail === undefined) return null;
    const [text, rest] = split(tail, max);
    if (rest === '') this.#advance();
    else this.#tail[this.#tailStart] = rest;
    this.#tailLength -= text.length;
    return text;
  }

  #trim(): void {
    const room = MAX_QUEUED - KEPT_HEAD;
    while (this.#tailLength > room) {
      const oldest = this.#tail[this.#tailStart];
      if (oldest === undefined) return;
      const surplus = this.#tailLength - room;
      // A cut in the middle of a chunk goes to the next line end, so that what follows starts on a line.
      const end = oldest.length <= surplus ? oldest.length : lineEnd(oldest, surplus);
      const lost = oldest.slice(0, end);
      if (end === oldest.length) this.#advance();
      else this.#tail[this.#tailStart] = oldest.slice(end);
      this.#tailLength -= lost.length;
      const lines = Math.max(countLines(lost), 1);
      this.#dropped += lines;
      this.#droppedNow += lines;
    }
  }

  #advance(): void {
    this.#tail[this.#tailStart] = '';
    this.#tailStart += 1;
    if (this.#tailStart > 1024 && this.#tailStart * 2 > this.#tail.length) {
      this.#tail = this.#tail.slice(this.#tailStart);
      this.#tailStart = 0;
    }
  }
}

function droppedNotice(lines: number): string {
  const count = lines.toLocaleString('en');
  return `\x1b[0m\r\n\x1b[7m ${count} ${lines === 1 ? 'line' : 'lines'} dropped: the program printed faster than a terminal can show \x1b[0m\r\n`;
}

function split(text: string, max: number): [string, string] {
  if (text.length <= max) return [text, ''];
  // A surrogate pair stays together.
  const code = text.charCodeAt(max - 1);
  const end = code >= 0xd800 && code <= 0xdbff ? max + 1 : max;
  return [text.slice(0, end), text.slice(end)];
}

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline === -1 ? text.length : newline + 1;
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
