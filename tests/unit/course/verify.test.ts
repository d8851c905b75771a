import { describe, expect, it } from 'vitest';
import { casesOf, judge } from '../../../scripts/verify/cases.ts';
import { selects } from '../../../scripts/verify/selection.ts';
import type { Step } from '../../../src/course/index.ts';
import { loadCourse } from '../../../src/course/index.ts';
import type { CheckResult, FromCheck } from '../../../src/lab/protocol.ts';
import { courseWith } from './fixture-course.ts';

async function firstStep(): Promise<Step> {
  const [step] = (await loadCourse(await courseWith())).steps;
  if (step === undefined) throw new Error('There is a step.');
  return step;
}

function ended(state: CheckResult['state'], message: string | null = null): FromCheck[] {
  const result: CheckResult = {
    name: 'it works',
    file: 'checks/a.test.ts',
    state,
    ms: 1,
    message,
    expected: null,
    observed: null,
    logs: [],
    exchanges: [],
  };
  return [{ type: 'result', result }];
}

describe('cases of a step', () => {
  it('are the start, the solution and each mistake, with the checks', async () => {
    const cases = casesOf(await firstStep());
    expect(cases.map(({ name, files }) => [name, files['src/app.ts']])).toEqual([
      ['start', 'start\n'],
      ['solution', 'solved 1\n'],
      ['mistake wrong', 'wrong 1\n'],
    ]);
    for (const { files } of cases) expect(files['checks/a.test.ts']).toContain('it works');
  });

  it('are judged', async () => {
    const [start, solution, mistake] = casesOf(await firstStep());
    if (start === undefined || solution === undefined || mistake === undefined)
      throw new Error('Three cases.');
    expect(judge(start, ended('failed', 'no'))).toEqual([]);
    expect(judge(start, ended('passed'))).toEqual([
      { check: null, expected: 'at least one check fails on the start', found: '1 of 1 passed' },
    ]);
    expect(judge(solution, ended('passed'))).toEqual([]);
    expect(judge(solution, ended('failed', 'no'))).toEqual([
      { check: 'it works', expected: 'passed on the solution', found: 'no' },
    ]);
    expect(judge(mistake, ended('failed', 'well, it should work'))).toEqual([]);
    expect(judge(mistake, ended('failed', 'no'))).toEqual([
      { check: 'it works', expected: 'a message with "it should work"', found: 'no' },
    ]);
    expect(judge(mistake, ended('passed'))).toEqual([
      { check: 'it works', expected: 'failed on this mistake', found: 'passed' },
    ]);
    expect(judge(mistake, [])).toMatchObject([{ expected: 'a check of this name' }]);
  });

  it('never count a run that broke off as red', async () => {
    for (const one of casesOf(await firstStep())) {
      expect(judge(one, [{ type: 'fatal', message: 'no service', logs: [] }])).toEqual([
        { check: null, expected: 'a run that reaches its verdict', found: 'no service' },
      ]);
    }
  });
});

describe('selects', () => {
  it.each([
    ['*', true],
    ['01', true],
    ['01/01', true],
    ['1/1/1', true],
    ['01/01/1', true],
    ['one-service/begin/first', true],
    ['*/begin', true],
    ['01/01/2', false],
    ['02', false],
    ['01/0', false],
  ])('%s: %s', async (pattern, expected) => {
    expect(selects(pattern, await firstStep())).toBe(expected);
  });
});
