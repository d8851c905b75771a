/** Writes records some time after they changed, all together, and tells whether the browser took them. */
import { type ReadonlySignal, signal } from '@preact/signals';
import { NewerSchema } from './migrate.ts';
import type { WorkspacePorts } from './ports.ts';
import type { Disposable, Saved, WorkFile } from './types.ts';

/** After the last change … */
const QUIET_MS = 250;
/** … and at the latest, for those who never pause. */
const LATEST_MS = 2_000;

export interface SaverOptions {
  ports: Pick<WorkspacePorts, 'store' | 'journal' | 'now' | 'after'>;
  /** All my work, for when it cannot be stored. */
  download(): Promise<WorkFile>;
  onSaved(keys: string[]): void;
}

/** One sentence and what to do, by what the browser said. */
export function refusalSentence(error: unknown): string {
  if (error instanceof NewerSchema) {
    return 'Your work was saved by a newer version of this site, so this page does not touch it. Reload the page; download what you typed here first.';
  }
  switch (error instanceof Error || error instanceof DOMException ? error.name : '') {
    case 'QuotaExceededError':
      return "The browser's storage for this site is full, so your work is not being saved. Download it, then free some space.";
    case 'SecurityError':
      return 'The browser does not let this site store anything, so your work is not being saved. Download it, or allow site data for this page.';
    case 'InvalidStateError':
      return 'The browser has no storage for this window, as in some private windows, so your work is not being saved. Download it before you close the window.';
    case 'TimeoutError':
      return "The browser's storage does not answer, so your work is not being saved. Download it, then reload the page.";
    default: {
      const detail = error instanceof Error && error.message !== '' ? ` (${error.message})` : '';
      return `The browser did not store your work${detail}. Download it to be safe.`;
    }
  }
}

export class Saver implements Disposable {
  readonly #options: SaverOptions;
  readonly #saved = signal<Saved>({ state: 'idle' });
  readonly #dirty = new Map<string, () => unknown>();
  #quiet: Disposable | null = null;
  #latest: Disposable | null = null;
  #writing: Promise<void> = Promise.resolve();
  /** Nothing may be written, for this reason: what is stored is unknown. */
  #closedBy: { error: unknown } | null = null;

  constructor(options: SaverOptions) {
    this.#options = options;
  }

  get saved(): ReadonlySignal<Saved> {
    return this.#saved;
  }

  /** `build` is called when it is written, so that the newest state is. */
  touch(key: string, build: () => unknown): void {
    this.#dirty.set(key, build);
    if (this.#closedBy) {
      this.#refuse(this.#closedBy.error);
      return;
    }
    if (this.#saved.peek().state !== 'refused') this.#saved.value = { state: 'saving' };
    const { after } = this.#options.ports;
    this.#quiet?.dispose();
    this.#quiet = after(QUIET_MS, () => void this.flush());
    this.#latest ??= after(LATEST_MS, () => void this.flush());
  }

  /** What is not stored yet. */
  unsaved(): [key: string, value: unknown][] {
    return [...this.#dirty].map(([key, build]) => [key, build()]);
  }

  /** One write after the other; never rejects. */
  flush(): Promise<void> {
    this.#cancelTimers();
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    if (this.#dirty.size === 0 || this.#closedBy) return;
    const { store, journal, now } = this.#options.ports;
    const taken = new Map(this.#dirty);
    this.#dirty.clear();
    try {
      await store.setMany([...taken].map(([key, build]) => [key, build()]));
    } catch (error) {
      // What changed meanwhile is newer than what could not be written.
      for (const [key, build] of taken) if (!this.#dirty.has(key)) this.#dirty.set(key, build);
      this.#refuse(error);
      return;
    }
    if (this.#dirty.size === 0) {
      journal.clear();
      this.#saved.value = { state: 'saved', at: now() };
    }
    this.#options.onSaved([...taken.keys()]);
  }

  /** The page is going: starts the write, and notes down at once what it may not finish. */
  flushForLeave(): void {
    if (this.#closedBy) return;
    const unsaved = this.unsaved();
    if (unsaved.length > 0) this.#options.ports.journal.write(JSON.stringify(unsaved));
    void this.flush();
  }

  /** From now on nothing is written. */
  closeFor(error: unknown): void {
    this.#closedBy = { error };
    this.#cancelTimers();
    this.#refuse(error);
  }

  #refuse(error: unknown): void {
    this.#saved.value = {
      state: 'refused',
      message: refusalSentence(error),
      download: () => this.#options.download(),
    };
  }

  #cancelTimers(): void {
    this.#quiet?.dispose();
    this.#latest?.dispose();
    this.#quiet = null;
    this.#latest = null;
  }

  dispose(): void {
    this.#cancelTimers();
  }
}
