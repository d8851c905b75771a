/** What goes wrong in a learner's program, and what the bench makes of it. */
import { STEP_1 } from './bench.ts';
import { expect, test } from './test.ts';
import { measure } from './watch.ts';

/** The most a task of the page may take, milliseconds. */
const LONGEST_TASK = 200;

test('an endless loop in the service leaves the page alone; Stop ends it, and Run works again', async ({
  bench,
}, { annotations }) => {
  await bench.open(STEP_1);
  await bench.paste(`import { createServer } from 'node:http';

export function createApp() {
  return createServer(() => {
    while (true) {}
  });
}
`);
  await bench.press('Run');
  await bench.expectService('running');
  const { longestTaskMs } = await measure(bench.page, async () => {
    await bench.send();
    await expect(bench.response.getByRole('status')).toContainText('Waiting for GET');
    for (const panel of ['Terminal', 'Checks', 'HTTP'] as const) await bench.show(panel);
    await bench.press('Stop');
    await bench.expectService('stopped');
  });
  annotations.push({ type: 'longest task', description: `${longestTaskMs} ms` });
  expect(longestTaskMs).toBeLessThanOrEqual(LONGEST_TASK);

  await bench.press('Solve');
  await bench.press('Run');
  await bench.expectService('running');
  await bench.send();
  await bench.expectAnswer('200 OK');
});

test('a syntax error is shown with file, line and code in the terminal, and underlined in the editor', async ({
  bench,
  page,
}) => {
  await bench.open(STEP_1);
  await bench.paste(`import { createServer } from 'node:http';

export function createApp() {
  const = createServer();
}
`);
  await bench.press('Run');
  await bench.expectService('exited, code 1');
  const terminal = bench.terminal('inventory');
  await expect(terminal).toContainText('/src/app.ts:4');
  await expect(terminal).toContainText('const = createServer();');
  await expect(terminal).toContainText('^');
  await expect(terminal).toContainText('SyntaxError');

  // Monaco draws the line under a problem; it has no role.
  await expect(bench.editor.locator('.squiggly-error').first()).toBeAttached();
  const problems = bench.status.getByRole('button', { name: /^\d+ errors?$/ });
  await expect(problems).toBeVisible();
  await problems.click();
  await page.keyboard.type('x ');
  expect(await bench.copy()).toContain('const x = createServer();');
});

test('a second server on a used port ends with the message Node gives', async ({ bench, page }) => {
  await bench.open(STEP_1);
  await bench.press('Solve');
  await bench.press('Run');
  await bench.expectService('running');
  await page.getByRole('tablist', { name: 'Terminals' }).getByRole('tab', { name: 'shell' }).click();
  await page.getByRole('textbox', { name: 'Terminal, shell' }).focus();
  await page.keyboard.type('PORT=3001 node src/main.ts');
  await page.keyboard.press('Enter');
  const shell = bench.terminal('shell');
  await expect(shell).toContainText('Error: listen EADDRINUSE: address already in use :::3001');
  await expect(shell).toContainText("code: 'EADDRINUSE'");
  await bench.send();
  await bench.expectAnswer('200 OK');
});

test('a million lines of output leave page and memory alone, and the terminal says what it dropped', async ({
  bench,
  page,
}, { annotations }) => {
  await bench.open(STEP_1);
  const flood = (condition: string) => `import { createServer } from 'node:http';

for (let line = 1; ${condition}; line += 1) {
  console.log(\`line \${line}: the quick brown fox jumps over the lazy dog\`);
}

export const createApp = () => createServer();
`;
  await bench.paste(flood('line <= 1_000_000'));
  const terminal = bench.terminal('inventory');
  const { longestTaskMs, heapGrowthMiB } = await measure(page, async () => {
    await bench.press('Run');
    await expect(terminal).toContainText('line 1:');
    await bench.expectService('running');
    await expect(terminal).toContainText('line 1000000:');
  });
  annotations.push({ type: 'flood', description: `${longestTaskMs} ms, ${heapGrowthMiB} MiB` });
  expect(longestTaskMs).toBeLessThanOrEqual(LONGEST_TASK);
  expect(heapGrowthMiB).toBeLessThanOrEqual(150);

  await page.getByRole('textbox', { name: 'Terminal, inventory' }).focus();
  await expect(async () => {
    await page.keyboard.press('Shift+PageUp');
    await expect(terminal).toContainText(/[\d,]+ lines .*dropped/, { timeout: 1 });
  }).toPass({ intervals: [0] });

  await bench.press('Stop');
  await bench.paste(flood('true'));
  await bench.press('Run');
  await expect(terminal).toContainText('line 1:');
  const stopMs = await bench.timeUntilService('stopped', () => bench.press('Stop'));
  annotations.push({ type: 'stop', description: `${stopMs} ms` });
  expect(stopMs).toBeLessThanOrEqual(500);
});

test('a service in a hidden tab still answers on return', async ({ bench, context }) => {
  const hiddenMs = process.env['BULKHEAD_SLOW'] === '1' ? 300_000 : 30_000;
  test.setTimeout(hiddenMs + 60_000);
  await bench.open(STEP_1);
  await bench.press('Solve');
  await bench.press('Run');
  await bench.expectService('running');
  const cdp = await context.newCDPSession(bench.page);
  await cdp.send('Emulation.setFocusEmulationEnabled', { enabled: false });
  const other = await context.newPage();
  await other.bringToFront();
  await expect.poll(() => bench.page.evaluate(() => document.visibilityState)).toBe('hidden');
  // The time itself is what is tested.
  await other.evaluate((ms) => new Promise((back) => setTimeout(back, ms)), hiddenMs);
  await bench.page.bringToFront();
  await bench.send();
  await bench.expectAnswer('200 OK');
});
