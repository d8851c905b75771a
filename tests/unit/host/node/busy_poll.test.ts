import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BusyPoll, NO_BELLS } from '../../../../src/host/node/busy_poll.ts';

const TURNSTILE = 0;

function processes() {
  const bells = new SharedArrayBuffer(64);
  return {
    words: new Int32Array(bells),
    one: new BusyPoll({ bells, id: 1 }),
    other: new BusyPoll({ bells, id: 2 }),
  };
}

/** Milliseconds; each look at the clock takes one microsecond. */
let time = 1000;
beforeEach(() => {
  vi.spyOn(performance, 'now').mockImplementation(() => {
    time += 0.001;
    return time;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Lets tasks that were queued run. */
const tasks = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('BusyPoll', () => {
  it('waits awake for a moment after two messages in quick succession, in a task of its own', async () => {
    const { one, words } = processes();
    one.ring(one.bell as number, 2);
    one.arrived();
    one.arrived();
    expect(words[TURNSTILE]).toBe(0);
    await tasks();
    expect(words[TURNSTILE]).not.toBe(0);
  });

  it('sleeps when messages come far apart', async () => {
    const { one, words } = processes();
    for (let i = 0; i < 3; i++) {
      one.ring(one.bell as number, 1);
      one.arrived();
      await tasks();
      time += 3;
    }
    expect(words[TURNSTILE]).toBe(0);
  });

  it('goes on to a message that is under way already', async () => {
    const { one, words } = processes();
    one.ring(one.bell as number, 1);
    one.arrived();
    one.ring(one.bell as number, 2);
    one.arrived();
    await tasks();
    expect(words[TURNSTILE]).toBe(0);
  });

  it('finds out that bells were rung for messages that never came', async () => {
    const { one, words } = processes();
    const arrive = async () => {
      one.ring(one.bell as number, 1);
      time += 1;
      one.arrived();
      await tasks();
    };
    await arrive();
    one.ring(one.bell as number, 3);
    await arrive();
    expect(words[TURNSTILE]).not.toBe(0);
  });

  it('lets one process wait awake at a time', async () => {
    const { one, words } = processes();
    const until = ((performance.timeOrigin + performance.now()) * 1000 + 80) | 0;
    one.arrived();
    one.arrived();
    words[TURNSTILE] = until;
    await tasks();
    expect(words[TURNSTILE]).toBe(until);
  });

  it('rings the bell of the process that is meant, and no word beyond the bells', () => {
    const { one, other, words } = processes();
    one.ring(other.bell as number, 3);
    one.ring(0, 1);
    one.ring(99, 1);
    expect([...words].map((value, index) => [index, value]).filter(([, value]) => value !== 0)).toEqual([
      [other.bell, 3],
    ]);
  });

  it('does nothing where memory cannot be shared', () => {
    const alone = new BusyPoll(NO_BELLS);
    expect(alone.bell).toBeNull();
    expect(() => {
      alone.ring(1, 1);
      alone.arrived();
    }).not.toThrow();
  });
});
