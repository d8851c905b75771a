/** The two that are compared: real Node, and the built-in host in headless Chromium. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { chromium } from '@playwright/test';
import type { FileSystemTree } from '@webcontainer/api';
import { CHROMIUM_FLAGS, findChromium } from '../../scripts/lib/chromium.ts';
import type { Contract } from '../contract/page/main.ts';
import { serveContractPage } from '../contract/setup.ts';
import type { Case } from './cases.ts';

declare const contract: Contract;

export interface Outcome {
  stdout: string;
  stderr: string;
  code: number | null;
  signal: string | null;
  timedOut: boolean;
  /** The project's folder, and Node's own path: they differ and mean the same. */
  cwd: string;
  node: string;
}

export interface Runtime {
  run(one: Case): Promise<Outcome>;
  dispose(): Promise<void>;
}

/** A case that has not ended by then has a difference, or is none. */
const TIMEOUT_MS = 15_000;
const PROBE = '.probe.mjs';
const PLAN = '.plan.json';

async function filesOf(one: Case): Promise<Record<string, string>> {
  const { args, env, stdin } = one;
  return {
    ...one.files,
    [PROBE]: await readFile(path.join(import.meta.dirname, 'probe.mjs'), 'utf8'),
    [PLAN]: JSON.stringify({ args, env, stdin, timeoutMs: TIMEOUT_MS }),
  };
}

function parse(output: string, cwd: string, node: string): Outcome {
  try {
    return { ...JSON.parse(output.trim().split('\n').at(-1) ?? ''), cwd, node };
  } catch {
    const stderr = `The probe gave no result. It printed: ${output}`;
    return { stdout: '', stderr, code: null, signal: null, timedOut: false, cwd, node };
  }
}

export function nativeRuntime(): Runtime {
  const run = promisify(execFile);
  const env = {
    PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: '/home',
    LANG: 'en_US.UTF-8',
    USER: 'learner',
  };
  return {
    async run(one) {
      const folder = await mkdtemp(path.join(tmpdir(), 'bulkhead-conformance-'));
      const cwd = path.join(folder, 'project');
      try {
        for (const [name, text] of Object.entries(await filesOf(one))) {
          await mkdir(path.dirname(path.join(cwd, name)), { recursive: true });
          await writeFile(path.join(cwd, name), text);
        }
        const { stdout } = await run(process.execPath, [PROBE, PLAN], {
          cwd,
          env,
          maxBuffer: 64 * 1024 * 1024,
        });
        return parse(stdout, cwd, process.execPath);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    dispose: async () => {},
  };
}

/** One page; a container of its own for each case. */
export async function hostRuntime(): Promise<Runtime> {
  const server = await serveContractPage();
  const browser = await chromium.launch({ executablePath: await findChromium(), args: [...CHROMIUM_FLAGS] });
  const page = await browser.newPage();
  await page.goto(server.url);
  await page.waitForFunction(() => 'contract' in globalThis);
  return {
    async run(one) {
      const output = await page.evaluate(
        async ([tree, args]) => {
          await contract.boot({ workdirName: 'project' });
          try {
            await contract.container.mount(tree);
            return (await contract.done(await contract.start('node', args, {}))).output;
          } finally {
            contract.container.teardown();
          }
        },
        [treeOf(await filesOf(one)), [PROBE, PLAN]] as [FileSystemTree, string[]],
      );
      return parse(output, '/home/project', '/usr/bin/node');
    },
    async dispose() {
      await browser.close();
      await server.close();
    },
  };
}

function treeOf(files: Record<string, string>): FileSystemTree {
  const tree: FileSystemTree = {};
  for (const [name, contents] of Object.entries(files)) {
    const parts = name.split('/');
    const last = parts.pop() as string;
    let folder = tree;
    for (const part of parts) {
      folder[part] ??= { directory: {} };
      folder = (folder[part] as { directory: FileSystemTree }).directory;
    }
    folder[last] = { file: { contents } };
  }
  return tree;
}
