/** The state of everything, in one line: host, services, type errors, what is saved. */
import { useSignal } from '@preact/signals';
import type { OfflineStore } from '../stores/offline-store.ts';
import { useBench } from '../ui/context.ts';
import { Icon } from '../ui/Icon.tsx';
import { HostMenu } from './HostMenu.tsx';
import { KeysDialog } from './KeysDialog.tsx';
import { ServiceList } from './ServiceList.tsx';
import { WorkMenu } from './WorkMenu.tsx';

export function StatusBar({ offline }: { offline: OfflineStore | null }) {
  const { workspace, step } = useBench();
  const keys = useSignal(false);
  const { restartOnChange } = workspace.settings.value;
  return (
    <section class="wb-status" aria-label="Status">
      <HostMenu />
      <ServiceList />
      {step.services.length > 0 && (
        <label class="wb-switch" title="A running service restarts when a file changes">
          <input
            type="checkbox"
            role="switch"
            checked={restartOnChange}
            aria-checked={restartOnChange}
            onChange={(event) => workspace.updateSettings({ restartOnChange: event.currentTarget.checked })}
          />
          <span>Restart on change</span>
        </label>
      )}
      <span class="wb-status-gap" />
      <Problems />
      <Offline offline={offline} />
      <WorkMenu />
      <button
        type="button"
        class="wb-status-button"
        title="Keys: Escape, then Tab, leaves the editor; Ctrl+Shift+M leaves the terminal"
        onClick={() => {
          keys.value = true;
        }}
      >
        <Icon name="keyboard" />
        <span class="wb-hidden">Keys: </span>
        <span class="wb-status-keys">Esc Tab leaves the editor</span>
      </button>
      {keys.value && (
        <KeysDialog
          onClose={() => {
            keys.value = false;
          }}
        />
      )}
    </section>
  );
}

function Problems() {
  const { problems, goTo } = useBench();
  const found = problems.problems.value;
  const first = found[0];
  if (!first) return null;
  const errors = problems.errors.value;
  const name = errors > 0 ? `${errors} ${errors === 1 ? 'error' : 'errors'}` : `${found.length} warnings`;
  return (
    <button
      type="button"
      class={`wb-status-button ${errors > 0 ? 'wb-failing' : 'wb-degraded'}`}
      title={`${first.path}:${first.line} ${first.message}`}
      onClick={() => goTo(first)}
    >
      <Icon name="warning" />
      <span>{name}</span>
    </button>
  );
}

function Offline({ offline }: { offline: OfflineStore | null }) {
  const state = offline?.state.value;
  if (!state || state.phase === 'unknown') return null;
  return (
    <span class="wb-status-item" role="status">
      {state.phase === 'ready'
        ? 'Offline ready'
        : `Keeping for offline ${Math.floor((state.done / state.total) * 100)} %`}
    </span>
  );
}
