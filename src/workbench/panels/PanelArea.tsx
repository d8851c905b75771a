/** The tabs Terminal, HTTP and Checks below the editor. */
import type { ComponentChildren } from 'preact';
import type { PanelName, ViewName } from '../stores/layout-store.ts';
import { TerminalPanel } from '../terminal/TerminalPanel.tsx';
import { useBench } from '../ui/context.ts';
import { Tabs } from '../ui/Tabs.tsx';
import { ChecksPanel } from './checks/ChecksPanel.tsx';
import { HttpPanel } from './http/HttpPanel.tsx';

const NAMES: Record<PanelName, string> = { terminal: 'Terminal', http: 'HTTP', checks: 'Checks' };
const VIEW_NAMES: Record<ViewName, string> = { files: 'Files', editor: 'Editor', ...NAMES };

export function panelNames(hasChecks: boolean): PanelName[] {
  return hasChecks ? ['terminal', 'http', 'checks'] : ['terminal', 'http'];
}

/** On a narrow bench, the one row of tabs for everything. */
export function ViewTabs() {
  const { layout, step } = useBench();
  const views: ViewName[] = ['files', 'editor', ...panelNames(Object.keys(step.checks).length > 0)];
  return (
    <Tabs
      label="Views"
      idPrefix="wb-view-"
      class="wb-view-tabs"
      active={layout.view.value}
      panelId={(id) => (id === 'files' ? 'wb-files' : id === 'editor' ? 'wb-editor-panel' : `wb-panel-${id}`)}
      tabs={views.map((id) => ({ id, name: VIEW_NAMES[id], adornment: <PanelMark id={id} /> }))}
      onChoose={(id) => layout.show(id as ViewName)}
    />
  );
}

export function PanelArea() {
  const { layout, step } = useBench();
  const active = layout.panel.value;
  const names = panelNames(Object.keys(step.checks).length > 0);
  return (
    <section class="wb-panel" aria-label="Panels">
      <Tabs
        label="Panels"
        idPrefix="wb-tab-"
        class="wb-panel-tabs"
        active={active}
        panelId={(id) => `wb-panel-${id}`}
        tabs={names.map((id) => ({ id, name: NAMES[id], adornment: <PanelMark id={id} /> }))}
        onChoose={(id) => layout.show(id as PanelName)}
      />
      <Panel id="terminal" active={active}>
        <TerminalPanel visible={active === 'terminal'} />
      </Panel>
      <Panel id="http" active={active}>
        <HttpPanel />
      </Panel>
      {names.includes('checks') && (
        <Panel id="checks" active={active}>
          <ChecksPanel />
        </Panel>
      )}
    </section>
  );
}

function Panel({ id, active, children }: { id: PanelName; active: PanelName; children: ComponentChildren }) {
  return (
    <div
      class="wb-panel-body"
      id={`wb-panel-${id}`}
      role="tabpanel"
      aria-label={NAMES[id]}
      hidden={id !== active}
    >
      {children}
    </div>
  );
}

/** A small count beside the name of the tab: what is behind it, for the eyes. */
function PanelMark({ id }: { id: ViewName }) {
  const { checks, http } = useBench();
  if (id === 'checks') {
    const state = checks.state.value;
    if (state.phase !== 'done') return null;
    const { passed, total } = state.verdict;
    return (
      <span class={`wb-mark ${passed === total ? 'wb-healthy' : 'wb-failing'}`} aria-hidden="true">
        {passed}/{total}
      </span>
    );
  }
  if (id === 'http') {
    const state = http.state.value;
    if (state.phase !== 'done' || !state.exchange.response) return null;
    return (
      <span class="wb-mark" aria-hidden="true">
        {state.exchange.response.status}
      </span>
    );
  }
  return null;
}
