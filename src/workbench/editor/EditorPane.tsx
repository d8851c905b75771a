/** The region Editor: open files as tabs, and the editor in place of the server-rendered first paint. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { failureOf } from '../stores/failure.ts';
import { useBench } from '../ui/context.ts';
import { Icon } from '../ui/Icon.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { collectEarlyKeys } from './early-keys.ts';
import { loadEditor } from './load.ts';

const HELP_ID = 'wb-editor-keys';

/** @param children the first paint, on the server. In the page it is there already. */
export function EditorPane({ children }: { children?: ComponentChildren }) {
  const { project, step } = useBench();
  const current = project.value;
  const open = current ? current.open.value : step.open;
  const active = current ? current.active.value : (step.open[0] ?? null);
  return (
    <section class="wb-editor" aria-label="Editor" data-view="editor">
      <div class="wb-editor-head">
        <Tabs
          label="Open files"
          idPrefix="wb-file-"
          class="wb-file-tabs"
          active={active}
          panelId={() => 'wb-editor-panel'}
          tabs={open.map((path) => ({
            id: path,
            name: path.slice(path.lastIndexOf('/') + 1),
            title: current && !current.editable(path) ? `${path}, read-only` : path,
            adornment: current && !current.editable(path) ? <Icon name="lock" /> : undefined,
          }))}
          onChoose={(path) => current?.show(path)}
          onClose={(path) => current?.close(path)}
        />
        {active !== null && (
          <button
            type="button"
            class="wb-icon-button"
            aria-label={`Close ${active}`}
            title={`Close ${active}`}
            onClick={() => current?.close(active)}
          >
            <Icon name="cross" />
          </button>
        )}
      </div>
      <div
        class="wb-editor-panel"
        id="wb-editor-panel"
        role="tabpanel"
        aria-label={active === null ? 'No file' : `File ${active}`}
      >
        <EditorHost>{children}</EditorHost>
        {active === null && <p class="wb-empty">No file is open. Choose one in the tree Files.</p>}
      </div>
      <p id={HELP_ID} class="wb-hidden">
        Tab indents. To leave the editor, press Escape and then Tab, or Shift and Tab. Control M switches what
        Tab does.
      </p>
    </section>
  );
}

function EditorHost({ children }: { children?: ComponentChildren }) {
  const bench = useBench();
  const element = useRef<HTMLDivElement>(null);
  const failure = useSignal<string | null>(null);
  const attempt = useSignal(0);

  useEffect(() => {
    const host = element.current;
    if (!host) return;
    let closed = false;
    const paint = host.querySelector<HTMLElement>('#first-paint');
    const early = paint ? collectEarlyKeys(paint) : null;
    failure.value = null;
    const mount = async () => {
      const [mountEditor, project] = await Promise.all([loadEditor(), bench.opened]);
      if (closed) return;
      const path = project.active.peek();
      const text = path === null ? null : project.read(path);
      const editor = await mountEditor({
        element: host,
        first: path === null || text === null ? null : { path, text, readOnly: !project.editable(path) },
        wordWrap: bench.workspace.settings.peek().wordWrap,
        describedBy: HELP_ID,
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
    mount().catch((error: unknown) => {
      if (!closed) failure.value = failureOf(error).message;
    });
    return () => {
      closed = true;
    };
  }, [attempt.value]);

  return (
    <>
      {typeof document === 'undefined' ? (
        <div class="wb-editor-host">{children}</div>
      ) : (
        // What the server put here stays until the editor is laid out over it.
        <div class="wb-editor-host" ref={element} dangerouslySetInnerHTML={{ __html: '' }} />
      )}
      {failure.value !== null && (
        <div class="wb-failure" role="alert">
          <p>The editor could not be loaded: {failure.value}</p>
          <p>Your files are safe. Check the connection, then try again.</p>
          <button
            type="button"
            class="wb-action"
            onClick={() => {
              attempt.value += 1;
            }}
          >
            Retry
          </button>
        </div>
      )}
    </>
  );
}
