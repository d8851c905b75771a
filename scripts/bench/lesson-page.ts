/** A lesson page with its step solved and its container ready: where Run and Check are measured. */
import type { Browser, Page } from '@playwright/test';
import type { Mark } from '../../src/workbench/marks.ts';

/** Lesson 1.1, step 1. */
export const STEP_ID = '01-one-service/01-http-handler/1-answer';
export const STEP_PATH = 'learn/one-service/http-handler/answer/';

const WAIT_MS = 30_000;

export interface LessonPage {
  page: Page;
  close(): Promise<void>;
}

/**
 * Opens the step in a fresh profile and puts the solution in place. The service worker stays out: it would fetch the
 * whole course while something else is measured.
 */
export async function openSolvedStep(browser: Browser, siteUrl: string): Promise<LessonPage> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    serviceWorkers: 'block',
  });
  const page = await context.newPage();
  await page.goto(siteUrl + STEP_PATH);
  await untilMark(page, 'bulkhead:container-ready', 0);
  await page.getByRole('button', { name: 'Solve' }).click();
  return { page, close: () => context.close() };
}

/**
 * Waits for the mark's entry number `index` (0 is the first).
 * @returns milliseconds from navigation.
 * @throws Error when it does not come within 30 seconds.
 */
export async function untilMark(page: Page, mark: Mark, index: number): Promise<number> {
  const at = await page.evaluate(
    ([name, position, limit]) =>
      new Promise<number | null>((resolve) => {
        const look = () => performance.getEntriesByName(name)[position]?.startTime;
        const observer = new PerformanceObserver(() => {
          const found = look();
          if (found === undefined) return;
          observer.disconnect();
          resolve(found);
        });
        observer.observe({ type: 'mark', buffered: true });
        setTimeout(() => resolve(look() ?? null), limit);
      }),
    [mark, index, WAIT_MS] as const,
  );
  if (at !== null) return at;
  const status = await page.getByRole('status').or(page.getByRole('alert')).allInnerTexts();
  throw new Error(
    `The page did not reach "${mark}" within ${WAIT_MS / 1000} s; expected entry ${index + 1}. It says: ${status.join(' | ')}.`,
  );
}
