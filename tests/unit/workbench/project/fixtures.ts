import type { Journal, KeyValueStore, WorkspacePorts } from '../../../../src/workbench/project/ports.ts';
import type { ProjectSource } from '../../../../src/workbench/project/types.ts';

export const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** As IndexedDB: values are copies, several writes are one. */
export class MemoryStore implements KeyValueStore {
  readonly data = new Map<string, unknown>();
  writes = 0;
  /** What every write fails with. */
  failure: unknown = null;

  async get(key: string): Promise<unknown> {
    return structuredClone(this.data.get(key));
  }

  async entries(prefix: string): Promise<[string, unknown][]> {
    return structuredClone([...this.data].filter(([key]) => key.startsWith(prefix)));
  }

  async setMany(entries: [string, unknown][]): Promise<void> {
    if (this.failure !== null) throw this.failure;
    this.writes += 1;
    for (const [key, value] of structuredClone(entries)) this.data.set(key, value);
  }
}

/** A browser with tabs that share a store, a channel and a journal; time passes when the test says so. */
export class Browser {
  readonly store = new MemoryStore();
  readonly journal = new Map<object, string>();
  time = 1_000;
  persistAsked = 0;
  readonly #tabs: { hear: (message: unknown) => void; timers: Set<Timer>; hide: Set<() => void> }[] = [];
  #ids = 0;

  tab(store: KeyValueStore = this.store): WorkspacePorts {
    const tab = {
      hear: (_message: unknown) => {},
      timers: new Set<Timer>(),
      hide: new Set<() => void>(),
    };
    this.#tabs.push(tab);
    const journal: Journal = {
      write: (text) => this.journal.set(tab, text),
      clear: () => this.journal.delete(tab),
      takeAll: () => {
        const all = [...this.journal.values()];
        this.journal.clear();
        return all;
      },
    };
    return {
      store,
      journal,
      channel: {
        post: (message) => {
          for (const other of this.#tabs) if (other !== tab) other.hear(structuredClone(message));
        },
        listen: (listener) => {
          tab.hear = listener;
        },
        dispose: () => {
          tab.hear = () => {};
        },
      },
      now: () => this.time,
      newId: () => `id-${++this.#ids}`,
      after: (ms, run) => {
        const timer = { at: this.time + ms, run };
        tab.timers.add(timer);
        return { dispose: () => tab.timers.delete(timer) };
      },
      onHide: (listener) => {
        tab.hide.add(listener);
        return { dispose: () => tab.hide.delete(listener) };
      },
      persist: async () => {
        this.persistAsked += 1;
      },
    };
  }

  async pass(ms: number): Promise<void> {
    this.time += ms;
    for (const { timers } of this.#tabs) {
      for (const timer of [...timers]) {
        if (timer.at > this.time || !timers.delete(timer)) continue;
        timer.run();
      }
    }
    await settle();
  }

  hide(): void {
    for (const { hide } of this.#tabs) for (const listener of hide) listener();
  }
}

interface Timer {
  at: number;
  run: () => void;
}

export const step: ProjectSource = {
  id: '01-one-service/01-http-handler/1-answer',
  hash: 'hash-1',
  files: { 'package.json': '{}', 'src/main.ts': 'start', 'src/old.ts': 'old' },
  solution: { 'src/main.ts': 'solved', 'src/old.ts': null, 'src/new.ts': 'new' },
  checks: { 'checks/answer.test.ts': 'check' },
  open: ['src/main.ts', 'checks/answer.test.ts'],
};

export const solved = { 'package.json': '{}', 'src/main.ts': 'solved', 'src/new.ts': 'new' };
