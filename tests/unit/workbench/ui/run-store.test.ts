import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import type { ServiceSpec } from '../../../../src/lab/protocol.ts';
import {
  createRunStore,
  RESTART_DELAY_MS,
  restartDelay,
} from '../../../../src/workbench/stores/run-store.ts';
import { createTerminalStore } from '../../../../src/workbench/stores/terminal-store.ts';
import { FakeClock, FakeContainer, settled } from '../fake-container.ts';

const SPEC: ServiceSpec = {
  name: 'inventory',
  command: ['node', 'src/main.ts'],
  port: 3001,
  env: { MODE: 'dev' },
};

function bench(specs: ServiceSpec[] = [SPEC]) {
  const container = new FakeContainer();
  const clock = new FakeClock();
  const restartOnChange = signal(true);
  const marks: string[] = [];
  const ready = async () => container;
  const terminals = createTerminalStore(ready);
  const run = createRunStore(specs, {
    clock,
    mark: (name) => marks.push(name),
    terminals,
    ready,
    synced: async () => undefined,
    restartOnChange,
  });
  const phase = () => run.services[0]?.state.value;
  const output = () => terminals.session('run:inventory', 'inventory', 'service').output.take(100_000);
  return { container, clock, restartOnChange, marks, terminals, run, phase, output };
}

async function running(setup = bench()) {
  setup.run.run();
  await settled();
  setup.container.openPort(3001);
  return setup;
}

describe('the run store', () => {
  it('spawns the service with its port in the environment and runs when the port opens', async () => {
    const { container, run, phase, marks } = bench();
    run.run();
    expect(run.phase.value).toBe('starting');
    await settled();
    expect(container.lastProcess).toMatchObject({
      command: 'node',
      args: ['src/main.ts'],
      options: { env: { MODE: 'dev', PORT: '3001' } },
    });
    expect(phase()).toEqual({ phase: 'starting', slow: false });
    container.openPort(9999);
    expect(phase()?.phase).toBe('starting');
    container.openPort(3001);
    expect(phase()).toEqual({ phase: 'running' });
    expect(marks).toEqual(['bulkhead:run']);
  });

  it('shows the output in a terminal of its own, which it brings to the front', async () => {
    const { container, terminals, output } = await running();
    container.lastProcess.print('inventory listens\r\n');
    await settled();
    expect(output()).toBe('inventory listens\r\n');
    expect(terminals.active.value.title).toBe('inventory');
  });

  it('stops by ending the process and is idle when it has ended', async () => {
    const { container, run } = await running();
    container.lastProcess.onKill = () => undefined;
    run.stop();
    expect(run.phase.value).toBe('stopping');
    expect(container.lastProcess.killed).toBe(true);
    container.lastProcess.end(137);
    await settled();
    expect(run.phase.value).toBe('idle');
  });

  it('says with which code a service exited by itself', async () => {
    const { container, phase, output } = await running();
    container.lastProcess.end(1);
    await settled();
    expect(phase()).toEqual({ phase: 'exited', code: 1 });
    expect(output()).toContain('inventory exited with code 1');
  });

  it('restarts 300 ms after the last edit', async () => {
    const { container, clock, run } = await running();
    run.changed('src/app.ts');
    clock.advance(RESTART_DELAY_MS - 1);
    run.changed('src/app.ts');
    clock.advance(RESTART_DELAY_MS - 1);
    expect(container.processes).toHaveLength(1);
    clock.advance(1);
    await settled();
    expect(container.processes[0]?.killed).toBe(true);
    expect(container.processes).toHaveLength(2);
    expect(run.phase.value).toBe('starting');
  });

  it('starts a crashed service again when a file changes', async () => {
    const { container, clock, run } = await running();
    container.lastProcess.end(1);
    await settled();
    run.changed('src/app.ts');
    clock.advance(RESTART_DELAY_MS);
    await settled();
    expect(container.processes).toHaveLength(2);
  });

  it.each(['README.md', 'checks/seats.test.ts', 'src/app.test.ts'])(
    'does not restart for %s',
    async (path) => {
      const { container, clock, run } = await running();
      run.changed(path);
      clock.advance(10_000);
      await settled();
      expect(container.processes).toHaveLength(1);
    },
  );

  it('does not restart when the switch is off, nor when nothing was run', async () => {
    const off = await running();
    off.restartOnChange.value = false;
    off.run.changed('src/app.ts');
    off.clock.advance(10_000);
    await settled();
    expect(off.container.processes).toHaveLength(1);

    const idle = bench();
    idle.run.changed('src/app.ts');
    idle.clock.advance(10_000);
    await settled();
    expect(idle.container.processes).toHaveLength(0);
  });

  it('waits longer each time a service crashes at once', async () => {
    const { container, clock, run } = await running();
    for (const delay of [300, 600, 1_200]) {
      container.lastProcess.end(1);
      await settled();
      const before = container.processes.length;
      run.changed('src/app.ts');
      clock.advance(delay - 1);
      await settled();
      expect(container.processes).toHaveLength(before);
      clock.advance(1);
      await settled();
      expect(container.processes).toHaveLength(before + 1);
    }
    expect([0, 1, 2, 3, 20].map(restartDelay)).toEqual([300, 300, 600, 1_200, 5_000]);
  });

  it('says so when the service runs but does not listen in time, and still takes the port when it opens', async () => {
    const { container, clock, run, phase, output } = bench();
    run.run();
    await settled();
    clock.advance(5_000);
    expect(phase()).toEqual({ phase: 'starting', slow: true });
    expect(output()).toContain('does not listen on port 3001 yet');
    container.openPort(3001);
    expect(phase()).toEqual({ phase: 'running' });
  });

  it('tells a failure to spawn as a sentence', async () => {
    const { container, run, phase, output } = bench();
    container.spawnError = new Error('The host is gone.');
    run.run();
    await settled();
    expect(phase()).toEqual({ phase: 'failed', failure: { message: 'The host is gone.', nextStep: '' } });
    expect(output()).toContain('inventory was not started: The host is gone.');
  });

  it('runs again what is running when Run is pressed twice', async () => {
    const { container, run } = await running();
    run.run();
    await settled();
    expect(container.processes.map((one) => one.killed)).toEqual([true, false]);
  });

  it('does not start when Stop is pressed before the container is there', async () => {
    const { container, run } = bench();
    run.run();
    run.stop();
    await settled();
    expect(run.phase.value).toBe('idle');
    expect(container.processes).toHaveLength(0);
  });

  it('is idle after the container was lost', async () => {
    const { run } = await running();
    run.containerLost();
    expect(run.phase.value).toBe('idle');
  });

  it('ends its processes when it is disposed of', async () => {
    const { container, run } = await running();
    run.dispose();
    expect(container.lastProcess.killed).toBe(true);
  });

  it('runs every service of the step and sums up their states', async () => {
    const { container, run } = bench([
      SPEC,
      { name: 'catalog', command: ['node', 'catalog.ts'], port: 3002 },
    ]);
    run.run();
    await settled();
    container.openPort(3001);
    expect(run.phase.value).toBe('starting');
    container.openPort(3002);
    expect(run.phase.value).toBe('running');
  });
});
