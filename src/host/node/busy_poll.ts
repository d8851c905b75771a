import { native } from './native.ts';

/** Memory that all processes of a container share, and which of them this one is. */
export interface Bells {
  /** Null where the page is not cross-origin isolated. */
  bells: SharedArrayBuffer | null;
  id: number;
}

export const NO_BELLS: Bells = { bells: null, id: 0 };

/** Milliseconds between two messages up to which the next one is waited for. */
const NEAR = 2;
/** Milliseconds in which a message that was posted has come for sure. */
const PROMPT = 0.4;
/** Microseconds a process waits awake at most. */
const AWAKE = 100;
/** Milliseconds it then waits for its bell before it sleeps as the browser lets it. */
const ASLEEP = 1;
/** Looks at the bell between two looks at the clock. */
const LOOKS = 64;

/** The word that says until when one process waits awake. */
const TURNSTILE = 0;

/**
 * Waits for the next message of another process when the last ones came in quick succession. A worker
 * that a browser has put to sleep takes longer to wake than most answers take to make; so it first
 * looks out for the message (as SO_BUSY_POLL of socket(7) does for a network card), then waits on shared
 * memory, from where waking is cheap.
 *
 * Each process has a bell in that memory, which others ring after they have posted. Only one process
 * of the container waits awake at a time, so that none takes the processor from one that works. Without
 * shared memory nothing is waited for, and all else is the same.
 */
export class BusyPoll {
  /** Index of this process's bell; null where memory is not shared. */
  readonly bell: number | null = null;
  readonly #words: Int32Array<SharedArrayBuffer> | null = null;
  readonly #channel = new native.MessageChannel();
  #received = 0;
  #lastArrival = 0;
  #queued = false;

  constructor({ bells, id }: Bells) {
    if (!bells) return;
    this.#words = new Int32Array(bells);
    // Two processes may come to share a bell: they wait awake less often.
    this.bell = 1 + (id % (this.#words.length - 1));
    this.#channel.port2.onmessage = () => {
      this.#queued = false;
      this.#wait();
    };
  }

  /** Tells the process of that bell that `times` messages are under way to it. */
  ring(bell: number, times: number): void {
    if (!this.#words || !(bell > TURNSTILE && bell < this.#words.length)) return;
    Atomics.add(this.#words, bell, times);
    Atomics.notify(this.#words, bell);
  }

  /** One message has arrived and been dealt with. */
  arrived(): void {
    if (!this.#words) return;
    const now = native.performance.now();
    const gap = now - this.#lastArrival;
    this.#lastArrival = now;
    const rung = Atomics.load(this.#words, this.bell as number);
    // What was posted would have come by now: the count is wrong, since bells were rung for nothing.
    if (gap > PROMPT && ((rung - this.#received) | 0) > 1) this.#received = rung;
    else this.#received = (this.#received + 1) | 0;
    if (gap > NEAR || this.#queued || ((rung - this.#received) | 0) > 0) return;
    // In a task of its own: promise callbacks of this one come first.
    this.#queued = true;
    this.#channel.port1.postMessage(null);
  }

  #wait(): void {
    const words = this.#words as Int32Array;
    const bell = this.bell as number;
    const rung = Atomics.load(words, bell);
    if (((rung - this.#received) | 0) > 0 || this.#look(rung)) return;
    // The bells of some messages were never rung: their stream was closed before its other end was known.
    if (Atomics.wait(words, bell, rung, ASLEEP) === 'timed-out') this.#received = rung;
  }

  /** True when the bell rang. */
  #look(rung: number): boolean {
    const words = this.#words as Int32Array;
    const bell = this.bell as number;
    const from = microseconds();
    const end = (from + AWAKE) | 0;
    const taken = Atomics.load(words, TURNSTILE);
    const left = (taken - from) | 0;
    if (left > 0 && left <= AWAKE) return false;
    if (Atomics.compareExchange(words, TURNSTILE, taken, end) !== taken) return false;
    for (let now = from; ((end - now) | 0) > 0; now = microseconds()) {
      for (let i = 0; i < LOOKS; i++) {
        if (Atomics.load(words, bell) === rung) continue;
        Atomics.compareExchange(words, TURNSTILE, end, from);
        return true;
      }
    }
    return false;
  }
}

/** The clock that all workers share, cut to 32 bits. */
function microseconds(): number {
  return ((native.performance.timeOrigin + native.performance.now()) * 1000) | 0;
}
