/** A row of tabs (WAI-ARIA tabs pattern): arrows move and choose, one of them is in the tab order. */
import type { ComponentChildren, JSX } from 'preact';

export interface TabItem {
  id: string;
  name: string;
  /** Shown after the name, for the eyes only. */
  adornment?: ComponentChildren;
  /** Said with the name. */
  title?: string;
}

interface Props {
  label: string;
  tabs: TabItem[];
  active: string | null;
  /** Id of the panel a tab controls. */
  panelId(id: string): string;
  /** Ids must be unique on the page: two rows may control the same panels. */
  idPrefix: string;
  class?: string;
  onChoose(id: string): void;
  /** Makes tabs closable, with Delete and with a middle click. */
  onClose?(id: string): void;
}

export function Tabs({ label, tabs, active, panelId, idPrefix, onChoose, onClose, ...props }: Props) {
  const key = (event: JSX.TargetedKeyboardEvent<HTMLElement>) => {
    const at = tabs.findIndex((tab) => tab.id === active);
    const last = tabs.length - 1;
    const targets: Record<string, number> = {
      ArrowRight: at === last ? 0 : at + 1,
      ArrowLeft: at <= 0 ? last : at - 1,
      Home: 0,
      End: last,
    };
    const list = event.currentTarget;
    if (event.key === 'Delete' && onClose && active !== null) {
      event.preventDefault();
      onClose(active);
      return;
    }
    const target = tabs[targets[event.key] ?? -1];
    if (!target) return;
    event.preventDefault();
    onChoose(target.id);
    list.querySelector<HTMLElement>(`[data-tab="${CSS.escape(target.id)}"]`)?.focus();
  };
  return (
    <div class={`wb-tabs ${props.class ?? ''}`} role="tablist" aria-label={label} onKeyDown={key}>
      {tabs.map((tab, index) => {
        const selected = tab.id === active;
        const reachable = selected || (index === 0 && !tabs.some((one) => one.id === active));
        return (
          <button
            key={tab.id}
            type="button"
            role="tab"
            class="wb-tab"
            id={`${idPrefix}${tab.id}`}
            data-tab={tab.id}
            title={tab.title}
            aria-selected={selected}
            aria-controls={panelId(tab.id)}
            tabIndex={reachable ? 0 : -1}
            onClick={() => onChoose(tab.id)}
            onAuxClick={(event) => event.button === 1 && onClose?.(tab.id)}
          >
            <span class="wb-tab-name">{tab.name}</span>
            {tab.adornment}
          </button>
        );
      })}
    </div>
  );
}
