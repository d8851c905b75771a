/**
 * Measures the built site against native Node on the same machine, in one run. See docs/bench.md.
 *
 *   node scripts/bench.ts [--no-build] [--only NAME]… [--json FILE] [--root dist]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { check } from './bench/check.ts';
import { editable } from './bench/editable.ts';
import { memory } from './bench/memory.ts';
import type { Part, PartResult } from './bench/part.ts';
import { run } from './bench/run.ts';
import { openSite } from './bench/site.ts';
import { tableOf } from './bench/table.ts';
import { throughput } from './bench/throughput.ts';
import { CHROMIUM_FLAGS, findChromium } from './lib/chromium.ts';

const ROOT = resolve(import.meta.dirname, '..');
const PARTS: Part[] = [editable, run, check, throughput, memory];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'no-build': { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'string' },
      root: { type: 'string', default: resolve(ROOT, 'dist') },
    },
  });
  const parts = choose(values.only);
  if (!values['no-build']) await build();

  const site = await openSite(values.root);
  const browser = await chromium.launch({ executablePath: await findChromium(), args: [...CHROMIUM_FLAGS] });
  const head = [
    `Node ${process.version}, Chromium ${browser.version()}, ${availableParallelism()} cores (${cpus()[0]?.model.trim() || 'unknown'})`,
    `Load average at the start ${loads()}`,
  ];
  console.log(`${head.join('\n')}\n`);
  const results: Record<string, PartResult> = {};
  try {
    for (const part of parts) {
      results[part.name] = await part.run({
        browser,
        site,
        progress: (text) => process.stderr.isTTY && process.stderr.write(`\x1b[2K\r${part.name}: ${text}`),
      });
      if (process.stderr.isTTY) process.stderr.write('\x1b[2K\r');
    }
  } finally {
    await browser.close();
    await site.close();
  }
  const figures = Object.values(results).flatMap((result) => result.figures);
  console.log(tableOf(figures).join('\n'));
  for (const [name, { details }] of Object.entries(results)) {
    console.log(`\n${name}`);
    for (const detail of details) console.log(`  ${detail}`);
  }
  head.push(`Load average at the end ${loads()}`);
  console.log(`\n${head.at(-1)}`);
  if (values.json !== undefined) {
    await writeFile(values.json, `${JSON.stringify({ head, results }, null, 2)}\n`);
  }
}

function choose(names: string[]): Part[] {
  const unknown = names.find((name) => !PARTS.some((part) => part.name === name));
  if (unknown !== undefined) {
    throw new Error(
      `--only should be one of ${PARTS.map((part) => part.name).join(', ')}, found "${unknown}".`,
    );
  }
  return names.length === 0 ? PARTS : PARTS.filter((part) => names.includes(part.name));
}

async function build(): Promise<void> {
  console.log('Building the site; --no-build measures the build that is there.');
  const child = spawn('npm', ['run', 'build'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const keep = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`The build failed with exit code ${code}:\n${output.slice(-4_000)}`);
}

function loads(): string {
  return loadavg()
    .map((load) => load.toFixed(2))
    .join(' ');
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
