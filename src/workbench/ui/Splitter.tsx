/** A rule between two panels: dragged, moved with the arrow keys, or set back with a double click or Enter. */
import type { JSX } from 'preact';
import { SIZE_LIMITS, type SizeName } from '../stores/layout-store.ts';
import { useBench } from './context.ts';

const STEP = 16;

interface Props {
  name: SizeName;
  label: string;
  /** The rule's own direction. */
  orientation: 'vertical' | 'horizontal';
  /** A panel after the rule grows when the rule moves back. */
  grows: 'forward' | 'back';
}

export function Splitter({ name, label, orientation, grows }: Props) {
  const { layout } = useBench();
  const size = layout.sizes.value[name];
  const { min, max } = SIZE_LIMITS[name];
  const sign = grows === 'forward' ? 1 : -1;

  const down = (event: JSX.TargetedPointerEvent<HTMLElement>) => {
    const rule = event.currentTarget;
    rule.setPointerCapture(event.pointerId);
    rule.dataset.moving = '';
    const at = (one: PointerEvent) => (orientation === 'vertical' ? one.clientX : one.clientY);
    const from = at(event);
    const move = (next: PointerEvent) => layout.resize(name, size + sign * (at(next) - from));
    rule.addEventListener('pointermove', move);
    const end = () => {
      delete rule.dataset.moving;
      rule.removeEventListener('pointermove', move);
    };
    rule.addEventListener('lostpointercapture', end, { once: true });
  };

  const key = (event: JSX.TargetedKeyboardEvent<HTMLElement>) => {
    const [back, forward] =
      orientation === 'vertical' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    const targets: Record<string, number> = {
      [back as string]: size - sign * STEP,
      [forward as string]: size + sign * STEP,
      Home: min,
      End: max,
      Enter: SIZE_LIMITS[name].initial,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    layout.resize(name, target);
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a movable rule is focusable and has a value, which <hr> cannot.
    <div
      class={`wb-splitter wb-splitter-${orientation}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={orientation}
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuenow={size}
      onPointerDown={down}
      onKeyDown={key}
      onDblClick={() => layout.resetSize(name)}
    />
  );
}
