/** The built-in host in an otherwise quiet page of the site. */
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { build } from 'esbuild';
import type { HostInPage } from './page/host.ts';

export interface HostPage extends HostInPage {
  close(): Promise<void>;
}

/** A page with little on it. */
const QUIET = 'licences/';

export async function openHostPage(
  browser: Browser,
  siteUrl: string,
  files: Record<string, string>,
): Promise<HostPage> {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.goto(siteUrl + QUIET);
  await page.addScriptTag({ content: await harness() });
  const call = caller(page);
  const host: HostPage = {
    boot: (given) => call('boot', given),
    listen: (args, port) => call('listen', args, port),
    start: (args) => call('start', args),
    run: (args, env) => call('run', args, env),
    close: () => context.close(),
  };
  await host.boot(files);
  return host;
}

function caller(page: Page) {
  return <Name extends keyof HostInPage>(name: Name, ...given: Parameters<HostInPage[Name]>) =>
    page.evaluate(
      async ([method, values]) => {
        const { bulkheadBench } = globalThis as {
          bulkheadBench?: Record<string, (...all: unknown[]) => unknown>;
        };
        return bulkheadBench?.[method]?.(...values);
      },
      [name as string, given as unknown[]] as const,
    ) as ReturnType<HostInPage[Name]>;
}

async function harness(): Promise<string> {
  const result = await build({
    entryPoints: [join(import.meta.dirname, 'page/host.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2023',
    logLevel: 'silent',
  });
  return result.outputFiles[0]?.text ?? '';
}
