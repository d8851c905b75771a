import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/**
 * Node's own lib/fs.js over our bindings against the same over the operating system: the cases in
 * fixtures/fs_cases.mjs, results and errors (message, code, errno, syscall, path, dest) alike.
 */
const node = fileURLToPath(new URL('../../../../node_modules/node/bin/node', import.meta.url));
const runner = fileURLToPath(new URL('./fixtures/run_fs_cases.mjs', import.meta.url));
const output = execFileSync(node, ['--no-warnings', '--expose-internals', runner], {
  encoding: 'utf8',
  timeout: 60_000,
});
const results = JSON.parse(output) as [name: string, real: string, ours: string][];

describe('lib/fs.js over the virtual file system does as over Linux', () => {
  it.each(results)('%s', (_name, real, ours) => {
    expect(real).not.toContain('"crashed"');
    expect(JSON.parse(ours)).toEqual(JSON.parse(real));
  });
});
