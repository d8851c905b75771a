/** Tiny courses on disk: the base, and the base with one mistake in it. */
import { cp, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const folders: string[] = [];

afterAll(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** Names of the mistakes. */
export async function mistakes(): Promise<string[]> {
  return (await readdir(FIXTURES)).filter((name) => name !== 'base').sort();
}

/**
 * A copy of the base course, with the files of a mistake laid over it and those in its `REMOVED`
 * removed. TypeScript files are kept as `….ts.txt`, so that nobody takes them for tests of this project.
 */
export async function courseWith(mistake?: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-course-'));
  folders.push(folder);
  await cp(join(FIXTURES, 'base'), folder, { recursive: true });
  if (mistake !== undefined) {
    await cp(join(FIXTURES, mistake), folder, { recursive: true });
  }
  for (const entry of await readdir(folder, { recursive: true })) {
    if (entry.endsWith('.ts.txt')) await rename(join(folder, entry), join(folder, entry.slice(0, -4)));
  }
  for (const path of await lines(join(folder, 'REMOVED'))) {
    await rm(join(folder, path), { recursive: true });
    // A folder without files is not kept by git either.
    if ((await readdir(join(folder, path, '..'))).length === 0)
      await rm(join(folder, path, '..'), { recursive: true });
  }
  return folder;
}

/** The problems a mistake must be reported with, one line each. */
export async function expectedOf(mistake: string): Promise<string> {
  return (await readFile(join(FIXTURES, mistake, 'EXPECTED'), 'utf8')).trim();
}

async function lines(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}
