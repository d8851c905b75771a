/** The browser's side of the project room: IndexedDB, tabs, page life. */
import { createStore, promisifyRequest, type UseStore } from 'idb-keyval';
import type { Journal, KeyValueStore, TabChannel, WorkspacePorts } from './ports.ts';

const NAME = 'bulkhead';

export function browserPorts(): WorkspacePorts {
  return {
    store: indexedDbStore(),
    channel: tabChannel(),
    journal: localJournal(() => localStorage),
    now: () => Date.now(),
    newId,
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return { dispose: () => clearTimeout(timer) };
    },
    onHide(listener) {
      const hidden = () => {
        if (document.visibilityState === 'hidden') listener();
      };
      document.addEventListener('visibilitychange', hidden);
      window.addEventListener('pagehide', listener);
      return {
        dispose() {
          document.removeEventListener('visibilitychange', hidden);
          window.removeEventListener('pagehide', listener);
        },
      };
    },
    // Not there on a page that is no secure context, such as plain http in a classroom's network.
    persist: async () => navigator.storage?.persist?.(),
  };
}

/** `crypto.randomUUID` is missing where the page is no secure context; `getRandomValues` is not. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

/** Schema: see `records.ts`. */
function indexedDbStore(): KeyValueStore {
  let opened: UseStore | null = null;
  const use = async <T>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => Promise<T>,
  ): Promise<T> => {
    opened ??= createStore(NAME, 'work');
    try {
      return await opened(mode, work);
    } catch (error) {
      // A database that could not be opened stays so for this store; the next call opens it anew.
      opened = null;
      throw error;
    }
  };
  return {
    get: (key) => use('readonly', (store) => promisifyRequest<unknown>(store.get(key))),
    entries: (prefix) =>
      use('readonly', async (store) => {
        const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
        const [keys, values] = await Promise.all([
          promisifyRequest(store.getAllKeys(range)),
          promisifyRequest<unknown[]>(store.getAll(range)),
        ]);
        return keys.map((key, index) => [String(key), values[index]]);
      }),
    setMany: (entries) =>
      use('readwrite', (store) => {
        for (const [key, value] of entries) store.put(value, key);
        return promisifyRequest(store.transaction);
      }),
  };
}

function tabChannel(): TabChannel {
  // Some browsers refuse it together with storage; then tabs do not hear of each other.
  const channel = openChannel();
  return {
    post: (message) => channel?.postMessage(message),
    listen: (listener) => channel?.addEventListener('message', (event) => listener(event.data)),
    dispose: () => channel?.close(),
  };
}

function openChannel(): BroadcastChannel | null {
  try {
    return new BroadcastChannel(NAME);
  } catch {
    return null;
  }
}

const JOURNAL_PREFIX = 'bulkhead:journal:';

/** In `localStorage`, since nothing else is written before a page is gone. */
export function localJournal(storage: () => Storage): Journal {
  const own = JOURNAL_PREFIX + newId();
  const attempt = <T>(work: (storage: Storage) => T, otherwise: T): T => {
    try {
      return work(storage());
    } catch {
      return otherwise;
    }
  };
  return {
    write: (text) => attempt((store) => store.setItem(own, text), undefined),
    clear: () => attempt((store) => store.removeItem(own), undefined),
    takeAll: () =>
      attempt((store) => {
        const keys = Array.from({ length: store.length }, (_, index) => store.key(index)).filter(
          (key) => key?.startsWith(JOURNAL_PREFIX) === true,
        );
        return keys.flatMap((key) => {
          const text = key === null ? null : store.getItem(key);
          if (key !== null) store.removeItem(key);
          return text === null ? [] : [text];
        });
      }, []),
  };
}
