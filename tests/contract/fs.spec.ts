import { type Container, expect, test } from './harness.ts';

/** The message an fs call of the client rejects with. `call` is written in terms of `fs`. */
const refusal = (container: Container, call: string): Promise<string> =>
  container.page.evaluate(async (source) => {
    const run = new Function('fs', `return ${source}`) as (fs: unknown) => Promise<unknown>;
    try {
      return `no error: ${JSON.stringify(await run(contract.container.fs))}`;
    } catch (error) {
      return (error as Error).message;
    }
  }, call);

test.describe('fs', () => {
  test('readFile gives bytes, or text in the encoding that is asked for', async ({ container }) => {
    const seen = await container.page.evaluate(async () => {
      const { fs } = contract.container;
      await fs.writeFile('a.txt', 'é€');
      const bytes = await fs.readFile('a.txt');
      return {
        isBytes: bytes instanceof Uint8Array,
        bytes: [...bytes],
        utf8: await fs.readFile('a.txt', 'utf-8'),
        latin1: await fs.readFile('a.txt', 'latin1'),
        base64: await fs.readFile('a.txt', 'base64'),
        hex: await fs.readFile('a.txt', 'hex'),
      };
    });
    expect(seen).toEqual({
      isBytes: true,
      bytes: [0xc3, 0xa9, 0xe2, 0x82, 0xac],
      utf8: 'é€',
      latin1: 'Ã©â\u0082¬',
      base64: 'w6nigqw=',
      hex: 'c3a9e282ac',
    });
  });

  test('writeFile takes text, text in an encoding, and bytes, which stay the caller’s', async ({
    container,
  }) => {
    const seen = await container.page.evaluate(async () => {
      const { fs } = contract.container;
      const bytes = Uint8Array.of(9, 1, 2, 3, 9).subarray(1, 4);
      await fs.writeFile('text', 'abc');
      await fs.writeFile('hex', '616263', { encoding: 'hex' });
      await fs.writeFile('bytes', bytes);
      return {
        text: await fs.readFile('text', 'utf8'),
        hex: await fs.readFile('hex', 'utf8'),
        bytes: [...(await fs.readFile('bytes'))],
        kept: [...bytes],
      };
    });
    expect(seen).toEqual({ text: 'abc', hex: 'abc', bytes: [1, 2, 3], kept: [1, 2, 3] });
  });

  test('readdir gives names, entries with their kind, or bytes', async ({ container }) => {
    const seen = await container.page.evaluate(async () => {
      const { fs } = contract.container;
      await fs.mkdir('sub');
      await fs.writeFile('a.txt', '');
      const entries = await fs.readdir('.', { withFileTypes: true });
      const raw = await fs.readdir('.', 'buffer');
      return {
        names: (await fs.readdir('.')).sort(),
        entries: entries.map((entry) => [entry.name, entry.isFile(), entry.isDirectory()]).sort(),
        raw: raw.map((name) => new TextDecoder().decode(name)).sort(),
        none: await fs.readdir('sub', { withFileTypes: true }),
      };
    });
    expect(seen).toEqual({
      names: ['a.txt', 'sub'],
      entries: [
        ['a.txt', true, false],
        ['sub', false, true],
      ],
      raw: ['a.txt', 'sub'],
      none: [],
    });
  });

  test('mkdir makes parents when recursive, and says which came first', async ({ container }) => {
    const made = await container.page.evaluate(async () => {
      const { fs } = contract.container;
      return [
        await fs.mkdir('a/b/c', { recursive: true }),
        await fs.mkdir('a/b/c', { recursive: true }),
        await fs.mkdir('d'),
      ];
    });
    expect(made).toEqual(['/home/project/a', undefined, undefined]);
  });

  test('rm and rename', async ({ container }) => {
    const seen = await container.page.evaluate(async () => {
      const { fs } = contract.container;
      await fs.mkdir('a/b', { recursive: true });
      await fs.writeFile('a/b/f', 'x');
      await fs.rename('a/b', 'c');
      await fs.rm('a', { recursive: true });
      await fs.rm('never', { force: true });
      await fs.rm('c/f');
      return [await fs.readdir('.'), await fs.readdir('c')];
    });
    expect(seen).toEqual([['c'], []]);
  });

  for (const [call, message] of [
    ["fs.readFile('no')", "ENOENT: no such file or directory, open 'no'"],
    ["fs.readdir('no')", "ENOENT: no such file or directory, scandir 'no'"],
    ["fs.rm('no')", "ENOENT: no such file or directory, rm 'no'"],
    ["fs.rename('no', 'yes')", "ENOENT: no such file or directory, rename 'no' -> 'yes'"],
    ["fs.writeFile('no/a', '')", "ENOENT: no such file or directory, open 'no/a'"],
    ["fs.mkdir('x/y')", "ENOENT: no such file or directory, mkdir 'x/y'"],
    ["fs.mkdir('d').then(() => fs.mkdir('d'))", "EEXIST: file already exists, mkdir 'd'"],
    ["fs.mkdir('d').then(() => fs.readFile('d'))", 'EISDIR: illegal operation on a directory'],
    ["fs.mkdir('d').then(() => fs.rm('d'))", 'EISDIR'],
    ["fs.writeFile('f', '').then(() => fs.readdir('f'))", "ENOTDIR: not a directory, scandir 'f'"],
    ["fs.readFile('../../etc/passwd')", 'EACCES'],
  ] as const) {
    test(`${call} is refused with ${message}`, async ({ container }) => {
      expect(await refusal(container, call)).toContain(message);
    });
  }
});

test.describe('fs.watch', () => {
  test('tells of what comes, changes and goes, until it is closed', async ({ container }) => {
    const seen = await container.page.evaluate(async () => {
      const { fs } = contract.container;
      await fs.mkdir('sub');
      const events: string[] = [];
      const watcher = fs.watch('.', (event, name) => void events.push(`${event} ${name}`));
      await fs.writeFile('a.txt', '1');
      await fs.writeFile('a.txt', '2');
      await fs.writeFile('sub/below.txt', '');
      await fs.rm('a.txt');
      // Told in order over one port: an answer to a later call comes after the events before it.
      await fs.readdir('.');
      watcher.close();
      await fs.readdir('.');
      await fs.writeFile('later.txt', '');
      await fs.readdir('.');
      return events;
    });
    expect(seen).toContain('rename a.txt');
    expect(seen).toContain('change a.txt');
    expect(seen.at(-1)).toBe('rename a.txt');
    expect(seen.join()).not.toMatch(/below|later/);
  });

  test('recursive: tells of what is below, by its path, and of what a process writes', async ({
    container,
  }) => {
    const events = await container.page.evaluate(async () => {
      const { fs } = contract.container;
      await fs.mkdir('src/deep', { recursive: true });
      const events: string[] = [];
      fs.watch('.', { recursive: true }, (event, name) => void events.push(`${event} ${name}`));
      await fs.readdir('.');
      const child = await contract.start(
        'node',
        ['-e', "require('fs').writeFileSync('src/deep/made.js', 'x')"],
        {},
      );
      await contract.done(child);
      await fs.readdir('.');
      return events;
    });
    expect(events).toContain('rename src/deep/made.js');
  });

  test('of one file', async ({ container }) => {
    const events = await container.page.evaluate(async () => {
      const { fs } = contract.container;
      await fs.writeFile('one.txt', '');
      await fs.writeFile('two.txt', '');
      const events: string[] = [];
      fs.watch('one.txt', (event, name) => void events.push(`${event} ${name}`));
      await fs.readdir('.');
      await fs.writeFile('two.txt', '2');
      await fs.writeFile('one.txt', '1');
      await fs.readdir('.');
      return events;
    });
    expect([...new Set(events)]).toEqual(['change one.txt']);
  });
});
