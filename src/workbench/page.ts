/** A bench in a page, with everything it needs of the browser. */
import type { Disposable } from '../container/types.ts';
import type { StepData } from '../course/types.ts';
import { type Bench, createBench } from './bench.ts';
import { browserBenchPorts, browserOffline, browserWorkspace } from './browser.ts';
import { createEditorMounting, type EditorMounting } from './editor/mounting.ts';
import type { OfflineStore } from './stores/offline-store.ts';

export interface BenchPage extends Disposable {
  readonly bench: Bench;
  readonly mounting: EditorMounting;
  /** Null where there is no browser. */
  readonly offline: OfflineStore | null;
}

/** Reading what was saved begins at once. */
export function openBenchPage(step: StepData): BenchPage {
  const workspace = browserWorkspace();
  const bench = createBench(step, browserBenchPorts(workspace));
  const offline = browserOffline();
  const mounting = createEditorMounting(bench);
  return {
    bench,
    offline,
    mounting,
    dispose() {
      mounting.dispose();
      bench.dispose();
      offline.dispose();
      workspace.dispose();
    },
  };
}
