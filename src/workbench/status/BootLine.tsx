/** The container's boot as a line with a label; a failure as a sentence with what to do. */
import { useBench } from '../ui/context.ts';

export function BootLine() {
  const { container } = useBench();
  const state = container.state.value;
  if (state.phase === 'booting') {
    const { label, fraction } = state.progress;
    return (
      <div class="wb-boot">
        <div
          class="wb-boot-bar"
          role="progressbar"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(fraction * 100)}
        >
          <span style={{ transform: `scaleX(${fraction})` }} />
        </div>
      </div>
    );
  }
  if (state.phase !== 'failed') return null;
  return (
    <div class="wb-boot-failed" role="alert">
      <p>
        <strong>The container failed.</strong> {state.failure.message} {state.failure.nextStep}
      </p>
      <div class="wb-notice-actions">
        <button type="button" class="wb-action" onClick={() => container.start()}>
          Retry
        </button>
        {state.host !== 'builtin' && (
          <button type="button" class="wb-action" onClick={() => container.switchTo('builtin')}>
            Use the built-in host
          </button>
        )}
      </div>
    </div>
  );
}
