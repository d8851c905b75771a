/** Hints are given one at a time; those already given stay. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';

export interface HintStore {
  readonly total: number;
  /** HTML of the hints given so far. */
  readonly given: ReadonlySignal<string[]>;
  readonly open: ReadonlySignal<boolean>;
  /** Opens the hints; the first press, and each `more`, gives one. */
  show(): void;
  more(): void;
  hide(): void;
}

export function createHintStore(hints: readonly string[]): HintStore {
  const count = signal(0);
  const open = signal(false);
  const more = () => {
    count.value = Math.min(count.value + 1, hints.length);
  };
  return {
    total: hints.length,
    given: computed(() => hints.slice(0, count.value)),
    open,
    show() {
      if (count.value === 0) more();
      open.value = true;
    },
    more,
    hide() {
      open.value = false;
    },
  };
}
