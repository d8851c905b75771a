// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the shell's own.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleProgram, PROGRAMS, type ProgramName } from '../../../../src/host/programs/bundle.ts';
import { makeProject, NODE, type Project, run } from './support.ts';

const ALLOWED = ['child_process', 'fs', 'fs/promises', 'http', 'os', 'path', 'path/posix', 'process'];
/** Kilobytes, raw. */
const LARGEST: Record<ProgramName, number> = { shell: 1_050, npm: 20, curl: 30 };

describe('the bundles', () => {
  const bundles = new Map<ProgramName, string>();
  let project: Project;
  let folder = '';

  beforeAll(async () => {
    project = makeProject({ 'a.ts': 'console.log("from node");', 'log.txt': 'GET /a 200\nGET /b 500\n' });
    folder = mkdtempSync(join(tmpdir(), 'bulkhead-bundles-'));
    for (const name of PROGRAMS) {
      bundles.set(name, await bundleProgram(name));
      writeFileSync(join(folder, `${name}.mjs`), bundles.get(name) ?? '');
    }
  });

  afterAll(() => {
    project.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(PROGRAMS)('of %s imports only what the built-in host has', (name) => {
    const imports = (bundles.get(name) ?? '').matchAll(/(?:from|import)\s*\(?"((?:node:)?[\w/.@-]+)"/g);
    const foreign = [...imports]
      .map(([, module = '']) => module)
      .filter((module) => !ALLOWED.includes(module.slice(5)));
    expect(foreign).toEqual([]);
  });

  it.each(PROGRAMS)('of %s stays small', (name) => {
    expect((bundles.get(name) ?? '').length / 1_000).toBeLessThan(LARGEST[name]);
  });

  it.each([
    ['node a.ts | tr a-z A-Z', 'FROM NODE\n'],
    ["grep -E ' 5[0-9]{2}$' log.txt", 'GET /b 500\n'],
    ["sed -n 's/GET \\(.*\\) 200/\\1/p' log.txt", '/a\n'],
    ["awk '{ n[$3]++ } END { print n[200] }' log.txt", '1\n'],
    [`echo '{"a":[1,2]}' | jq -c '.a | map(. + 1)'`, '[2,3]\n'],
    ['[[ ab12 =~ ([0-9]+) ]] && echo "${BASH_REMATCH[1]}"', '12\n'],
    ['x=a.b.c; echo "${x//./-} ${x%%.*}"', 'a-b-c a\n'],
    ['find . -name "*.txt"', './log.txt\n'],
    ['sha256sum < /dev/null | cut -c 1-8', 'e3b0c442\n'],
  ])('runs %s', async (script, stdout) => {
    const args = [join(folder, 'shell.mjs'), '-c', script];
    expect(await run(project, NODE, args)).toEqual({ stdout, stderr: '', code: 0 });
  });

  it('of npm and curl run', async () => {
    expect((await run(project, NODE, [join(folder, 'npm.mjs'), '-v'])).stdout).toMatch(/^11\./);
    expect((await run(project, NODE, [join(folder, 'curl.mjs'), 'http://'])).code).toBe(3);
  });
});
