/** What the page's main thread went through, measured inside the page from its first moment. */
import type { BrowserContext, Page } from '@playwright/test';

interface Watch {
  /** Milliseconds of the longest task since the last `restart`. */
  longestTask: number;
  /** Bytes, the most that was seen. */
  heapPeak: number;
}

declare global {
  /** In the page only. */
  var watch: Watch;
  interface Performance {
    /** Chromium only. */
    memory: { usedJSHeapSize: number };
  }
}

const SAMPLE_MS = 50;

/** In every page of the context, frames left out: a frame of the site shares the page's thread. */
export async function watchPages(context: BrowserContext): Promise<void> {
  await context.addInitScript((sampleMs) => {
    if (self !== top) return;
    globalThis.watch = { longestTask: 0, heapPeak: 0 };
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) watch.longestTask = Math.max(watch.longestTask, duration);
    }).observe({ type: 'longtask' });
    setInterval(() => {
      watch.heapPeak = Math.max(watch.heapPeak, performance.memory.usedJSHeapSize);
    }, sampleMs);
  }, SAMPLE_MS);
}

export interface Measured {
  longestTaskMs: number;
  heapGrowthMiB: number;
}

/** Runs `work` and tells what it did to the page. */
export async function measure(page: Page, work: () => Promise<void>): Promise<Measured> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('HeapProfiler.collectGarbage');
  const before = await page.evaluate(() => {
    const used = performance.memory.usedJSHeapSize;
    Object.assign(watch, { longestTask: 0, heapPeak: used });
    return used;
  });
  await work();
  // A long task is told once it is over, in a task of its own.
  const { longestTask, heapPeak } = await page.evaluate(async () => {
    await new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
    return watch;
  });
  await cdp.detach();
  return {
    longestTaskMs: Math.round(longestTask),
    heapGrowthMiB: Math.round((heapPeak - before) / 2 ** 20),
  };
}
