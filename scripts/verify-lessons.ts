/**
 * Proves every lesson, on real Node and in Chromium on the built-in host: on the start at least one check
 * fails, on the solution all pass, and each mistake fails with its own message. On real Node each starter
 * and each solution also passes its own tests and the type check.
 *
 *   node scripts/verify-lessons.ts [GLOB] [--repeat N] [--only-native | --only-browser]
 *
 * GLOB chooses steps: `01`, `01/01/2`, `one-service/http-handler`. Exit code 1 on any difference.
 */
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Step } from '../src/course/index.ts';
import { applyLayer, CourseError, checkPlan, loadCourse, loadStarter } from '../src/course/index.ts';
import type { FromCheck } from '../src/lab/protocol.ts';
import { browserRuntime } from './verify/browser.ts';
import type { Difference } from './verify/cases.ts';
import { casesOf, judge, summary } from './verify/cases.ts';
import { nativeRuntime } from './verify/native.ts';
import { checkProject } from './verify/projects.ts';
import type { Runtime } from './verify/runtime.ts';
import { selects } from './verify/selection.ts';

const ROOT = resolve(import.meta.dirname, '..');

/** How many cases were as they must be, and how many were not. */
const tally = { right: 0, wrong: 0 };

function report(where: string, what: string, outcome: string, differences: Difference[]): void {
  if (differences.length === 0) tally.right += 1;
  else tally.wrong += 1;
  const mark = differences.length === 0 ? 'ok  ' : 'FAIL';
  console.log(`${mark}  ${where}  ${what.padEnd(36)} ${outcome}`);
  for (const { check, expected, found } of differences) {
    console.log(`      step      ${where}`);
    if (check !== null) console.log(`      check     ${check}`);
    console.log(`      expected  ${expected}`);
    console.log(`      found     ${found.trim().replaceAll('\n', '\n                ')}`);
  }
}

/** Where lessons are proved, by the option that selects it alone. */
const RUNTIMES = { native: async () => nativeRuntime(), browser: browserRuntime };
type RuntimeName = keyof typeof RUNTIMES;

async function verifyOn(name: RuntimeName, steps: Step[], repeat: number): Promise<void> {
  let runtime: Runtime;
  try {
    runtime = await RUNTIMES[name]();
  } catch (error) {
    report(name, 'start of the runtime', '', [{ check: null, expected: 'a runtime', found: String(error) }]);
    return;
  }
  console.log(`\nLessons on ${runtime.name}: ${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`);
  try {
    for (const step of steps) await verifyStep(name, runtime, step, repeat);
  } finally {
    await runtime.dispose();
  }
}

async function verifyStep(name: RuntimeName, runtime: Runtime, step: Step, repeat: number): Promise<void> {
  const where = `${name.padEnd(7)}  ${step.id}`;
  for (const one of casesOf(step)) {
    for (let round = 0; round < repeat; round += 1) {
      const started = performance.now();
      let events: FromCheck[];
      try {
        events = await runtime.run(one.files, checkPlan(step));
      } catch (error) {
        report(where, one.name, '', [{ check: null, expected: 'a run', found: String(error) }]);
        continue;
      }
      const results = events.flatMap((event) => (event.type === 'result' ? [event.result] : []));
      const ms = Math.round(performance.now() - started);
      report(where, one.name, `${summary(results)}, ${ms} ms`, judge(one, events));
    }
  }
}

async function verifyProjects(steps: Step[], everything: boolean): Promise<void> {
  console.log('\nProjects on their own');
  for (const step of steps) {
    const solved = { ...applyLayer(step.files, step.solution), ...step.checks };
    report(step.id, 'solution: npm test and tsc', '', await checkProject(solved));
  }
  if (!everything) return;
  const entries = await readdir(resolve(ROOT, 'starters'), { withFileTypes: true });
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    report(`starters/${name}`, 'npm test and tsc', '', await checkProject(await loadStarter(ROOT, name)));
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      repeat: { type: 'string', default: '1' },
      'only-native': { type: 'boolean', default: false },
      'only-browser': { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const repeat = Number(values.repeat);
  if (!Number.isInteger(repeat) || repeat < 1) {
    console.error(`--repeat should be a whole number from 1, found "${values.repeat}".`);
    return 1;
  }
  if (values['only-native'] && values['only-browser']) {
    console.error(
      '--only-native and --only-browser exclude each other: leave one out, or both for both runtimes.',
    );
    return 1;
  }
  const pattern = positionals[0] ?? '*';
  const course = await loadCourse(ROOT);
  const steps = course.steps.filter((step) => selects(pattern, step));
  if (steps.length === 0) {
    console.error(`No step matches "${pattern}". Steps: ${course.steps.map((step) => step.id).join(', ')}.`);
    return 1;
  }
  if (!values['only-browser']) {
    await verifyOn('native', steps, repeat);
    await verifyProjects(steps, positionals.length === 0);
  }
  if (!values['only-native']) await verifyOn('browser', steps, repeat);
  console.log(`${tally.right} as expected, ${tally.wrong} not`);
  return tally.wrong === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof CourseError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
