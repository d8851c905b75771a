/** For everybody: with the keyboard alone, and with a screen reader. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { STEP_1, STEP_2 } from './bench.ts';
import { expect, test } from './test.ts';

/** Presses a key until `target` has the focus; Escape first, which lets Tab leave the editor. */
async function reach(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  const LIMIT = 80;
  for (let presses = 0; presses < LIMIT; presses += 1) {
    if (
      (await target.count()) === 1 &&
      (await target.evaluate((element) => element === document.activeElement))
    )
      return;
    await page.keyboard.press('Escape');
    await page.keyboard.press(key);
  }
  const found = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200));
  throw new Error(`${LIMIT} presses of ${key} did not lead to ${target}; the focus is on ${found}.`);
}

test('a whole step is done with the keyboard, into and out of editor and terminal', async ({
  bench,
  page,
}) => {
  await bench.open(STEP_1);
  await reach(page, bench.text);
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Tab');
  await page.keyboard.type('// indented');
  await page.keyboard.press('Enter');
  expect(await bench.copy()).toMatch(/^ {2}\/\/ indented\n/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(bench.text).not.toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(bench.text).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+Tab');
  await expect(bench.text).not.toBeFocused();

  await reach(page, bench.action('Solve'), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await reach(page, bench.action('Run'), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await bench.expectService('running');

  const terminal = page.getByRole('textbox', { name: 'Terminal, inventory' });
  await reach(page, terminal);
  await page.keyboard.press('Tab');
  await expect(terminal).toBeFocused();
  await page.keyboard.press('Control+Shift+M');
  await expect(terminal).not.toBeFocused();
  await reach(page, terminal);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(terminal).not.toBeFocused();

  const panels = page.getByRole('tablist', { name: 'Panels' });
  await reach(page, panels.getByRole('tab', { name: 'Terminal' }), 'Shift+Tab');
  await page.keyboard.press('ArrowRight');
  await expect(panels.getByRole('tab', { name: 'HTTP' })).toBeFocused();
  await reach(page, page.getByRole('button', { name: 'Send', exact: true }));
  await page.keyboard.press('Enter');
  await bench.expectAnswer('200 OK');

  await reach(page, bench.action('Check'), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await bench.expectAllPassed();
  await reach(page, page.getByRole('link', { name: /^Next: / }).last());
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`${STEP_2}$`));
});

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`));
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any page, ${colorScheme}`, async ({ bench, page }) => {
    await page.emulateMedia({ colorScheme });
    for (const address of ['', 'there-is-no-such-page/', 'play/']) {
      await page.goto(address);
      if (address === 'play/') await bench.ready();
      expect.soft(await violations(page), address).toEqual([]);
    }
    await bench.open(STEP_1);
    await bench.press('Run');
    await bench.expectService('running');
    await bench.send();
    await bench.expectAnswer('501');
    expect.soft(await violations(page), 'HTTP').toEqual([]);
    await bench.press('Check');
    await expect(bench.verdict).toContainText('checks passed');
    expect.soft(await violations(page), 'Checks').toEqual([]);
  });
}
