/** The tab Checks: the verdict, and each check with what it expected and what it saw. */

import { verdictText } from '../../stores/check-store.ts';
import { duration } from '../../text/bytes.ts';
import { useBench } from '../../ui/context.ts';
import { byNextHref } from '../../ui/next.ts';
import { CheckRow } from './CheckRow.tsx';
import { LogLines } from './LogLines.tsx';

export function ChecksPanel() {
  const { checks } = useBench();
  const items = checks.items.value;
  return (
    <div class="wb-checks">
      <Verdict />
      {items.length === 0 ? (
        <p class="wb-empty">The checks of this step will be listed here. Press Check to run them.</p>
      ) : (
        <ol class="wb-check-list">
          {items.map((item) => (
            <CheckRow key={`${item.file}:${item.name}`} item={item} />
          ))}
        </ol>
      )}
    </div>
  );
}

function Verdict() {
  const { checks, step, pressCheck } = useBench();
  const state = checks.state.value;
  switch (state.phase) {
    case 'idle':
      return (
        <div class="wb-verdict" role="status">
          <p>Press Check to find out whether your service does what the task asks.</p>
        </div>
      );
    case 'running':
      return (
        <div class="wb-verdict" role="status">
          <p>
            <strong>Checking</strong> <span class="wb-quiet">{state.doing}</span>
          </p>
        </div>
      );
    case 'stopped':
      return (
        <div class="wb-verdict" role="status">
          <p>The check was stopped. Press Check to run it again.</p>
        </div>
      );
    case 'fatal':
      return (
        <div class="wb-verdict wb-verdict-failed" role="status">
          <p>
            <strong>The checks could not run.</strong> {state.message}
          </p>
          {state.logs.length > 0 && <LogLines lines={state.logs} />}
          <button type="button" class="wb-action" onClick={pressCheck}>
            Check again
          </button>
        </div>
      );
    case 'done': {
      const { verdict } = state;
      const all = verdict.passed === verdict.total;
      return (
        <div class={`wb-verdict ${all ? 'wb-verdict-passed' : 'wb-verdict-failed'}`} role="status">
          <p>
            <strong>{verdictText(verdict)}</strong>{' '}
            <span class="wb-figure wb-quiet">{duration(verdict.ms)}</span>
          </p>
          {checks.stale.value && <p class="wb-quiet">You have edited since: press Check again.</p>}
          {all && step.next && (
            <a class="wb-action wb-action-primary" href={byNextHref(step.next.href)}>
              Next: {step.next.title}
            </a>
          )}
        </div>
      );
    }
    default:
      return state satisfies never;
  }
}
