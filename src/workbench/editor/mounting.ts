/**
 * Puts the editor into its place: download, the learner's file, the end of the first paint. It needs the place
 * and the bench, not the components, so that it can go before them.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Disposable } from '../../container/types.ts';
import type { Bench } from '../bench.ts';
import { failureOf } from '../stores/failure.ts';
import { collectEarlyKeys, type EarlyKeys } from './early-keys.ts';
import { loadEditor } from './load.ts';

/** Id of the element that says how the Tab key leaves the editor. */
export const EDITOR_HELP_ID = 'wb-editor-keys';

export interface EditorMounting extends Disposable {
  /** Why the editor is not there. */
  readonly failure: ReadonlySignal<string | null>;
  /** Begins, once; again after a failure. Resolves when it has succeeded or failed. */
  start(host: HTMLElement): Promise<void>;
}

export function createEditorMounting(bench: Bench): EditorMounting {
  const failure = signal<string | null>(null);
  let current: Promise<void> | null = null;
  let early: EarlyKeys | null = null;
  let closed = false;

  const mount = async (host: HTMLElement) => {
    const paint = host.querySelector<HTMLElement>('#first-paint');
    early ??= paint ? collectEarlyKeys(paint) : null;
    const [mountEditor, project] = await Promise.all([loadEditor(), bench.opened]);
    if (closed) return;
    const path = project.active.peek();
    const text = path === null ? null : project.read(path);
    const editor = await mountEditor({
      element: host,
      first: path === null || text === null ? null : { path, text, readOnly: !project.editable(path) },
      wordWrap: bench.workspace.settings.peek().wordWrap,
      describedBy: EDITOR_HELP_ID,
    });
    if (closed) {
      editor.dispose();
      return;
    }
    const typed = early?.take() ?? null;
    paint?.remove();
    bench.editorReady(editor);
    if (typed && path !== null) {
      editor.reveal({ path, line: typed.line, column: typed.column });
      if (typed.text !== '') editor.type(typed.text);
    }
  };

  return {
    failure,
    start(host) {
      if (current && failure.peek() === null) return current;
      failure.value = null;
      current = mount(host).catch((error: unknown) => {
        if (!closed) failure.value = failureOf(error).message;
      });
      return current;
    },
    dispose() {
      closed = true;
    },
  };
}
