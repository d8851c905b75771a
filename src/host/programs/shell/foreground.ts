import type { ChildProcess } from 'node:child_process';

/** How long a program may take to end, in ms. */
export interface Patience {
  /** After SIGINT. */
  first: number;
  /** After a second Ctrl-C: only so long that npm, or a shell in between, can kill what it has started. */
  again: number;
}

/** The shell in front of the terminal waits longest, so that whoever is in between acts before it is killed. */
export const AT_TERMINAL: Patience = { first: 2_000, again: 150 };
export const IN_SCRIPT: Patience = { first: 1_400, again: 50 };

/** A terminal may signal a whole group, and the parent hands the signal on as well: that is one key. */
const SAME_KEY = 60;
/** How long the rest of a line may go on after Ctrl-C when no program runs, in ms. */
const WIND_DOWN = 30;

/** What runs in front of the terminal now: one line of the shell and the programs it has started. */
export class Foreground {
  readonly #children = new Set<ChildProcess>();
  readonly #abort = new AbortController();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #patience: Patience;
  #interrupts = 0;
  #last = Number.NEGATIVE_INFINITY;

  constructor(patience: Patience) {
    this.#patience = patience;
  }

  /** Aborted when the shell's own part of the line must stop. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** No further command of this line starts. */
  get interrupted(): boolean {
    return this.#interrupts > 0;
  }

  /** The program that gets what is typed. */
  get reader(): ChildProcess | null {
    for (const child of this.#children) if (child.stdin?.writable) return child;
    return null;
  }

  add(child: ChildProcess): void {
    this.#children.add(child);
    if (this.interrupted) this.#stop(child, this.#patience.first);
  }

  remove(child: ChildProcess): void {
    this.#children.delete(child);
    if (this.interrupted && this.#children.size === 0) this.#windDown();
  }

  /** Ctrl-C: SIGINT to every child; SIGKILL when one does not end, or at once when it is pressed again. */
  interrupt(): void {
    if (performance.now() - this.#last < SAME_KEY) return;
    this.#last = performance.now();
    this.#interrupts += 1;
    const { first, again } = this.#patience;
    for (const child of this.#children) this.#stop(child, this.#interrupts > 1 ? again : first);
    if (this.#children.size === 0) this.#windDown();
  }

  terminate(signal: NodeJS.Signals): void {
    this.#interrupts += 1;
    for (const child of this.#children) child.kill(signal);
    this.#abort.abort();
  }

  dispose(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #stop(child: ChildProcess, patience: number): void {
    child.kill('SIGINT');
    this.#after(patience, () => {
      if (this.#children.has(child)) child.kill('SIGKILL');
    });
  }

  /** The commands that are left refuse to start, so only a loop is still there after a moment. */
  #windDown(): void {
    this.#after(WIND_DOWN, () => {
      if (this.#children.size === 0) this.#abort.abort();
    });
  }

  #after(ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, ms);
    this.#timers.add(timer);
  }
}
