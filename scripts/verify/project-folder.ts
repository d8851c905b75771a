/** Projects as folders on disk, for programs that need one. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { FileMap } from '../../src/course/index.ts';
import { buildLab, LAB_FOLDER } from '../../src/lab/build.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');

let lab: Promise<FileMap> | undefined;

/** Writes a project with the lab beside it, hands it over, and removes it again. */
export async function withProject<T>(files: FileMap, use: (folder: string) => Promise<T>): Promise<T> {
  lab ??= buildLab();
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-'));
  try {
    for (const [path, content] of Object.entries(await lab)) {
      await write(join(folder, LAB_FOLDER, path), content);
    }
    for (const [path, content] of Object.entries(files)) await write(join(folder, path), content);
    // What `npm install` would bring for the editor and the type check.
    for (const name of ['@types', 'undici-types']) {
      await symlink(join(REPOSITORY, 'node_modules', name), join(folder, 'node_modules', name));
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}
