/**
 * `runner.js`: the process that runs the check files. Started by the supervisor as
 * `node --test-reporter=reporter.js --test-timeout=… runner.js FILE…`, one process for all files:
 * Node's test runner, without a process per file.
 */
import { resolve } from 'node:path';
import { afterEach, beforeEach } from 'node:test';
import { pathToFileURL } from 'node:url';
import { beginEntry, endEntry } from '../kit/journal.ts';
import { openLink, tell } from '../kit/link.ts';

await openLink();

beforeEach(async () => {
  // The reporter's `started` leaves this process before the check's own code can block it.
  await new Promise((go) => setImmediate(go));
  beginEntry();
});
afterEach((t) => {
  tell({ type: 'context', name: 'name' in t ? t.name : '', ...endEntry() });
});

for (const file of process.argv.slice(2)) {
  try {
    await import(pathToFileURL(resolve(file)).href);
  } catch (error) {
    tell({
      type: 'file-failed',
      file,
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}
