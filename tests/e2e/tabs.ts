/**
 * A browser whose tabs hide and slow down as they do for people. A page that Playwright is attached to counts
 * as visible for ever, so it is let go while it is hidden.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as pass } from 'node:timers/promises';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { CHROMIUM_FLAGS, findChromium } from '../../scripts/lib/chromium.ts';

/** What Playwright adds and nobody's browser has. */
const KEEPS_AWAKE = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

export interface Tabs {
  /** Hands over the tab; it is made the first time. */
  drive(work: (page: Page) => Promise<void>): Promise<void>;
  /** Brings another tab to the front, for so many milliseconds. Resolves with how long the page was hidden. */
  hide(ms: number): Promise<number>;
  close(): Promise<void>;
}

declare global {
  /** In the page only: milliseconds it was hidden. */
  var hiddenFor: number;
}

export async function openTabs(): Promise<Tabs> {
  const port = await freePort();
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    args: [...CHROMIUM_FLAGS, '--window-size=1440,900', `--remote-debugging-port=${port}`],
    ignoreDefaultArgs: KEEPS_AWAKE,
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const ask = async (method: string, path: string): Promise<unknown> => {
    const answer = await fetch(`${endpoint}/json/${path}`, { method });
    return path.startsWith('activate') ? answer.text() : answer.json();
  };
  let tab: string | null = null;

  const drive: Tabs['drive'] = async (work) => {
    const driver = await chromium.connectOverCDP(endpoint);
    try {
      const context = driver.contexts()[0];
      if (!context) throw new Error('The browser has no profile of its own.');
      const page = tab === null ? await context.newPage() : await pageOf(context, tab);
      tab ??= await targetOf(page);
      await work(page);
    } finally {
      await driver.close();
    }
  };

  return {
    drive,
    async hide(ms) {
      await drive(async (page) => {
        await page.evaluate(() => {
          globalThis.hiddenFor = 0;
          let since = 0;
          document.addEventListener('visibilitychange', () => {
            if (document.hidden) since = performance.now();
            else hiddenFor += performance.now() - since;
          });
        });
      });
      const other = (await ask('PUT', 'new?about:blank')) as { id: string };
      await ask('GET', `activate/${other.id}`);
      await pass(ms);
      await ask('GET', `activate/${tab}`);
      let hidden = 0;
      await drive(async (page) => {
        hidden = await page.evaluate(() => hiddenFor);
      });
      return hidden;
    },
    close: () => browser.close(),
  };
}

async function pageOf(context: BrowserContext, target: string): Promise<Page> {
  for (const page of context.pages()) if ((await targetOf(page)) === target) return page;
  throw new Error('The tab is gone.');
}

async function targetOf(page: Page): Promise<string> {
  const cdp = await page.context().newCDPSession(page);
  const { targetInfo } = await cdp.send('Target.getTargetInfo');
  await cdp.detach();
  return targetInfo.targetId;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
