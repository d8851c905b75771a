/** Which host runs the project, its Node, and the switch to another. */
import { useBench } from '../ui/context.ts';
import { Menu } from '../ui/Menu.tsx';

export function HostMenu() {
  const { container } = useBench();
  const state = container.state.value;
  const current =
    state.phase === 'ready' ? state.container.info.kind : state.phase === 'waiting' ? null : state.host;
  const text = () => {
    switch (state.phase) {
      case 'waiting':
        return 'Container starts after the editor';
      case 'booting':
        return state.progress.label;
      case 'failed':
        return 'Container failed';
      case 'ready':
        return `${state.container.info.name}, Node ${state.container.info.node}`;
      default:
        return state satisfies never;
    }
  };
  const items = container.hosts.value.map((host) => ({
    label: host.name,
    detail: host.summary,
    checked: host.kind === current,
    run: () => {
      if (host.kind !== current || state.phase === 'failed') container.switchTo(host.kind);
    },
  }));
  if (items.length === 0) return <span class="wb-status-item">{text()}</span>;
  return (
    <Menu label="Host" class="wb-status-button" items={items}>
      {state.phase === 'ready' ? (
        <>
          <span>{state.container.info.name}</span>
          <span class="wb-figure wb-quiet">{state.container.info.node}</span>
        </>
      ) : (
        <span>{text()}</span>
      )}
    </Menu>
  );
}
