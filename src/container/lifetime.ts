/** From boot to dispose or failure: a call that is under way when the host goes must not wait for ever. */
import { ContainerClosed, type ContainerError } from './errors.ts';
import type { Disposable } from './types.ts';

type State = { phase: 'open' } | { phase: 'ended'; error: ContainerError };

export class Lifetime {
  #state: State = { phase: 'open' };
  // A set and not one shared promise: a promise raced by every call would keep every result alive.
  readonly #waiting = new Set<(error: ContainerError) => void>();

  get ended(): boolean {
    return this.#state.phase === 'ended';
  }

  /** Runs `work` unless it is over; rejects as soon as it is. */
  guard<T>(work: () => Promise<T>): Promise<T> {
    if (this.#state.phase === 'ended') return Promise.reject(this.#state.error);
    return new Promise<T>((resolve, reject) => {
      this.#waiting.add(reject);
      work()
        .then(resolve, reject)
        .finally(() => this.#waiting.delete(reject));
    });
  }

  /** Calls `listener` once, at once when it is over already. */
  onEnd(listener: (error: ContainerError) => void): Disposable {
    if (this.#state.phase === 'ended') {
      listener(this.#state.error);
      return { dispose() {} };
    }
    this.#waiting.add(listener);
    return { dispose: () => this.#waiting.delete(listener) };
  }

  /** The first reason counts. */
  end(error: ContainerError): void {
    if (this.#state.phase === 'ended') return;
    this.#state = { phase: 'ended', error };
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const tell of waiting) tell(error);
  }

  /** Nobody asked for this end, so it is told to those who listen for errors. */
  get failure(): ContainerError | null {
    if (this.#state.phase === 'open' || this.#state.error instanceof ContainerClosed) return null;
    return this.#state.error;
  }
}
