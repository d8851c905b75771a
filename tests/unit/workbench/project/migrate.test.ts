import { describe, expect, it } from 'vitest';
import { migrate, NewerSchema } from '../../../../src/workbench/project/migrate.ts';
import { MemoryStore } from './fixtures.ts';

describe('migration of what is stored', () => {
  it('marks an empty store with the present version', async () => {
    const store = new MemoryStore();
    await migrate(store, {}, 3);
    expect([...store.data]).toEqual([['meta', { version: 3 }]]);
  });

  it('runs every version in between, in order, as one write', async () => {
    const store = new MemoryStore();
    store.data.set('meta', { version: 1 });
    store.data.set('step/a', 'one');
    const next =
      (word: string) =>
      (entries: [string, unknown][]): [string, unknown][] =>
        entries.filter(([key]) => key !== 'meta').map(([key, value]) => [key, `${value} ${word}`]);
    await migrate(store, { 1: next('two'), 2: next('three') }, 3);
    expect(store.data.get('step/a')).toBe('one two three');
    expect(store.data.get('meta')).toEqual({ version: 3 });
    expect(store.writes).toBe(1);
  });

  it('does not touch what a newer version stored', async () => {
    const store = new MemoryStore();
    store.data.set('meta', { version: 4 });
    await expect(migrate(store, {}, 3)).rejects.toBeInstanceOf(NewerSchema);
    expect(store.writes).toBe(0);
  });
});
