import { describe, expect, it } from 'vitest';
import type { ProjectEntry } from '../../../../src/workbench/project/types.ts';
import { nameProblem, treeMove, treeRows } from '../../../../src/workbench/tree/rows.ts';

const ENTRIES: ProjectEntry[] = [
  { kind: 'text', path: 'package.json' },
  { kind: 'text', path: 'src/app.ts' },
  { kind: 'text', path: 'src/domain/seats.ts' },
  { kind: 'check', path: 'checks/a.test.ts' },
  { kind: 'text', path: 'node_modules/x/index.js' },
];
const rows = treeRows(ENTRIES, new Set());

describe('treeRows', () => {
  it('puts folders first, each by name, and hides node_modules', () => {
    expect(rows.map((row) => [row.depth, row.path])).toEqual([
      [1, 'checks'],
      [2, 'checks/a.test.ts'],
      [1, 'src'],
      [2, 'src/domain'],
      [3, 'src/domain/seats.ts'],
      [2, 'src/app.ts'],
      [1, 'package.json'],
    ]);
  });

  it('counts siblings', () => {
    expect(rows.find((row) => row.path === 'src/app.ts')).toMatchObject({ position: 2, siblings: 2 });
    expect(rows.find((row) => row.path === 'package.json')).toMatchObject({ position: 3, siblings: 3 });
  });

  it('hides what is below a collapsed folder', () => {
    const paths = treeRows(ENTRIES, new Set(['src'])).map((row) => row.path);
    expect(paths).toEqual(['checks', 'checks/a.test.ts', 'src', 'package.json']);
  });

  it('lets checks and their folder be neither renamed nor deleted', () => {
    expect(rows.filter((row) => !row.mutable).map((row) => row.path)).toEqual(['checks', 'checks/a.test.ts']);
  });

  it('shows a new folder before it has a file', () => {
    const paths = treeRows([], new Set(), new Set(['lib/http'])).map((row) => row.path);
    expect(paths).toEqual(['lib', 'lib/http']);
  });
});

describe('treeMove', () => {
  it.each([
    ['src', 'ArrowDown', { type: 'focus', path: 'src/domain' }],
    ['src', 'ArrowUp', { type: 'focus', path: 'checks/a.test.ts' }],
    ['src', 'ArrowRight', { type: 'focus', path: 'src/domain' }],
    ['src', 'ArrowLeft', { type: 'collapse', path: 'src' }],
    ['src/app.ts', 'ArrowLeft', { type: 'focus', path: 'src' }],
    ['src/app.ts', 'ArrowRight', null],
    ['src', 'Home', { type: 'focus', path: 'checks' }],
    ['src', 'End', { type: 'focus', path: 'package.json' }],
    ['package.json', 'ArrowDown', null],
    ['package.json', 'a', { type: 'focus', path: 'checks/a.test.ts' }],
    ['checks/a.test.ts', 'a', { type: 'focus', path: 'src/app.ts' }],
    ['src', ' ', null],
  ])('at %s, %s', (path, key, move) => {
    expect(treeMove(rows, path, key)).toEqual(move);
  });

  it('opens a collapsed folder with the right arrow', () => {
    const collapsed = treeRows(ENTRIES, new Set(['src']));
    expect(treeMove(collapsed, 'src', 'ArrowRight')).toEqual({ type: 'expand', path: 'src' });
  });
});

describe('nameProblem', () => {
  const taken = new Set(['src', 'src/app.ts']);
  it.each(['new.ts', 'deep/er.ts', '.env'])('takes %s', (name) => {
    expect(nameProblem(name, 'src', taken)).toBeNull();
  });
  it.each([
    ['', 'src', /missing/],
    ['app.ts', 'src', /“src\/app.ts” exists already/],
    ['../x', '', /“..” is not allowed/],
    ['/x', '', /slash/],
    ['a//b', '', /not allowed/],
    ['a:b', '', /“:” is not allowed/],
    ['node_modules/x', '', /npm/],
    ['checks/x.ts', '', /lesson/],
  ])('refuses “%s” in “%s” with one sentence', (name, folder, sentence) => {
    expect(nameProblem(name, folder, taken)).toMatch(sentence);
  });
});
