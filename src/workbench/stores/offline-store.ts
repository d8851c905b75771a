/** Whether the site would work without the network now, as its service worker says. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Disposable } from '../../container/types.ts';

export type OfflineState =
  /** No service worker here, or it has not said anything yet. */
  { phase: 'unknown' } | { phase: 'keeping'; done: number; total: number } | { phase: 'ready' };

export interface OfflineStore extends Disposable {
  readonly state: ReadonlySignal<OfflineState>;
}

/** @param listen calls back with each message of the service worker; absent where there is none. */
export function createOfflineStore(listen: (message: (data: unknown) => void) => Disposable): OfflineStore {
  const state = signal<OfflineState>({ phase: 'unknown' });
  const listening = listen((data) => {
    if (typeof data !== 'object' || data === null || !('type' in data)) return;
    if (data.type === 'offline-ready') state.value = { phase: 'ready' };
    if (data.type === 'offline-progress' && 'done' in data && 'total' in data) {
      const { done, total } = data;
      if (typeof done === 'number' && typeof total === 'number')
        state.value = { phase: 'keeping', done, total };
    }
  });
  return { state, dispose: () => listening.dispose() };
}
