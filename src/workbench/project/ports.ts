/** What the project room needs from outside, so that it runs and is tested without a browser. */
import type { Disposable } from './types.ts';

/** Keys are strings, values are plain data (structured clone). Every call may reject. */
export interface KeyValueStore {
  get(key: string): Promise<unknown>;
  /** Those whose key starts with `prefix`. */
  entries(prefix: string): Promise<[key: string, value: unknown][]>;
  /** All or nothing. */
  setMany(entries: [key: string, value: unknown][]): Promise<void>;
}

/** Messages between tabs of this site; a message does not come back to its sender. */
export interface TabChannel extends Disposable {
  post(message: unknown): void;
  listen(listener: (message: unknown) => void): void;
}

/**
 * A small synchronous store for what could not be written any more when the page went away: a browser may
 * drop an IndexedDB transaction of a page that is being left. Never throws; where it is refused it is empty.
 */
export interface Journal {
  /** Replaces what this tab wrote. */
  write(text: string): void;
  /** Forgets what this tab wrote. */
  clear(): void;
  /** What any tab has left behind, and forgets it. */
  takeAll(): string[];
}

export interface WorkspacePorts {
  store: KeyValueStore;
  channel: TabChannel;
  journal: Journal;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Unique over all tabs. */
  newId(): string;
  after(ms: number, run: () => void): Disposable;
  /** The page is being hidden or left: the last moment to save. */
  onHide(listener: () => void): Disposable;
  /** Asks the browser not to evict what is stored. */
  persist(): Promise<unknown>;
}
