import { describe, expect, it } from 'vitest';
import type { Step } from '../../../src/course/index.ts';
import { demonstration, difference } from '../../../src/site/demonstration.ts';

const SOLVED = ['one', 'two', 'three', 'four', 'five'].join('\n');

function stepWith(mistakes: { name: string; files: Record<string, string | null> }[]): Step {
  return {
    files: { 'src/app.ts': 'start' },
    solution: { 'src/app.ts': SOLVED },
    mistakes: mistakes.map((mistake) => ({
      ...mistake,
      title: `title of ${mistake.name}`,
      check: `check of ${mistake.name}`,
      message: `message of ${mistake.name}`,
    })),
  } as unknown as Step;
}

describe('the difference between a solution and a wrong answer', () => {
  it('is the changed line', () => {
    expect(difference(['a', 'b', 'c'], ['a', 'X', 'c'])).toEqual({ start: 1, end: 2, size: 2 });
  });
  it('marks the line where an omission would be', () => {
    expect(difference(['a', 'b', 'c'], ['a', 'c'])).toEqual({ start: 1, end: 2, size: 1 });
  });
  it('does not count a repeated line twice', () => {
    expect(difference(['a', 'a'], ['a', 'a', 'a'])).toEqual({ start: 2, end: 3, size: 1 });
  });
});

describe('the demonstration', () => {
  it('shows the smallest mistake with the check that names it', () => {
    const shown = demonstration(
      stepWith([
        { name: 'large', files: { 'src/app.ts': 'nothing\nof\nit' } },
        { name: 'small', files: { 'src/app.ts': SOLVED.replace('three', 'THREE') } },
      ]),
    );
    expect(shown).toMatchObject({ path: 'src/app.ts', check: 'check of small', message: 'message of small' });
    expect(shown?.text.split('\n').slice(shown.marked.from, shown.marked.to)).toEqual(['THREE']);
  });

  it('shows some lines around the difference and no more', () => {
    const long = Array.from({ length: 40 }, (_, index) => `line ${index + 1}`);
    const step = stepWith([{ name: 'wrong', files: { 'src/app.ts': long.with(29, 'wrong').join('\n') } }]);
    step.solution = { 'src/app.ts': long.join('\n') };
    expect(demonstration(step)).toMatchObject({ shown: { from: 22, to: 36 }, marked: { from: 29, to: 30 } });
  });

  it('stays inside a short file', () => {
    const step = stepWith([{ name: 'wrong', files: { 'src/app.ts': `${SOLVED.replace('one', 'ONE')}\n` } }]);
    step.solution = { 'src/app.ts': `${SOLVED}\n` };
    expect(demonstration(step)?.shown).toEqual({ from: 0, to: 5 });
  });

  it('is left out when no mistake changes a file of the solution', () => {
    expect(demonstration(stepWith([{ name: 'deletes', files: { 'src/app.ts': null } }]))).toBeNull();
  });
});
