/** What an idle process costs, as proportional set size (`/proc/PID/smaps_rollup`, Linux only). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Browser } from '@playwright/test';
import { openHostPage } from './host-page.ts';
import { end } from './native.ts';
import type { Part } from './part.ts';

const PROCESSES = 6;
const IDLE = ['-e', "console.log('idle'); setInterval(() => {}, 1e6)"];
/** For garbage of the start to be collected. */
const SETTLE_MS = 2_000;

export const memory: Part = {
  name: 'memory',
  async run({ browser, site, progress }) {
    if (process.platform !== 'linux') {
      return { figures: [], details: ['Memory is measured on Linux only.'], samples: {} };
    }
    const host = await openHostPage(browser, site.url, {});
    try {
      // The first brings what all share, and a spare worker is warm beside it.
      await host.start(IDLE);
      await settle();
      const before = await browserMiB(browser);
      for (let index = 1; index <= PROCESSES; index += 1) {
        progress(`idle process ${index} of ${PROCESSES}`);
        await host.start(IDLE);
      }
      await settle();
      const after = await browserMiB(browser);
      const native = await nativeMiB();
      return {
        figures: [
          {
            name: 'Memory of one idle process',
            value: (after - before) / PROCESSES,
            unit: 'MiB',
            native,
            target: null,
          },
        ],
        details: [
          `All page processes of the browser: ${Math.round(before)} MiB with one idle process, ${Math.round(after)} MiB with ${PROCESSES + 1}.`,
        ],
        samples: { before, after, native },
      };
    } finally {
      await host.close();
    }
  },
};

function settle(): Promise<void> {
  return new Promise((go) => setTimeout(go, SETTLE_MS));
}

async function browserMiB(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = (await session.send('SystemInfo.getProcessInfo')) as {
    processInfo: { type: string; id: number }[];
  };
  await session.detach();
  let total = 0;
  for (const { type, id } of processInfo) if (type === 'renderer') total += await pssMiB(id);
  return total;
}

async function nativeMiB(): Promise<number> {
  const child = spawn(process.execPath, IDLE, { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    await once(child.stdout, 'data');
    await settle();
    return await pssMiB(child.pid ?? 0);
  } finally {
    await end(child);
  }
}

/** Pages that processes share count for each in part; 0 when the process has just ended. */
async function pssMiB(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) / 1024;
}
