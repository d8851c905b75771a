/** Hints, one at a time, beside the code they are about. */
import { useEffect, useRef } from 'preact/hooks';
import { useBench } from '../ui/context.ts';
import { Icon } from '../ui/Icon.tsx';

export function HintPanel() {
  const { hints } = useBench();
  const element = useRef<HTMLElement>(null);
  const given = hints.given.value;
  const open = hints.open.value;
  useEffect(() => {
    if (open) element.current?.focus();
  }, [open]);
  if (!open) return null;
  return (
    <section
      ref={element}
      class="wb-hints"
      aria-label="Hints"
      tabIndex={-1}
      onKeyDown={(event) => event.key === 'Escape' && hints.hide()}
    >
      <div class="wb-hints-head">
        <h2 class="wb-heading">
          Hint {given.length} of {hints.total}
        </h2>
        <button
          type="button"
          class="wb-icon-button"
          aria-label="Close the hints"
          onClick={() => hints.hide()}
        >
          <Icon name="cross" />
        </button>
      </div>
      <div class="wb-hints-body" aria-live="polite">
        {given.map((html, index) => (
          <div key={index} class="wb-hint" dangerouslySetInnerHTML={{ __html: html }} />
        ))}
      </div>
      {given.length < hints.total && (
        <button type="button" class="wb-link" onClick={() => hints.more()}>
          Next hint
        </button>
      )}
    </section>
  );
}
