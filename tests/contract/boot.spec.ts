import { expect, test } from './harness.ts';

test.describe('boot', () => {
  test('gives a container whose working directory is named as asked', async ({ opened }) => {
    const seen = await opened.evaluate(async () => {
      await contract.boot({ workdirName: 'orders' });
      const { container } = contract;
      return { workdir: container.workdir, path: container.path, files: await container.fs.readdir('.') };
    });
    expect(seen).toEqual({ workdir: '/home/orders', path: expect.stringContaining('/usr/bin'), files: [] });
  });

  test('prints through a process', async ({ container }) => {
    expect(await container.runCode("console.log('up')")).toEqual({ code: 0, output: 'up\n' });
  });
});
