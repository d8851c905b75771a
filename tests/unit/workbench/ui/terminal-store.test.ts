import { describe, expect, it } from 'vitest';
import { createTerminalStore } from '../../../../src/workbench/stores/terminal-store.ts';
import { createTestStore } from '../../../../src/workbench/stores/test-store.ts';
import { FakeClock, FakeContainer, settled } from '../fake-container.ts';

function bench() {
  const container = new FakeContainer();
  const ready = async () => container;
  const terminals = createTerminalStore(ready);
  const tests = createTestStore({ clock: new FakeClock(), terminals, ready, synced: async () => undefined });
  return { container, terminals, tests };
}

describe('the terminal store', () => {
  it('starts the shell with the size of its terminal, once', async () => {
    const { container, terminals } = bench();
    terminals.active.value.resize({ cols: 100, rows: 20 });
    terminals.startShell();
    terminals.startShell();
    await settled();
    expect(container.processes).toHaveLength(1);
    expect(container.lastProcess).toMatchObject({
      command: 'jsh',
      args: [],
      options: { terminal: { cols: 100, rows: 20 } },
    });
  });

  it('gives keys to the shell and shows what it prints', async () => {
    const { container, terminals } = bench();
    terminals.startShell();
    await settled();
    terminals.active.value.input('node -v\r');
    container.lastProcess.print('v24.21.0\r\n');
    await settled();
    expect(container.lastProcess.written).toEqual(['node -v\r']);
    expect(terminals.active.value.output.take(1_000)).toBe('v24.21.0\r\n');
  });

  it('keeps keys that come before the shell for it', async () => {
    const { container, terminals } = bench();
    terminals.startShell();
    terminals.active.value.input('l');
    terminals.active.value.input('s\r');
    await settled();
    terminals.active.value.input('x');
    expect(container.lastProcess.written).toEqual(['ls\r', 'x']);
  });

  it('says that the shell has ended and starts another on Enter', async () => {
    const { container, terminals } = bench();
    terminals.startShell();
    await settled();
    container.lastProcess.end(0);
    await settled();
    expect(terminals.active.value.output.take(1_000)).toContain('Press Enter for a new one');
    terminals.active.value.input('x');
    terminals.active.value.input('\r');
    await settled();
    expect(container.processes).toHaveLength(2);
  });

  it('says why the shell did not start, and tries again on Enter', async () => {
    const { container, terminals } = bench();
    container.spawnError = new Error('No such program.');
    terminals.startShell();
    await settled();
    expect(terminals.active.value.output.take(1_000)).toContain('The shell did not start: No such program.');
    terminals.active.value.input('\r');
    await settled();
    expect(container.processes).toHaveLength(1);
  });
});

describe('the shell and another container', () => {
  it('starts again in the next container, and only if there was one', async () => {
    const { container, terminals } = bench();
    terminals.containerReady();
    await settled();
    expect(container.processes).toHaveLength(0);
    terminals.startShell();
    await settled();
    terminals.containerLost();
    terminals.containerReady();
    await settled();
    expect(container.processes).toHaveLength(2);
    container.processes[0]?.end(1);
    terminals.active.value.input('x');
    expect(container.processes[1]?.written).toEqual(['x']);
  });
});

describe('the test store', () => {
  it('runs npm test in a terminal of its own and tells the result by the exit code', async () => {
    const { container, terminals, tests } = bench();
    tests.run();
    expect(tests.state.value).toEqual({ phase: 'running' });
    await settled();
    expect(container.lastProcess).toMatchObject({ command: 'npm', args: ['test'] });
    expect(terminals.active.value.title).toBe('npm test');
    container.lastProcess.end(1);
    await settled();
    expect(tests.state.value).toMatchObject({ phase: 'failed', code: 1 });
    tests.run();
    await settled();
    container.lastProcess.end(0);
    await settled();
    expect(tests.state.value).toMatchObject({ phase: 'passed' });
  });

  it('is idle after it was stopped', async () => {
    const { container, tests } = bench();
    tests.run();
    await settled();
    tests.stop();
    await settled();
    expect(container.lastProcess.killed).toBe(true);
    expect(tests.state.value).toEqual({ phase: 'idle' });
  });

  it('says why it could not run', async () => {
    const { container, tests } = bench();
    container.spawnError = new Error('npm is missing.');
    tests.run();
    await settled();
    expect(tests.state.value).toMatchObject({ phase: 'broken', failure: { message: 'npm is missing.' } });
  });
});
