/** My work: nothing of it is lost. */
import { readFile } from 'node:fs/promises';
import type { Download, Page } from '@playwright/test';
import { Bench, STEP_1 } from './bench.ts';
import { expect, solved, test } from './test.ts';

const MINE = '// my own version\n';

test('Solve and Reset keep my version, and Undo brings it back', async ({ bench, steps }) => {
  await bench.open(STEP_1);
  await bench.paste(MINE);
  const undo = bench.notices.getByRole('button', { name: 'Undo' });

  await bench.press('Solve');
  expect(await bench.copy()).toBe(solved(steps[0], 'src/app.ts'));
  await undo.click();
  expect(await bench.copy()).toBe(MINE);

  await bench.press('Reset');
  expect(await bench.copy()).toBe(steps[0]?.files['src/app.ts']);
  await undo.click();
  expect(await bench.copy()).toBe(MINE);

  await bench.expectSaved();
  await bench.reload();
  expect(await bench.copy()).toBe(MINE);
});

test('all my work goes into one file, and from it into a fresh profile', async ({
  bench,
  page,
  freshProfile,
}) => {
  await bench.open(STEP_1);
  await bench.paste(MINE);
  await bench.expectSaved();
  const work = await downloaded(page, async () => {
    await bench.status.getByRole('button', { name: /^My work/ }).click();
    await page.getByRole('menuitem', { name: /^Download all my work/ }).click();
  });

  const other = new Bench(await (await freshProfile()).newPage());
  await other.open(STEP_1);
  const chooser = other.page.waitForEvent('filechooser');
  await other.status.getByRole('button', { name: /^My work/ }).click();
  await other.page.getByRole('menuitem', { name: /^Load my work from a file/ }).click();
  await (await chooser).setFiles(await work.path());
  await expect(other.notices).toContainText('1 step');
  expect(await other.copy()).toBe(MINE);
  await other.expectSaved();
  await other.reload();
  expect(await other.copy()).toBe(MINE);
});

test('when the browser refuses to store anything, a sentence offers a download, and work goes on', async ({
  bench,
  page,
}) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('The user denied permission to access the database.', 'SecurityError');
    };
  });
  await bench.open(STEP_1);
  await bench.press('Solve');
  await expect(bench.notices).toContainText('The browser does not let this site store anything');
  await bench.paste(MINE);
  const work = await downloaded(page, () =>
    bench.notices.getByRole('button', { name: 'Download my work' }).click(),
  );
  expect(await readFile(await work.path(), 'utf8')).toContain(MINE.trim());
  await bench.notices.getByRole('button', { name: 'Undo' }).click();
  await bench.press('Check');
  await expect(bench.verdict).toContainText('checks passed');
});

async function downloaded(page: Page, act: () => Promise<void>): Promise<Download> {
  const download = page.waitForEvent('download');
  await act();
  return download;
}
