/** The lab in headless Chromium, on the built-in host, through the container room as the site uses it. */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { build } from 'vite';
import { containerPlugins } from '../../src/container/vite/index.ts';
import { buildRuntime } from '../build-runtime.ts';
import { CHROMIUM_FLAGS, findChromium } from '../lib/chromium.ts';
import { type Serving, serve } from '../serve.ts';
import type { LessonPage } from './page/main.ts';
import type { Runtime } from './runtime.ts';

declare const lessonPage: LessonPage;

const ROOT = resolve(import.meta.dirname, '../..');

/**
 * One browser and one container for all runs: each begins with the files of its own project and nothing
 * else, and its services have ended when it has. After a run that did not end in order the page is loaded anew.
 */
export async function browserRuntime(): Promise<Runtime> {
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-verify-'));
  let server: Serving | undefined;
  let browser: Browser | undefined;
  const dispose = async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await buildPage(folder);
    server = await serve({ root: folder, port: 0 });
    browser = await chromium.launch({ executablePath: await findChromium(), args: [...CHROMIUM_FLAGS] });
    const page = await browser.newPage();
    await page.goto(server.url);
    const name = await page.evaluate(() => lessonPage.name());
    return { name, run: (files, plan) => runIn(page, files, plan), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

const runIn = async (page: Page, ...run: Parameters<Runtime['run']>): ReturnType<Runtime['run']> => {
  try {
    return await page.evaluate(([files, plan]) => lessonPage.run(files, plan), run);
  } catch (error) {
    await page.reload();
    throw error;
  }
};

/** The page and, beside it, the host's runtime as it is now. */
async function buildPage(outDir: string): Promise<void> {
  if (await isRuntimeOld()) await buildRuntime();
  await build({
    configFile: false,
    root: join(import.meta.dirname, 'page'),
    publicDir: join(ROOT, 'public'),
    plugins: containerPlugins(),
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true, target: 'es2023' },
  });
}

async function isRuntimeOld(): Promise<boolean> {
  const built = await changedAt(join(ROOT, 'public/headless.html'));
  const sources = await Promise.all(
    ['src/host', 'scripts/runtime', 'scripts/build-runtime.ts'].map((path) => changedAt(join(ROOT, path))),
  );
  return sources.some((source) => source > built);
}

/** When a file, or the newest file below a folder, was last changed; 0 when it is not there. */
async function changedAt(path: string): Promise<number> {
  const info = await stat(path).catch(() => null);
  if (info === null) return 0;
  if (!info.isDirectory()) return info.mtimeMs;
  const entries = await readdir(path);
  return Math.max(0, ...(await Promise.all(entries.map((entry) => changedAt(join(path, entry))))));
}
