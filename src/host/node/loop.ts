import { type Bells, BusyPoll, NO_BELLS } from './busy_poll.ts';
import { native } from './native.ts';

/** What the loop tells the rest of the runtime. */
export interface LoopHooks {
  /** An error nobody caught; returns when it was handled, or ends the process. */
  uncaught(error: unknown): void;
  /** Runs `process.nextTick` callbacks; set once the library is up. */
  drainTicks(): void;
  /** Nothing keeps the process alive any more. */
  idle(): void;
}

/** Promise callbacks waited for before the loop is taken to be idle. */
const IDLE_HOPS = 8;

/**
 * The event loop over the worker's own: every callback from outside (a message, a timer) is one
 * {@link turn}, after which ticks run before promise callbacks, as in Node ("The Node.js Event Loop").
 * The process lives while something holds a reference, as libuv's handles and requests do.
 */
export class EventLoop {
  hooks: LoopHooks = { uncaught: (error) => native.console.error(error), drainTicks() {}, idle() {} };
  /** True while synchronous code of a turn runs: ticks queued now are drained at its end. */
  inTurn = false;
  #references = 0;
  #stopped = false;
  #idleCheckQueued = false;
  readonly #soon: (() => void)[] = [];
  readonly #channel = new native.MessageChannel();

  readonly busyPoll: BusyPoll;

  constructor(bells: Bells = NO_BELLS) {
    this.busyPoll = new BusyPoll(bells);
    this.#channel.port2.onmessage = () => this.#runSoon();
  }

  /** Counts how often something has begun to keep the process alive. */
  begun = 0;

  ref(): void {
    this.#references++;
    this.begun++;
  }

  unref(): void {
    this.#references--;
    if (this.#references === 0) this.#queueIdleCheck();
  }

  get alive(): boolean {
    return this.#references > 0;
  }

  /** Runs `fn` as one turn: errors go to the process, ticks run after it. */
  turn(fn: () => void): void {
    if (this.#stopped) return;
    if (this.inTurn) return fn();
    this.inTurn = true;
    try {
      fn();
    } catch (error) {
      this.hooks.uncaught(error);
    }
    this.#drain();
    this.inTurn = false;
  }

  /** Runs `fn` in a turn of its own after what is already queued; holds the process alive until then. */
  enqueue(fn: () => void): void {
    this.ref();
    this.#post(() => {
      this.unref();
      this.turn(fn);
    });
  }

  /** As {@link enqueue}, for machinery that must not keep the process alive. */
  enqueueUnref(fn: () => void): void {
    this.#post(() => this.turn(fn));
  }

  /** Ticks queued by a promise callback: they run after the promise callbacks queued so far. */
  drainAfterMicrotasks(): void {
    native.queueMicrotask(() => {
      if (this.#stopped || this.inTurn) return;
      this.inTurn = true;
      this.#drain();
      this.inTurn = false;
    });
  }

  /** No callback runs any more. */
  stop(): void {
    this.#stopped = true;
  }

  /** Looks again whether the process has anything left to do. */
  checkIdle(): void {
    if (this.#references === 0) this.#queueIdleCheck();
  }

  #drain(): void {
    for (;;) {
      try {
        this.hooks.drainTicks();
        return;
      } catch (error) {
        this.hooks.uncaught(error);
        if (this.#stopped) return;
      }
    }
  }

  #post(fn: () => void): void {
    this.#soon.push(fn);
    if (this.#soon.length === 1) this.#channel.port1.postMessage(null);
  }

  /** One callback for each message: its promise callbacks must run before the next one. */
  #runSoon(): void {
    const fn = this.#soon.shift();
    if (this.#soon.length > 0) this.#channel.port1.postMessage(null);
    fn?.();
  }

  /** A message costs a wake-up: first see whether promise callbacks find something to do (a next request, say). */
  #queueIdleCheck(): void {
    if (this.#idleCheckQueued || this.#stopped) return;
    this.#idleCheckQueued = true;
    let hops = IDLE_HOPS;
    const look = (): void => {
      if (this.#references > 0) this.#idleCheckQueued = false;
      else if (hops-- > 0) native.queueMicrotask(look);
      else {
        this.#post(() => {
          this.#idleCheckQueued = false;
          if (this.#references === 0 && !this.#stopped) this.hooks.idle();
        });
      }
    };
    native.queueMicrotask(look);
  }
}
