/** What goes wrong in a learner's program, and what the bench makes of it. */
import { Bench, STEP_1 } from './bench.ts';
import { openTabs } from './tabs.ts';
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
  await expect(bench.terminal('inventory')).toContainText('SyntaxError: ');
  await bench.expectPrinted('inventory', /\/src\/app\.ts:4\s*const = createServer\(\);\s*\^/);

  // Monaco draws the line under a problem; it has no role.
  await expect(bench.editor.locator('.squiggly-error').first()).toBeAttached();
  const problems = bench.status.getByRole('button', { name: /^\d+ errors?$/ });
  await expect(problems).toBeVisible();
  await problems.click();
  await page.keyboard.press('End');
  await page.keyboard.type(' // here');
  expect(await bench.copy()).toContain('const = createServer(); // here\n');
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
  await expect(bench.terminal('shell')).toContainText("code: 'EADDRINUSE'");
  await bench.expectPrinted('shell', 'Error: listen EADDRINUSE: address already in use :::3001');
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
  // main.ts calls createApp with an argument: once that is found, nothing is left to load.
  await expect(bench.status.getByRole('button', { name: '1 error' })).toBeVisible();
  const terminal = bench.terminal('inventory');
  const { longestTaskMs, heapGrowthMiB } = await measure(page, async () => {
    await bench.press('Run');
    await bench.expectService('running');
    await expect(terminal).toContainText('line 1000000:');
  });
  annotations.push({ type: 'flood', description: `${longestTaskMs} ms, ${heapGrowthMiB} MiB` });
  expect(longestTaskMs).toBeLessThanOrEqual(LONGEST_TASK);
  expect(heapGrowthMiB).toBeLessThanOrEqual(150);

  await bench.expectPrinted('inventory', /[\d,]+ lines .*dropped/);

  await bench.press('Stop');
  await bench.paste(flood('true'));
  await bench.press('Run');
  await expect(terminal).toContainText('line ');
  const stopMs = await bench.timeUntilService('stopped', () => bench.press('Stop'));
  annotations.push({ type: 'stop', description: `${stopMs} ms` });
  expect(stopMs).toBeLessThanOrEqual(500);
});

test('a service in a hidden tab still answers on return', async ({ site }) => {
  const hiddenMs = process.env['BULKHEAD_SLOW'] === '1' ? 300_000 : 30_000;
  test.setTimeout(hiddenMs + 90_000);
  const tabs = await openTabs();
  try {
    await tabs.drive(async (page) => {
      const bench = new Bench(page);
      await bench.open(site.url + STEP_1);
      await bench.press('Solve');
      await bench.press('Run');
      await bench.expectService('running');
    });
    // The browser tells the page a moment later.
    expect(await tabs.hide(hiddenMs)).toBeGreaterThan(hiddenMs - 2_000);
    await tabs.drive(async (page) => {
      const bench = new Bench(page);
      await bench.send();
      await bench.expectAnswer('200 OK');
    });
  } finally {
    await tabs.close();
  }
});
