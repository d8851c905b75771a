import { expect, test } from './harness.ts';

test.describe('mount', () => {
  test('lays a nested tree over what is there', async ({ container }) => {
    const seen = await container.page.evaluate(async () => {
      const { container } = contract;
      await container.mount({
        'a.txt': { file: { contents: 'old' } },
        'b.txt': { file: { contents: 'kept' } },
      });
      await container.mount({
        'a.txt': { file: { contents: 'new' } },
        src: { directory: { lib: { directory: { 'deep.js': { file: { contents: 'deep' } } } } } },
        empty: { directory: {} },
      });
      return {
        top: (await container.fs.readdir('.')).sort(),
        a: await container.fs.readFile('a.txt', 'utf8'),
        b: await container.fs.readFile('b.txt', 'utf8'),
        deep: await container.fs.readFile('src/lib/deep.js', 'utf8'),
        empty: await container.fs.readdir('empty'),
      };
    });
    expect(seen).toEqual({
      top: ['a.txt', 'b.txt', 'empty', 'src'],
      a: 'new',
      b: 'kept',
      deep: 'deep',
      empty: [],
    });
  });

  test('keeps every byte of binary contents', async ({ container }) => {
    const bytes = await container.page.evaluate(async () => {
      const contents = Uint8Array.from({ length: 256 }, (_, i) => i);
      await contract.container.mount({ 'all.bin': { file: { contents } } });
      return [...(await contract.container.fs.readFile('all.bin'))];
    });
    expect(bytes).toEqual(Array.from({ length: 256 }, (_, i) => i));
  });

  test('makes symbolic links', async ({ container }) => {
    const text = await container.page.evaluate(async () => {
      await contract.container.mount({
        'real.txt': { file: { contents: 'through the link' } },
        'link.txt': { file: { symlink: 'real.txt' } },
      });
      return contract.container.fs.readFile('link.txt', 'utf8');
    });
    expect(text).toBe('through the link');
  });

  test('puts a tree below mountPoint', async ({ container }) => {
    const text = await container.page.evaluate(async () => {
      await contract.container.fs.mkdir('services/orders', { recursive: true });
      await contract.container.mount(
        { 'app.js': { file: { contents: 'app' } } },
        { mountPoint: 'services/orders' },
      );
      return contract.container.fs.readFile('services/orders/app.js', 'utf8');
    });
    expect(text).toBe('app');
  });

  test('takes a binary snapshot, as bytes and as a buffer', async ({ container }) => {
    const seen = await container.page.evaluate(async () => {
      const { container } = contract;
      await container.mount({
        src: { directory: { 'a.bin': { file: { contents: Uint8Array.of(0, 255, 10) } } } },
      });
      const snapshot = await container.export('src', { format: 'binary' });
      const buffer = snapshot.slice().buffer;
      await container.fs.mkdir('copy');
      await container.fs.mkdir('again');
      await container.mount(snapshot, { mountPoint: 'copy' });
      await container.mount(buffer, { mountPoint: 'again' });
      return [
        [...(await container.fs.readFile('copy/a.bin'))],
        [...(await container.fs.readFile('again/a.bin'))],
      ];
    });
    expect(seen).toEqual([
      [0, 255, 10],
      [0, 255, 10],
    ]);
  });

  test('refuses bytes that are no snapshot with a sentence', async ({ container }) => {
    const message = await container.page.evaluate(() =>
      contract.container.mount(Uint8Array.of(1, 2, 3)).then(
        () => 'mounted',
        (error: Error) => error.message,
      ),
    );
    expect(message).toMatch(/^EINVAL: the tree cannot be mounted/);
  });
});

test.describe('export', () => {
  test('gives the tree as JSON that can be mounted again', async ({ container }) => {
    const tree = await container.page.evaluate(async () => {
      const { container } = contract;
      await container.mount({
        'a.txt': { file: { contents: 'a' } },
        sub: { directory: { 'b.txt': { file: { contents: 'b' } } } },
      });
      const tree = await container.export('.');
      await container.fs.rm('sub', { recursive: true });
      await container.mount(tree);
      return { tree, b: await container.fs.readFile('sub/b.txt', 'utf8') };
    });
    expect(tree).toEqual({
      tree: {
        'a.txt': { file: { contents: 'a' } },
        sub: { directory: { 'b.txt': { file: { contents: 'b' } } } },
      },
      b: 'b',
    });
  });

  test('leaves out what excludes says, except what includes says', async ({ container }) => {
    const names = await container.page.evaluate(async () => {
      const { container } = contract;
      const file = { file: { contents: 'x' } };
      await container.mount({
        'a.txt': file,
        node_modules: {
          directory: { one: { directory: { 'x.js': file } }, two: { directory: { 'y.js': file } } },
        },
      });
      const tree = await container.export('.', {
        excludes: ['node_modules/**'],
        includes: ['node_modules/one/**'],
      });
      const modules = tree['node_modules'];
      return {
        top: Object.keys(tree).sort(),
        modules: modules && 'directory' in modules ? Object.keys(modules.directory) : null,
      };
    });
    expect(names).toEqual({ top: ['a.txt', 'node_modules'], modules: ['one'] });
  });

  test('gives a zip archive', async ({ container }) => {
    const bytes = await container.page.evaluate(async () => {
      await contract.container.mount({
        'a.txt': { file: { contents: 'in the archive' } },
        sub: { directory: { 'b.bin': { file: { contents: Uint8Array.of(0, 200, 13) } } } },
      });
      return [...(await contract.container.export('.', { format: 'zip' }))];
    });
    const { unzipSync, strFromU8 } = await import('fflate');
    const files = unzipSync(Uint8Array.from(bytes));
    expect(
      Object.keys(files)
        .filter((name) => !name.endsWith('/'))
        .sort(),
    ).toEqual(['a.txt', 'sub/b.bin']);
    expect(strFromU8(files['a.txt'] as Uint8Array)).toBe('in the archive');
    expect([...(files['sub/b.bin'] as Uint8Array)]).toEqual([0, 200, 13]);
  });

  test('names what is not there', async ({ container }) => {
    const message = await container.page.evaluate(() =>
      contract.container.export('nowhere').then(
        () => 'exported',
        (error: Error) => error.message,
      ),
    );
    expect(message).toMatch(/ENOENT.*nowhere/);
  });
});
