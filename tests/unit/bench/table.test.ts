import { describe, expect, it } from 'vitest';
import type { Figure } from '../../../scripts/bench/part.ts';
import { median, spread } from '../../../scripts/bench/statistics.ts';
import { isMet, tableOf } from '../../../scripts/bench/table.ts';

const figure = (change: Partial<Figure>): Figure => ({
  name: 'Check verdict',
  value: 100,
  unit: 'ms',
  native: null,
  target: null,
  ...change,
});

describe('the table of the bench', () => {
  it('shows value, native value, ratio and whether the target is met', () => {
    const rows = tableOf([
      figure({ native: 50, target: { kind: 'ratio-at-most', value: 1 } }),
      figure({ name: 'Sent', value: 1.0437, unit: 'MB', target: { kind: 'at-most', value: 1.2 } }),
    ]);
    expect(rows.map((row) => row.replaceAll(/ +/g, ' '))).toEqual([
      '| Figure | Value | Native | Ratio | Target | |',
      expect.stringMatching(/^\|-+\|-+:\|-+:\|-+:\|-+\|-+\|$/),
      '| Check verdict | 100 ms | 50 ms | 2.00 | ≤ 1 × native | missed |',
      '| Sent | 1.044 MB | | | ≤ 1.2 MB | met |',
    ]);
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
  });

  it.each([
    [figure({ value: 900, target: { kind: 'at-most', value: 900 } }), true],
    [figure({ value: 901, target: { kind: 'at-most', value: 900 } }), false],
    [figure({ value: 90, native: 100, target: { kind: 'ratio-at-least', value: 0.9 } }), true],
    [figure({ value: 89, native: 100, target: { kind: 'ratio-at-least', value: 0.9 } }), false],
    [figure({ value: 110, native: 100, target: { kind: 'ratio-at-most', value: 1 } }), false],
    [figure({}), true],
  ])('judges %o: %s', (one, met) => {
    expect(isMet(one)).toBe(met);
  });
});

describe('statistics', () => {
  it('takes the middle value, or the mean of the two in the middle', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 2, 9])).toBe(3);
    expect(median([])).toBeNaN();
  });

  it('shows how far figures lie apart', () => {
    expect(spread([120.4, 99.6, 160])).toBe('100–160');
  });
});
