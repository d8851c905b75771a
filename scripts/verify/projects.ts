/** Proof that a project is whole without the page: its own tests pass, and its types hold. */
import { resolve } from 'node:path';
import type { FileMap } from '../../src/course/index.ts';
import type { Difference } from './cases.ts';
import { runCommand } from './command.ts';
import { withProject } from './project-folder.ts';

const TSC = resolve(import.meta.dirname, '../../node_modules/typescript/bin/tsc');

export function checkProject(files: FileMap): Promise<Difference[]> {
  return withProject(files, async (folder) => {
    const differences: Difference[] = [];
    const tests = await runCommand('npm', ['test', '--silent'], folder);
    if (tests.exitCode !== 0) {
      differences.push({
        check: 'npm test',
        expected: 'exit code 0',
        found: `exit code ${tests.exitCode}\n${tests.output}`,
      });
    }
    const types = await runCommand(process.execPath, [TSC, '--noEmit', '-p', '.'], folder);
    if (types.exitCode !== 0) {
      differences.push({ check: 'tsc --noEmit', expected: 'no type error', found: types.output.trim() });
    }
    return differences;
  });
}
