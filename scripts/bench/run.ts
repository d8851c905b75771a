/** From the press of Run to the first answer of the service. */
import type { Page } from '@playwright/test';
import { withProject } from '../verify/project-folder.ts';
import { openSolvedStep } from './lesson-page.ts';
import { startService } from './native.ts';
import type { Part } from './part.ts';
import { solvedStep } from './solved-step.ts';
import { median, spread } from './statistics.ts';

const ROUNDS = 5;
const LIMIT_MS = 300;

interface Answer {
  /** The service's port was open and the page knew it. */
  portMs: number;
  firstResponseMs: number;
}

export const run: Part = {
  name: 'run',
  async run({ browser, site, progress }) {
    const { solved, service, path } = await solvedStep();
    const { page, close } = await openSolvedStep(browser, site.url);
    try {
      return await withProject(solved, async (folder) => {
        const inPage: Answer[] = [];
        const native: number[] = [];
        // The first round warms both and does not count.
        for (let round = 0; round <= ROUNDS; round += 1) {
          progress(`round ${round} of ${ROUNDS}`);
          const answer = await runAndAsk(page);
          const nativeService = await startService(service.command.slice(1), folder, path);
          await nativeService.stop();
          if (round === 0) continue;
          inPage.push(answer);
          native.push(nativeService.readyMs);
        }
        const times = inPage.map((one) => one.firstResponseMs);
        return {
          figures: [
            {
              name: 'Run to first response, warm',
              value: median(times),
              unit: 'ms',
              native: median(native),
              target: { kind: 'at-most', value: LIMIT_MS },
            },
          ],
          details: [
            `In the page ${spread(times)} ms, of which until the port was known ${spread(inPage.map((one) => one.portMs))} ms; native ${spread(native)} ms.`,
          ],
          samples: { inPage, native },
        };
      });
    } finally {
      await close();
    }
  },
};

/** Presses Run, presses Send as soon as the status says "running", waits for the answer, and stops the service. */
async function runAndAsk(page: Page): Promise<Answer> {
  return page.evaluate(async () => {
    const press = (name: string) => {
      const buttons = [...document.querySelectorAll<HTMLButtonElement>('#workbench button')];
      const button = buttons.find((one) => one.textContent?.trim() === name);
      if (!button) throw new Error(`The page should have a button "${name}".`);
      button.click();
    };
    const services = document.querySelector('[aria-label="Services"]');
    if (!services) throw new Error('The status bar should list the services.');
    const until = (word: string) =>
      new Promise<number>((resolve, reject) => {
        const look = () => {
          if (!services.textContent?.endsWith(word)) return;
          observer.disconnect();
          resolve(performance.now());
        };
        const observer = new MutationObserver(look);
        observer.observe(services, { subtree: true, childList: true, characterData: true });
        setTimeout(() => reject(new Error(`The service should be "${word}" within 15 s.`)), 15_000);
        look();
      });
    const answered = new Promise<number>((resolve) => {
      const before = performance.getEntriesByName('bulkhead:first-response').length;
      const observer = new PerformanceObserver(() => {
        const entry = performance.getEntriesByName('bulkhead:first-response')[before];
        if (!entry) return;
        observer.disconnect();
        resolve(entry.startTime);
      });
      observer.observe({ type: 'mark' });
    });
    press('Run');
    const started = performance.getEntriesByName('bulkhead:run').at(-1)?.startTime ?? Number.NaN;
    const portAt = await until('running');
    press('Send');
    const answeredAt = await answered;
    press('Stop');
    await until('stopped');
    return { portMs: portAt - started, firstResponseMs: answeredAt - started };
  });
}
