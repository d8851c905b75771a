import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../../src/lab/protocol.ts';
import { checkNames } from '../../../../src/workbench/stores/check-names.ts';
import { createCheckStore, verdictText } from '../../../../src/workbench/stores/check-store.ts';
import { FakeContainer, settled } from '../fake-container.ts';

const FILE = 'checks/seats.test.ts';
const SOURCE = `test('answers 200', () => {});\ntest("says \\"no\\"", () => {});`;

function bench(options: { ready?: () => Promise<FakeContainer> } = {}) {
  const container = new FakeContainer();
  const verdicts: unknown[] = [];
  const marks: string[] = [];
  const checks = createCheckStore(
    { checks: { [FILE]: SOURCE }, services: [{ name: 'inventory', command: ['node', 'x.ts'], port: 3001 }] },
    {
      ready: options.ready ?? (async () => container),
      synced: async () => undefined,
      onVerdict: (verdict) => verdicts.push(verdict),
      mark: (name) => marks.push(name),
    },
  );
  const states = () => checks.items.value.map((item) => item.state);
  return { container, checks, verdicts, marks, states };
}

function result(name: string, state: CheckResult['state']): CheckResult {
  return {
    name,
    file: FILE,
    state,
    ms: 3,
    message: null,
    expected: null,
    observed: null,
    logs: [],
    exchanges: [],
  };
}

describe('the check store', () => {
  it('lists the checks by name before the first run', () => {
    const { checks } = bench();
    expect(checks.items.value.map(({ name, state }) => [name, state])).toEqual([
      ['answers 200', 'waiting'],
      ['says "no"', 'waiting'],
    ]);
  });

  it('asks for the files of the step and goes from waiting over running to the verdict', async () => {
    const { container, checks, verdicts, states, marks } = bench();
    checks.run();
    await settled();
    expect(container.lastCheck.plan.files).toEqual([FILE]);
    container.lastCheck.tell({ type: 'started', name: 'answers 200', file: FILE });
    await settled();
    expect(states()).toEqual(['running', 'waiting']);
    container.lastCheck.tell({ type: 'result', result: result('answers 200', 'passed') });
    container.lastCheck.tell({ type: 'result', result: result('says "no"', 'failed') });
    container.lastCheck.tell({ type: 'verdict', passed: 1, failed: 1, total: 2, ms: 40 });
    await settled();
    expect(states()).toEqual(['passed', 'failed']);
    expect(checks.state.value).toEqual({
      phase: 'done',
      verdict: { passed: 1, failed: 1, total: 2, ms: 40 },
    });
    expect(verdicts).toEqual([{ passed: 1, failed: 1, total: 2, ms: 40 }]);
    expect(marks).toEqual(['bulkhead:check', 'bulkhead:check-verdict']);
  });

  it('takes up a check it did not know by name', async () => {
    const { container, checks } = bench();
    checks.run();
    await settled();
    container.lastCheck.tell({ type: 'result', result: result('computed 3', 'passed') });
    await settled();
    expect(checks.items.value.at(-1)).toMatchObject({ name: 'computed 3', state: 'passed' });
  });

  it('shows a fatal sentence with its logs and marks the rest as not run', async () => {
    const { container, checks, states } = bench();
    checks.run();
    await settled();
    const logs = [{ service: 'inventory', stream: 'stderr' as const, text: 'boom', at: 1 }];
    container.lastCheck.tell({ type: 'fatal', message: 'inventory did not start.', logs });
    await settled();
    expect(checks.state.value).toEqual({ phase: 'fatal', message: 'inventory did not start.', logs });
    expect(states()).toEqual(['not-run', 'not-run']);
  });

  it('does not wait for ever when a run ends without a verdict', async () => {
    const { container, checks } = bench();
    checks.run();
    await settled();
    container.lastCheck.breakOff();
    await settled();
    expect(checks.state.value).toMatchObject({ phase: 'fatal', message: /without a verdict/ });
  });

  it('says what failed when there is no container', async () => {
    const { checks } = bench({
      ready: () => Promise.reject(new Error('The host did not answer. Press Retry.')),
    });
    checks.run();
    await settled();
    expect(checks.state.value).toEqual({
      phase: 'fatal',
      message: 'The host did not answer. Press Retry.',
      logs: [],
    });
  });

  it('stops a run and ignores what still comes from it', async () => {
    const { container, checks, verdicts } = bench();
    checks.run();
    await settled();
    checks.stop();
    expect(container.lastCheck.disposed).toBe(true);
    container.lastCheck.tell({ type: 'verdict', passed: 2, failed: 0, total: 2, ms: 1 });
    await settled();
    expect(checks.state.value).toEqual({ phase: 'stopped' });
    expect(verdicts).toEqual([]);
  });

  it('begins anew when Check is pressed during a run', async () => {
    const { container, checks } = bench();
    checks.run();
    await settled();
    checks.run();
    await settled();
    expect(container.checkRuns.map((run) => run.disposed)).toEqual([true, false]);
  });

  it('knows that the verdict is old after an edit', async () => {
    const { container, checks } = bench();
    checks.changed();
    expect(checks.stale.value).toBe(false);
    checks.run();
    await settled();
    container.lastCheck.tell({ type: 'verdict', passed: 2, failed: 0, total: 2, ms: 1 });
    await settled();
    checks.changed();
    expect(checks.stale.value).toBe(true);
    checks.run();
    expect(checks.stale.value).toBe(false);
  });

  it('words the verdict', () => {
    expect(verdictText({ passed: 3, total: 3 })).toBe('All 3 checks passed');
    expect(verdictText({ passed: 2, total: 3 })).toBe('2 of 3 checks passed');
    expect(verdictText({ passed: 0, total: 0 })).toBe('There was nothing to check');
  });
});

describe('checkNames', () => {
  it('reads names in all three kinds of quotes, once each, in order', () => {
    const computed = ['test(`x $', '{1}`, f);'].join('');
    const source = `test('a', f);\n  it("b 'c'", f);\ncheck(\`d\`, f);\ntest('a', f);\nlatest('no', f);\n${computed}`;
    expect(checkNames(source)).toEqual(['a', "b 'c'", 'd']);
  });
});
