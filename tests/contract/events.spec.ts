import { expect, test } from './harness.ts';

const SERVER =
  "require('node:http').createServer((_, response) => response.end('ok')).listen(+process.argv[1])";

test.describe('events', () => {
  test('port and server-ready tell when a server begins, port when it ends', async ({ container }) => {
    const seen = await container.page.evaluate(async (code) => {
      const { container } = contract;
      const events: unknown[] = [];
      const opened = Promise.withResolvers<void>();
      const closed = Promise.withResolvers<void>();
      container.on('port', (port, type, url) => {
        events.push(['port', port, type, url]);
        if (type === 'close') closed.resolve();
      });
      container.on('server-ready', (port, url) => {
        events.push(['server-ready', port, url]);
        opened.resolve();
      });
      const id = await contract.start('node', ['-e', code, '3456'], {});
      await opened.promise;
      contract.kill(id);
      await closed.promise;
      return events;
    }, SERVER);
    expect(seen).toEqual([
      ['port', 3456, 'open', 'http://localhost:3456/'],
      ['server-ready', 3456, 'http://localhost:3456/'],
      ['port', 3456, 'close', 'http://localhost:3456/'],
    ]);
  });

  test('server.close() closes the port while the process lives', async ({ container }) => {
    const types = await container.page.evaluate(async () => {
      const types: string[] = [];
      const closed = Promise.withResolvers<void>();
      contract.container.on('port', (_port, type) => {
        types.push(type);
        if (type === 'close') closed.resolve();
      });
      await contract.start(
        'node',
        [
          '-e',
          "const s = require('node:net').createServer().listen(4000, () => s.close()); setInterval(() => {}, 1000)",
        ],
        {},
      );
      await closed.promise;
      return types;
    });
    expect(types).toEqual(['open', 'close']);
  });

  test('a listener that was taken off hears nothing more, the others do', async ({ container }) => {
    const seen = await container.page.evaluate(async (code) => {
      const { container } = contract;
      const first: number[] = [];
      const second: number[] = [];
      const off = container.on('server-ready', (port) => void first.push(port));
      const arrived = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      container.on('server-ready', (port) => {
        second.push(port);
        arrived[second.length - 1]?.resolve();
      });
      await contract.start('node', ['-e', code, '3001'], {});
      await arrived[0]?.promise;
      off();
      await contract.start('node', ['-e', code, '3002'], {});
      await arrived[1]?.promise;
      return { first, second };
    }, SERVER);
    expect(seen).toEqual({ first: [3001], second: [3001, 3002] });
  });

  test('error, preview-message and the others can be subscribed to and left', async ({ container }) => {
    await container.page.evaluate(async () => {
      const { container } = contract;
      const offs = [
        container.on('error', () => {}),
        container.on('preview-message', () => {}),
        container.on('xdg-open', () => {}),
        container.on('code', () => {}),
      ];
      await container.fs.readdir('.');
      for (const off of offs) off();
      await container.fs.readdir('.');
    });
  });
});
