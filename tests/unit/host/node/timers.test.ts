import { expect, it } from 'vitest';
import { createTimersBinding } from '../../../../src/host/node/bindings/async.ts';
import { EventLoop } from '../../../../src/host/node/loop.ts';

it('fires a timer that a promise callback set right after a turn with a later one', async () => {
  const timers = createTimersBinding(new EventLoop());
  let fired = 0;
  timers['setupTimers'](
    () => {},
    (now: number) => {
      fired += 1;
      if (fired > 1) return 0;
      queueMicrotask(() => timers['scheduleTimer'](5));
      return now + 60_000;
    },
  );
  timers['scheduleTimer'](1);
  await expect.poll(() => fired).toBe(2);
});
