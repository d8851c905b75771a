/** Where the time went: connecting, sending, waiting for the first byte, reading. Milliseconds. */
import type { ExchangeTimings } from '../../../lab/protocol.ts';
import { duration } from '../../text/bytes.ts';

interface Phase {
  name: string;
  ms: number;
}

/** Phases that were reached, in order; their sum is `done`. */
export function phasesOf({ connected, requestSent, firstByte, done }: ExchangeTimings): Phase[] {
  const ends: [string, number | null][] = [
    ['connect', connected],
    ['send', requestSent],
    ['wait', firstByte],
    ['read', done],
  ];
  let from = 0;
  const phases: Phase[] = [];
  for (const [name, end] of ends) {
    if (end === null) continue;
    phases.push({ name, ms: Math.max(end - from, 0) });
    from = Math.max(end, from);
  }
  return phases;
}

export function Timings({ timings }: { timings: ExchangeTimings }) {
  const phases = phasesOf(timings);
  return (
    <div class="wb-timings">
      <div class="wb-timings-bar" aria-hidden="true">
        {phases.map((phase) => (
          <span
            key={phase.name}
            class={`wb-timing wb-timing-${phase.name}`}
            style={{ flexGrow: timings.done > 0 ? phase.ms / timings.done : 0 }}
          />
        ))}
      </div>
      <dl class="wb-timings-list">
        {phases.map((phase) => (
          <div key={phase.name}>
            <dt>
              <span class={`wb-timing-key wb-timing-${phase.name}`} />
              {phase.name}
            </dt>
            <dd>{duration(phase.ms)}</dd>
          </div>
        ))}
        <div>
          <dt>total</dt>
          <dd>{duration(timings.done)}</dd>
        </div>
      </dl>
    </div>
  );
}
