/** The region Editor: open files as tabs, and the editor in place of the server-rendered first paint. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { RECALL_BEFORE_PAINT } from '../stores/layout-store.ts';
import { useBench } from '../ui/context.ts';
import { Icon } from '../ui/Icon.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { EDITOR_HELP_ID, type EditorMounting } from './mounting.ts';

interface Props {
  mounting: EditorMounting;
  /** The first paint, on the server. In the page it is there already. */
  children?: ComponentChildren;
}

export function EditorPane({ mounting, children }: Props) {
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
        <EditorHost mounting={mounting}>{children}</EditorHost>
        {active === null && <p class="wb-empty">No file is open. Choose one in the tree Files.</p>}
      </div>
      <p id={EDITOR_HELP_ID} class="wb-hidden">
        Tab indents. To leave the editor, press Escape and then Tab, or Shift and Tab. Control M switches what
        Tab does.
      </p>
    </section>
  );
}

function EditorHost({ mounting, children }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const start = () => {
    if (element.current) void mounting.start(element.current);
  };
  useEffect(start, [mounting]);

  return (
    <>
      {typeof document === 'undefined' ? (
        <div class="wb-editor-host">
          {children}
          <script dangerouslySetInnerHTML={{ __html: RECALL_BEFORE_PAINT }} />
        </div>
      ) : (
        // What stands here, the first paint or the editor, is not the component's: it is left alone.
        <div class="wb-editor-host" ref={element} dangerouslySetInnerHTML={{ __html: '' }} />
      )}
      {mounting.failure.value !== null && (
        <div class="wb-failure" role="alert">
          <p>The editor could not be loaded: {mounting.failure.value}</p>
          <p>Your files are safe. Check the connection, then try again.</p>
          <button type="button" class="wb-action" onClick={start}>
            Retry
          </button>
        </div>
      )}
    </>
  );
}
