/** The browser's side of the bench: what it needs from outside, made real. */
import type { BenchPorts } from './bench.ts';
import { markPerformance } from './marks.ts';
import {
  browserPorts,
  openWorkspace,
  recoverMissingChunks,
  syncToContainer,
  type Workspace,
} from './project/index.ts';
import { browserClock } from './stores/clock.ts';
import { LAYOUT_KEY, type LayoutMemory } from './stores/layout-store.ts';
import { createOfflineStore, type OfflineStore } from './stores/offline-store.ts';

export function browserBenchPorts(workspace: Workspace): BenchPorts {
  return {
    workspace,
    loadContainerRoom: () => import('../container/index.ts'),
    sync: (project, container, mounted) => syncToContainer(project, container, { mounted }),
    layoutMemory: localLayoutMemory,
    clock: browserClock,
    mark: markPerformance,
  };
}

export function browserWorkspace(): Workspace {
  const workspace = openWorkspace(browserPorts());
  recoverMissingChunks(workspace);
  return workspace;
}

export function browserOffline(): OfflineStore {
  return createOfflineStore((tell) => {
    const workers = 'serviceWorker' in navigator ? navigator.serviceWorker : null;
    const heard = (event: MessageEvent) => tell(event.data);
    workers?.addEventListener('message', heard);
    workers?.startMessages();
    return { dispose: () => workers?.removeEventListener('message', heard) };
  });
}

/** Refused storage only means that the sizes are forgotten. */
const localLayoutMemory: LayoutMemory = {
  read() {
    try {
      return localStorage.getItem(LAYOUT_KEY);
    } catch {
      return null;
    }
  },
  write(text) {
    try {
      localStorage.setItem(LAYOUT_KEY, text);
    } catch {
      // The sizes hold for this page.
    }
  },
};
