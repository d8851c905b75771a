import { STEP_1, STEP_2 } from './bench.ts';
import { expect, solved, test } from './test.ts';
import { typeCode } from './typing.ts';

const SEATS = {
  event: 'e1',
  title: 'Sigur Rós',
  free: 3,
  seats: [
    { id: 'A1', price: 8900, state: 'free' },
    { id: 'A2', price: 8900, state: 'free' },
    { id: 'A3', price: 8900, state: 'free' },
    { id: 'B1', price: 5900, state: 'sold', fan: 'Ines' },
  ],
};

test('a learner types the solution, runs it, sends a request, passes the checks and goes on; a reload loses nothing', async ({
  bench,
  page,
  steps,
}) => {
  await bench.open(STEP_1);
  const solution = solved(steps[0], 'src/app.ts');
  await bench.text.focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await typeCode(page, solution);
  expect(await bench.copy()).toBe(solution);

  await bench.press('Run');
  await bench.expectService('running');
  await expect(bench.terminal('inventory')).toContainText('inventory listens on http://localhost:3001');

  await bench.send();
  await bench.expectAnswer('HTTP/1.1 200 OK');
  expect(await bench.json()).toEqual(SEATS);

  await bench.press('Check');
  await bench.expectAllPassed();

  await page
    .getByRole('tabpanel', { name: 'Checks' })
    .getByRole('link', { name: /^Next: / })
    .click();
  await expect(page).toHaveURL(new RegExp(`${STEP_2}$`));
  await bench.ready();
  const mine = '// mine\n';
  await bench.paste(mine);
  await bench.expectSaved();
  await bench.reload();
  expect(await bench.copy()).toBe(mine);

  await page.goto(STEP_1);
  await bench.ready();
  await bench.reload();
  expect(await bench.copy()).toBe(solution);
});

test('a wrong answer is told with what was expected and what was observed', async ({
  bench,
  page,
  steps,
}) => {
  const step = steps[0];
  const mistake = step?.mistakes.find(({ name }) => name === 'not-found-for-every-method');
  await bench.open(STEP_1);
  await bench.paste(mistake?.files['src/app.ts'] ?? '');
  await bench.press('Check');
  await expect(bench.verdict).toContainText('7 of 8 checks passed');
  const failed = page
    .getByRole('tabpanel', { name: 'Checks' })
    .getByRole('listitem')
    .filter({ hasText: mistake?.check ?? '' });
  await expect(failed).toContainText('failed');
  const table = failed.getByRole('table');
  await expect(table.getByRole('columnheader')).toHaveText(['Expected', 'Observed']);
  await expect(table.getByRole('cell')).toHaveText(['405', '404']);
});
