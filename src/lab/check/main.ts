/**
 * `check.js PLAN.json`: carries out one check run in the current folder and reports it on stdout.
 * Exit code 0 when every check passed, 1 when one failed, 2 when the run could not be carried out.
 */
import { fileURLToPath } from 'node:url';
import type { FromCheck, ToCheck } from '../protocol.ts';
import { FROM_LAB, TO_LAB } from '../protocol.ts';
import { readFrames, writeFrame } from '../stdio.ts';
import { PlanError, readPlan } from './plan.ts';
import { CheckRun } from './run.ts';

let last: Promise<void> = Promise.resolve();
let exitCode = 2;

function emit(event: FromCheck): void {
  if (event.type === 'verdict') exitCode = event.failed === 0 ? 0 : 1;
  last = writeFrame(FROM_LAB, event);
}

function beside(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

try {
  const plan = readPlan(process.argv[2]);
  const run = new CheckRun({
    plan,
    cwd: process.cwd(),
    runner: beside('runner.js'),
    reporter: beside('reporter.js'),
    emit,
  });
  const abandon = () => {
    void run.abandon().then(() => process.exit(2));
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, abandon);
  const stop = (value: unknown) => {
    if ((value as ToCheck | null)?.type === 'stop') abandon();
  };
  readFrames(TO_LAB, { message: stop }).release();
  await run.run();
} catch (error) {
  const message =
    error instanceof PlanError ? error.message : `The check run itself failed: ${String(error)}`;
  emit({ type: 'fatal', message, logs: [] });
}
await last;
process.exit(exitCode);
