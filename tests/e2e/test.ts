/** What every test begins with: a served site, a browser that cannot reach anything else, a bench. */
import { type BrowserContext, test as base, expect } from '@playwright/test';
import { CHROMIUM_FLAGS, findChromium } from '../../scripts/lib/chromium.ts';
import { type Serving, serve } from '../../scripts/serve.ts';
import { applyLayer, loadCourse, type Step } from '../../src/course/index.ts';
import { Bench } from './bench.ts';
import { ROOT, siteFolder } from './site.ts';
import { watchPages } from './watch.ts';

export { expect };

/** A name for 127.0.0.1 that is, to the browser, some machine in the network. */
export const LAN_NAME = 'lan.test';

interface WorkerFixtures {
  site: Serving;
  steps: Step[];
  /** Addresses of every request that a page, a frame or a worker of this browser made. */
  requests: string[];
}

interface Fixtures {
  bench: Bench;
  /** A profile that has seen nothing. It is closed after the test. */
  freshProfile(): Promise<BrowserContext>;
  nothingOutside: undefined;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  launchOptions: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what is needed from the pattern.
    async ({}, use) => {
      await use({
        executablePath: await findChromium(),
        args: [
          ...CHROMIUM_FLAGS,
          `--host-resolver-rules=MAP ${LAN_NAME} 127.0.0.1`,
          '--enable-precise-memory-info',
        ],
      });
    },
    { scope: 'worker' },
  ],

  site: [
    // biome-ignore lint/correctness/noEmptyPattern: as above.
    async ({}, use) => {
      const server = await serve({ root: siteFolder(), port: 0 });
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],

  // biome-ignore lint/correctness/noEmptyPattern: as above.
  steps: [async ({}, use) => use((await loadCourse(ROOT)).steps), { scope: 'worker' }],

  // biome-ignore lint/correctness/noEmptyPattern: as above.
  requests: [async ({}, use) => use([]), { scope: 'worker' }],

  baseURL: async ({ site }, use) => use(site.url),

  context: async ({ context, requests }, use) => {
    await prepare(context, requests);
    await use(context);
  },

  bench: async ({ page }, use) => use(new Bench(page)),

  freshProfile: async ({ browser, baseURL, viewport, requests }, use) => {
    const made: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext({ baseURL: baseURL ?? '', viewport });
      made.push(context);
      await prepare(context, requests);
      return context;
    });
    for (const context of made) await context.close();
  },

  nothingOutside: [
    async ({ requests }, use) => {
      const before = requests.length;
      await use(undefined);
      expect(foreign(requests.slice(before)), 'requests to other origins').toEqual([]);
    },
    { auto: true },
  ],
});

async function prepare(context: BrowserContext, requests: string[]): Promise<void> {
  context.on('request', (request) => requests.push(request.url()));
  await watchPages(context);
}

/** Those that go to no server of these tests. */
export function foreign(requests: string[]): string[] {
  return requests.filter((address) => {
    const { protocol, hostname } = new URL(address);
    return !['data:', 'blob:'].includes(protocol) && ![LAN_NAME, 'localhost', '127.0.0.1'].includes(hostname);
  });
}

/** A file of a step as the solution has it. */
export function solved(step: Step | undefined, path: string): string {
  const text = step === undefined ? undefined : applyLayer(step.files, step.solution)[path];
  if (text === undefined) throw new Error(`The solution of ${step?.id ?? 'the step'} has no ${path}.`);
  return text;
}
