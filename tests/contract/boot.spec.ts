import { containerOn, expect, test } from './harness.ts';

test.describe('boot', () => {
  test('gives a container whose working directory is named as asked', async ({ opened }) => {
    const seen = await opened.evaluate(async () => {
      await contract.boot({ workdirName: 'orders' });
      const { container } = contract;
      return { workdir: container.workdir, path: container.path, files: await container.fs.readdir('.') };
    });
    expect(seen).toEqual({ workdir: '/home/orders', path: expect.stringContaining('/usr/bin'), files: [] });
    const { output } = await containerOn(opened).run('node', ['-p', 'process.cwd()']);
    expect(output).toBe('/home/orders\n');
  });

  test('names the working directory by itself when it is not asked', async ({ container }) => {
    expect(await container.page.evaluate(() => contract.container.workdir)).toBe('/home/project');
  });
});

test.describe('a kernel that does not start', () => {
  const KERNEL = '**/runtime/kernel-*.js';

  test('is tried again', async ({ opened }) => {
    let asked = 0;
    await opened.route(KERNEL, (route) => (++asked < 3 ? route.abort() : route.continue()));
    await opened.evaluate(() => contract.boot());
    expect(asked).toBe(3);
    expect((await containerOn(opened).run('node', ['-p', '1 + 1'])).output).toBe('2\n');
  });

  test('is told of when it never starts', async ({ opened }) => {
    await opened.route(KERNEL, (route) => route.abort());
    const told = opened.waitForEvent('console', (message) => message.text().includes('kernel'));
    await opened.evaluate(() => void contract.boot());
    expect((await told).text()).toContain('The kernel could not be started: its script could not be loaded.');
  });
});

test.describe('teardown', () => {
  test('ends everything, and the next boot begins with nothing', async ({ opened }) => {
    await opened.evaluate(() => contract.boot());
    const container = containerOn(opened);
    const code = "require('node:http').createServer().listen(3000, () => console.log('up'))";
    await (await container.start('node', ['-e', code])).until('up');
    await container.write({ 'kept.txt': 'old' });

    const files = await opened.evaluate(async () => {
      contract.container.teardown();
      await contract.boot();
      return contract.container.fs.readdir('.');
    });

    expect(files).toEqual([]);
    await (await container.start('node', ['-e', code])).until('up');
  });

  test('makes the old instance unusable, with an error instead of silence', async ({ opened }) => {
    const outcome = await opened.evaluate(async () => {
      await contract.boot();
      const old = contract.container;
      old.teardown();
      await contract.boot();
      return Promise.race([
        Promise.resolve()
          .then(() => old.spawn('node', ['-v']))
          .then(
            () => 'spawned',
            (error: Error) => error.message,
          ),
        new Promise((resolve) => setTimeout(resolve, 3000, 'silence')),
      ]);
    });
    expect(outcome).toMatch(/released|torn down/i);
  });

  test('closes the output of what was running', async ({ opened }) => {
    await opened.evaluate(() => contract.boot());
    const process = await containerOn(opened).start('node', [
      '-e',
      "console.log('up'); setInterval(() => {}, 1000)",
    ]);
    await process.until('up');
    const code = await opened.evaluate(async () => {
      contract.container.teardown();
      return Promise.race([
        contract.done(0).then((end) => end.code),
        new Promise((resolve) => setTimeout(resolve, 3000, 'still open')),
      ]);
    });
    expect(code).toBe(137);
  });
});

test('setPreviewScript is taken', async ({ container }) => {
  await container.page.evaluate(() =>
    contract.container.setPreviewScript("console.log('hello')", { defer: true }),
  );
});
