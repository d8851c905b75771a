/** From the press of Check to the verdict, against the same checks on native Node. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { LAB_FOLDER } from '../../src/lab/build.ts';
import { SERVICES_VARIABLE } from '../../src/lab/check/wire.ts';
import { withProject } from '../verify/project-folder.ts';
import { openSolvedStep, untilMark } from './lesson-page.ts';
import { startService, timed } from './native.ts';
import type { Part } from './part.ts';
import { solvedStep } from './solved-step.ts';
import { median, spread } from './statistics.ts';

const ROUNDS = 7;
/**
 * Between the native runs and the press of Check: a learner does not press twice within a second, and the host needs
 * a moment until its spare processes are there again.
 */
const REST_MS = 3_000;
const PLAN = 'node_modules/.bulkhead-plan.json';

export const check: Part = {
  name: 'check',
  async run({ browser, site, progress }) {
    const { solved, plan, service, path } = await solvedStep();
    const { page, close } = await openSolvedStep(browser, site.url);
    try {
      return await withProject(solved, async (folder) => {
        await writeFile(join(folder, PLAN), JSON.stringify(plan));
        // `node --test` on the bare files needs the service that a check run starts itself.
        const running = await startService(service.command.slice(1), folder, path);
        const env = { [SERVICES_VARIABLE]: JSON.stringify([{ name: service.name, port: running.port }]) };
        const inPage: number[] = [];
        const byRunner: number[] = [];
        const byPlan: number[] = [];
        try {
          for (let round = 0; round <= ROUNDS; round += 1) {
            progress(`round ${round} of ${ROUNDS}`);
            await new Promise((go) => setTimeout(go, REST_MS));
            const verdictMs = await pressCheck(page, round);
            const tests = await timed(['--test', ...plan.files], folder, env);
            const whole = await timed([`${LAB_FOLDER}/check.js`, PLAN], folder);
            for (const { code, output } of [tests, whole]) {
              if (code !== 0) throw new Error(`The solution should pass on native Node:\n${output}`);
            }
            // The first round warms all three and does not count.
            if (round === 0) continue;
            inPage.push(verdictMs);
            byRunner.push(tests.ms);
            byPlan.push(whole.ms);
          }
        } finally {
          await running.stop();
        }
        return {
          figures: [
            {
              name: 'Check verdict, against node --test',
              value: median(inPage),
              unit: 'ms',
              native: median(byRunner),
              target: { kind: 'ratio-at-most', value: 1 },
            },
            {
              name: 'Check verdict, against check.js',
              value: median(inPage),
              unit: 'ms',
              native: median(byPlan),
              target: null,
            },
          ],
          details: [
            `In the page ${spread(inPage)} ms; native node --test with the service running ${spread(byRunner)} ms; native check.js, which starts the service ${spread(byPlan)} ms.`,
          ],
          samples: { inPage, nodeTest: byRunner, checkProgram: byPlan },
        };
      });
    } finally {
      await close();
    }
  },
};

async function pressCheck(page: Page, round: number): Promise<number> {
  await page.evaluate(() => {
    const buttons = [...document.querySelectorAll<HTMLButtonElement>('[role=toolbar] button')];
    buttons.find((one) => one.textContent?.trim() === 'Check')?.click();
  });
  const pressed = await untilMark(page, 'bulkhead:check', round);
  const verdict = await untilMark(page, 'bulkhead:check-verdict', round);
  const status = page.getByRole('tabpanel', { name: 'Checks' }).getByRole('status');
  const text = await status.textContent();
  if (!text?.trim().startsWith('All '))
    throw new Error(`The solution should pass in the page; it says: ${text}`);
  return verdict - pressed;
}
