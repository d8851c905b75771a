/** Where the site may be served from: nowhere, a plain address in the network, a host without headers, a sub-path. */
import path from 'node:path';
import type { Page } from '@playwright/test';
import { serve } from '../../scripts/serve.ts';
import { Bench, STEP_1 } from './bench.ts';
import { buildSite, ROOT, siteFolder } from './site.ts';
import { expect, foreign, LAN_NAME, test } from './test.ts';

async function expectStepWorks(bench: Bench): Promise<void> {
  await bench.press('Run');
  await bench.expectService('running');
  await bench.send();
  await bench.expectAnswer('200 OK');
  await bench.press('Check');
  await bench.expectAllPassed();
}

test('once the status bar says so, the course works offline, after a reload too', async ({
  context,
  page,
}) => {
  test.setTimeout(120_000);
  const server = await serve({ root: siteFolder(), port: 0 });
  const bench = new Bench(page);
  await bench.open(server.url + STEP_1);
  await expect(bench.status).toContainText('Offline ready', { timeout: 60_000 });
  await context.setOffline(true);
  await server.close();
  await bench.press('Solve');
  await expectStepWorks(bench);
  await bench.expectSaved();
  await bench.reload();
  await expectStepWorks(bench);
});

test('on a plain-http address in the network everything works but the offline copy', async ({ page }) => {
  const server = await serve({ root: siteFolder(), host: '127.0.0.1', port: 0 });
  const bench = new Bench(page);
  await bench.open(server.url.replace('127.0.0.1', LAN_NAME) + STEP_1);
  expect(
    await page.evaluate(() => [isSecureContext, 'serviceWorker' in navigator, crypto.subtle === undefined]),
  ).toEqual([false, false, true]);
  await bench.press('Solve');
  await expectStepWorks(bench);
  await server.close();
});

test('without COOP and COEP a step runs and checks', async ({ page }) => {
  const server = await serve({ root: siteFolder(), port: 0, isolation: false });
  const bench = new Bench(page);
  await bench.open(server.url + STEP_1);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await bench.press('Solve');
  await expectStepWorks(bench);
  await server.close();
});

test('built for a sub-path, a step runs and checks and asks for nothing above it', async ({ page }) => {
  test.setTimeout(180_000);
  const base = '/course/';
  const root = process.env['BULKHEAD_COURSE_DIST'] ?? path.join(ROOT, '.cache/course');
  if (!process.env['BULKHEAD_COURSE_DIST']) await buildSite(root, base);
  const server = await serve({ root, port: 0, base, isolation: false });
  const asked = pathsAskedFor(page);
  const bench = new Bench(page);
  await bench.open(server.url + STEP_1);
  await bench.press('Solve');
  await expectStepWorks(bench);
  expect(asked.filter((one) => !one.startsWith(base))).toEqual([]);
  await server.close();
});

test('no request goes to another origin', async ({ page, bench, requests }) => {
  for (const address of ['', 'licences/', 'play/']) await page.goto(address);
  await bench.open(STEP_1);
  await bench.press('Solve');
  await expectStepWorks(bench);
  expect(requests.length).toBeGreaterThan(100);
  // Those of every test before this one are among them.
  expect(foreign(requests)).toEqual([]);
});

function pathsAskedFor(page: Page): string[] {
  const paths: string[] = [];
  page.context().on('request', (request) => {
    const { protocol, pathname } = new URL(request.url());
    if (protocol === 'http:') paths.push(pathname);
  });
  return paths;
}
