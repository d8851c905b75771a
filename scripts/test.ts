/**
 * Everything that must hold, in one command: style, types, unit tests, the host's contract in Chromium,
 * every lesson on real Node and on the built-in host, and the learner's path end to end.
 * The last line is `N passed, N failed`; the exit code is 1 when anything failed.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findChromium } from './lib/chromium.ts';

interface Count {
  passed: number;
  failed: number;
}

interface Step {
  title: string;
  command: string[];
  /** How many tests the step ran; without it the step counts as one. */
  count?: (output: string) => Count;
  env?: Record<string, string>;
}

const root = path.resolve(import.meta.dirname, '..');
const scratch = mkdtempSync(path.join(tmpdir(), 'bulkhead-test-'));
const report = (name: string): string => path.join(scratch, `${name}.json`);

const vitestCount = (): Count => {
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(
    readFileSync(report('unit'), 'utf8'),
  );
  return { passed: numPassedTests, failed: numFailedTests || numFailedTestSuites };
};

const playwrightCount = (name: string) => (): Count => {
  const { stats, errors } = JSON.parse(readFileSync(report(name), 'utf8'));
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length };
};

/** The line `N as expected, N not` of the lesson proof. */
const lessonCount = (output: string): Count => {
  const lines = [...output.matchAll(/(\d+) as expected, (\d+) not/g)];
  const sum = (index: number): number => lines.reduce((total, line) => total + Number(line[index]), 0);
  return { passed: sum(1), failed: sum(2) };
};

const playwright = (title: string, name: string): Step => ({
  title,
  command: ['playwright', 'test', '--config', `tests/${name}/playwright.config.ts`, '--reporter=list,json'],
  env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report(name), PLAYWRIGHT_JSON_OUTPUT_FILE: report(name) },
  count: playwrightCount(name),
});

const steps: Step[] = [
  { title: 'Style', command: ['biome', 'check'] },
  { title: 'Runtime', command: ['node', 'scripts/build-runtime.ts'] },
  { title: 'Types', command: ['astro', 'check', '--minimumFailingSeverity', 'error'] },
  {
    title: 'Unit tests',
    command: [
      'vitest',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report('unit')}`,
    ],
    count: vitestCount,
  },
  { title: 'Site', command: ['astro', 'build'] },
  { title: 'Lessons', command: ['node', 'scripts/verify-lessons.ts'], count: lessonCount },
  playwright('Contract of the built-in host', 'contract'),
  playwright('End to end', 'e2e'),
];

/** Names on the command line choose steps, e.g. `npm test -- unit lessons`. */
const wanted = process.argv.slice(2).map((word) => word.toLowerCase());
const chosen = steps.filter(
  ({ title }) => wanted.length === 0 || wanted.some((word) => title.toLowerCase().includes(word)),
);

async function run(step: Step, chromium: string): Promise<Count> {
  console.log(`\n── ${step.title} ${'─'.repeat(Math.max(0, 60 - step.title.length))}`);
  const started = performance.now();
  const [command = '', ...args] = step.command;
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      ...step.env,
      PATH: `${path.join(root, 'node_modules/.bin')}${path.delimiter}${process.env['PATH'] ?? ''}`,
      BULKHEAD_CHROMIUM: chromium,
      BULKHEAD_DIST: path.join(root, 'dist'),
      ASTRO_TELEMETRY_DISABLED: '1',
      CI: '1',
    },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    process.stdout.write(chunk);
    output += chunk.toString();
  });
  const code = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on('close', (status) => resolve(status ?? 1));
  });
  let count: Count;
  try {
    count = step.count ? step.count(output) : { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  } catch {
    count = { passed: 0, failed: 1 };
  }
  // A step that failed without naming a test has still failed.
  if (code !== 0 && count.failed === 0) count.failed = 1;
  console.log(
    `${step.title}: ${count.passed} passed, ${count.failed} failed (${((performance.now() - started) / 1000).toFixed(0)} s)`,
  );
  return count;
}

const total: Count = { passed: 0, failed: 0 };
try {
  const chromium = await findChromium();
  for (const step of chosen) {
    const { passed, failed } = await run(step, chromium);
    total.passed += passed;
    total.failed += failed;
  }
} catch (error) {
  console.error((error as Error).message);
  total.failed++;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
