/** Brings what an older version of the site stored to the present schema. */
import type { KeyValueStore } from './ports.ts';
import { META_KEY, SCHEMA_VERSION } from './records.ts';

/**
 * `MIGRATIONS[n]` turns the entries of version n into those of version n + 1: it gives the entries to write.
 * Every version between the stored and the present one runs, in order.
 */
export type Migration = (entries: [key: string, value: unknown][]) => [key: string, value: unknown][];

export const MIGRATIONS: Record<number, Migration> = {};

/** What is stored is newer than this page, which was loaded before the site changed. */
export class NewerSchema extends Error {
  override name = 'NewerSchema';
}

function versionOf(meta: unknown): number | null {
  if (typeof meta !== 'object' || meta === null || !('version' in meta)) return null;
  return typeof meta.version === 'number' ? meta.version : null;
}

/** @throws NewerSchema, and whatever the store throws. */
export async function migrate(
  store: KeyValueStore,
  migrations: Record<number, Migration> = MIGRATIONS,
  present: number = SCHEMA_VERSION,
): Promise<void> {
  const stored = versionOf(await store.get(META_KEY));
  if (stored === present) return;
  if (stored === null) {
    await store.setMany([[META_KEY, { version: present }]]);
    return;
  }
  if (stored > present) throw new NewerSchema(`Stored version ${stored}, this page knows ${present}.`);
  let entries = await store.entries('');
  for (let version = stored; version < present; version++) {
    entries = migrations[version]?.(entries) ?? entries;
  }
  await store.setMany([...entries, [META_KEY, { version: present }]]);
}
