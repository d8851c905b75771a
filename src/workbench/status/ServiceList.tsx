/** The services with their ports, each with its state as a mark and a word. */
import type { ServicePhase } from '../stores/run-store.ts';
import { useBench } from '../ui/context.ts';

export function ServiceList() {
  const { run } = useBench();
  if (run.services.length === 0) return null;
  return (
    <ul class="wb-services" aria-label="Services">
      {run.services.map(({ spec, state }) => {
        const { word, tone } = toneOf(state.value);
        return (
          <li key={spec.name} class="wb-service">
            <span class={`wb-dot wb-dot-${tone}`} aria-hidden="true" />
            <span class="wb-service-name">{spec.name}</span>
            <span class="wb-figure wb-quiet">:{spec.port}</span>
            <span class={`wb-${tone}`}>{word}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** The signal colours belong to the state of the system, and never speak alone. */
function toneOf(state: ServicePhase): {
  word: string;
  tone: 'healthy' | 'degraded' | 'failing' | 'unknown';
} {
  switch (state.phase) {
    case 'idle':
      return { word: 'stopped', tone: 'unknown' };
    case 'starting':
      return state.slow
        ? { word: 'not listening yet', tone: 'degraded' }
        : { word: 'starting', tone: 'unknown' };
    case 'running':
      return { word: 'running', tone: 'healthy' };
    case 'stopping':
      return { word: state.then === 'starting' ? 'restarting' : 'stopping', tone: 'unknown' };
    case 'exited':
      return { word: `exited, code ${state.code}`, tone: state.code === 0 ? 'unknown' : 'failing' };
    case 'failed':
      return { word: 'not started', tone: 'failing' };
    default:
      return state satisfies never;
  }
}
