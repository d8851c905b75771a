/** The tab Terminal: the shell and one terminal for each service and test run, with tabs of their own. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { failureOf } from '../stores/failure.ts';
import type { TerminalSession } from '../stores/terminal-store.ts';
import { useBench } from '../ui/context.ts';
import { Tabs } from '../ui/Tabs.tsx';
import type { TerminalView } from './xterm-view.ts';

const HELP_ID = 'wb-terminal-keys';

export function TerminalPanel({ visible }: { visible: boolean }) {
  const { terminals, editor } = useBench();
  const active = terminals.active.value;
  // The terminal is loaded after the editor takes keys.
  const mayLoad = editor.value !== null;
  return (
    <div class="wb-terminal">
      <Tabs
        label="Terminals"
        idPrefix="wb-session-"
        class="wb-subtabs"
        active={active.id}
        panelId={(id) => `wb-session-panel-${id}`}
        tabs={terminals.sessions.value.map((session) => ({
          id: session.id,
          name: session.title,
          adornment: session.kind === 'test' ? <TestMark /> : undefined,
        }))}
        onChoose={(id) => terminals.activate(id)}
      />
      <div class="wb-terminal-screens">
        {terminals.sessions.value.map((session) => (
          <Screen
            key={session.id}
            session={session}
            shown={visible && mayLoad && session.id === active.id}
            active={session.id === active.id}
          />
        ))}
      </div>
      <p id={HELP_ID} class="wb-hidden">
        Tab goes to the shell. To leave the terminal, press Control Shift M, or Escape twice.
      </p>
    </div>
  );
}

/** How the project's own tests ended; the lesson's checks are told elsewhere. */
function TestMark() {
  const { tests } = useBench();
  const state = tests.state.value;
  if (state.phase === 'passed') return <span class="wb-mark wb-healthy">passed</span>;
  if (state.phase === 'failed') return <span class="wb-mark wb-failing">failed, code {state.code}</span>;
  return null;
}

interface ScreenProps {
  session: TerminalSession;
  shown: boolean;
  active: boolean;
}

function Screen({ session, shown, active }: ScreenProps) {
  const { terminals } = useBench();
  const element = useRef<HTMLDivElement>(null);
  const view = useRef<TerminalView | null>(null);
  const wanted = useRef(false);
  const failure = useSignal<string | null>(null);

  const open = async () => {
    const host = element.current;
    if (!host) return;
    wanted.current = true;
    try {
      const { openTerminal } = await import('./xterm-view.ts');
      if (!wanted.current || view.current || !host.isConnected) return;
      view.current = openTerminal({
        element: host,
        session,
        describedBy: HELP_ID,
        onLeave: () => document.getElementById(`wb-session-${session.id}`)?.focus(),
      });
      if (session.kind === 'shell') terminals.startShell();
      failure.value = null;
    } catch (error) {
      wanted.current = false;
      failure.value = failureOf(error).message;
    }
  };

  useEffect(() => {
    if (!shown) return;
    if (view.current) view.current.fit();
    else if (!wanted.current) void open();
  }, [shown]);

  useEffect(
    () => () => {
      wanted.current = false;
      view.current?.dispose();
      view.current = null;
    },
    [],
  );

  return (
    <div
      class="wb-screen"
      id={`wb-session-panel-${session.id}`}
      role="tabpanel"
      aria-labelledby={`wb-session-${session.id}`}
      hidden={!active}
    >
      <div class="wb-xterm" ref={element} />
      {failure.value !== null && (
        <div class="wb-failure" role="alert">
          <p>The terminal could not be loaded: {failure.value}</p>
          <button type="button" class="wb-action" onClick={() => void open()}>
            Retry
          </button>
        </div>
      )}
    </div>
  );
}
