/** The bench as the server draws it: everything at its beginning, nothing that runs. */
import { signal } from '@preact/signals';
import type { StepData } from '../course/types.ts';
import { createBench } from './bench.ts';
import type { BenchPage } from './page.ts';
import type { Saved, Settings, Workspace } from './project/types.ts';

const never = <T>(): Promise<T> => new Promise(() => undefined);

export function staticPage(step: StepData): BenchPage {
  const settings: Settings = { restartOnChange: true, fontSize: 13.5, wordWrap: false, layout: {} };
  const workspace: Workspace = {
    saved: signal<Saved>({ state: 'idle' }),
    progress: signal({}),
    settings: signal(settings),
    openProject: never,
    recordVerdict: () => undefined,
    updateSettings: () => undefined,
    exportAll: never,
    importAll: never,
    flush: never,
    dispose: () => undefined,
  };
  const bench = createBench(step, {
    workspace,
    loadContainerRoom: never,
    sync: () => {
      throw new Error('There is no container on the server.');
    },
    layoutMemory: { read: () => null, write: () => undefined },
    clock: { now: () => 0, after: () => ({ dispose: () => undefined }) },
    mark: () => undefined,
  });
  return {
    bench,
    mounting: { failure: signal(null), start: async () => undefined, dispose: () => undefined },
    offline: null,
    dispose: () => bench.dispose(),
  };
}
