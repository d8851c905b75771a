import { describe, expect, it } from 'vitest';
import { Checks } from '../../../src/container/checks.ts';
import { Lifetime } from '../../../src/container/lifetime.ts';
import { wrapProcess } from '../../../src/container/process.ts';
import type { CheckRun } from '../../../src/container/types.ts';
import type { CheckPlan, FromCheck } from '../../../src/lab/protocol.ts';
import { Clock, FakeHost, frame, fromPage, type Program } from './fake-host.ts';

const CHECK = 'node_modules/@bulkhead/lab/check.js';
const settle = () => new Promise((resolve) => setImmediate(resolve));
const plan: CheckPlan = { services: [], files: ['checks/a.test.ts'] };
const verdict: FromCheck = { type: 'verdict', passed: 1, failed: 0, total: 1, ms: 5 };
const started: FromCheck = { type: 'started', name: 'answers', file: 'checks/a.test.ts' };

function setUp(program: Program = () => {}) {
  const host = new FakeHost();
  const clock = new Clock();
  host.programs[CHECK] = program;
  const written = new Map<string, string | Uint8Array>();
  const checks = new Checks({
    fs: {
      writeFile: async (path, data) => {
        written.set(path, data);
      },
    },
    spawn: async (name, args) => wrapProcess(await host.spawn('node', [name, ...args]), new Lifetime()),
    after: clock.after,
  });
  return { host, clock, checks, written, process: () => host.running('check.js') };
}

async function all(run: CheckRun): Promise<FromCheck[]> {
  const events: FromCheck[] = [];
  for await (const event of run.events) events.push(event);
  return events;
}

describe('a check run', () => {
  it('is given its plan as a file and tells its events up to the verdict', async () => {
    const { host, checks, written } = setUp((process) => {
      process.print(frame(started) + frame(verdict) + frame(started));
      process.exit(0);
    });
    expect(await all(checks.run(plan))).toEqual([started, verdict]);
    const path = host.processes[0]?.args[1] ?? '';
    expect(path).toMatch(/^node_modules\/\.bulkhead\//);
    expect(JSON.parse(String(written.get(path)))).toEqual(plan);
  });

  it('has a last word when the process dies without one', async () => {
    const { checks } = setUp((process) => {
      process.print(`${frame(started)}SyntaxError: Unexpected token\n`);
      process.exit(1);
    });
    expect(await all(checks.run(plan))).toEqual([
      started,
      {
        type: 'fatal',
        message:
          'The check run ended with exit code 1 before it gave a verdict. Its last output: SyntaxError: Unexpected token Run Check again.',
        logs: [],
      },
    ]);
  });

  it('has a last word when it cannot be started', async () => {
    const { host, checks } = setUp();
    host.spawn = () => Promise.reject(new Error('the host is gone.'));
    expect(await all(checks.run(plan))).toMatchObject([
      { type: 'fatal', message: expect.stringContaining('the host is gone.') },
    ]);
  });

  it('is refused while another one is under way', async () => {
    const { host, checks } = setUp();
    checks.run(plan);
    await settle();
    expect(await all(checks.run(plan))).toMatchObject([
      { type: 'fatal', message: expect.stringContaining('under way') },
    ]);
    expect(host.processes).toHaveLength(1);
  });

  it('is asked to stop, then killed, and the next one waits for its end', async () => {
    const { host, clock, checks, process } = setUp();
    const first = checks.run(plan);
    await settle();
    const asked: unknown[] = [];
    process().onInput((text) => asked.push(fromPage(text)));
    first.dispose();
    expect(await all(first)).toEqual([]);
    await settle();
    expect(asked).toEqual([{ type: 'stop' }]);

    const next = checks.run(plan);
    await settle();
    expect(host.processes).toHaveLength(1);
    clock.pass(2_500);
    expect(process().killed).toBe(true);
    await settle();
    expect(host.processes).toHaveLength(2);
    process().print(frame(verdict));
    expect(await all(next)).toEqual([verdict]);
  });

  it('is killed when it stays after its verdict', async () => {
    const { clock, checks, process } = setUp((running) => running.print(frame(verdict)));
    expect(await all(checks.run(plan))).toEqual([verdict]);
    expect(process().killed).toBe(false);
    clock.pass(2_500);
    expect(process().killed).toBe(true);
    await settle();
    expect(clock.waiting).toBe(0);
  });

  it('that is stopped before it began starts nothing', async () => {
    const { host, checks } = setUp();
    checks.run(plan).dispose();
    await settle();
    expect(host.processes).toEqual([]);
  });
});
