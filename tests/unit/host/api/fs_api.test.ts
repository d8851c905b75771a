import type { WebContainer } from '@webcontainer/api';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeMsgpack } from '../../../../src/host/kernel/api/msgpack.ts';
import { Vfs } from '../../../../src/host/vfs/vfs.ts';
import { bootClient } from './real_client.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (data: Uint8Array | undefined) => new TextDecoder().decode(data);
/** What `snapshot()` of @webcontainer/snapshot 0.1.0 made of x ("hi"), sub/big (300 bytes of 1) and sub/empty. */
const SNAPSHOT =
  '81a16482a373756281a16482a362696781a16681a163c5012c' +
  '01'.repeat(300) +
  'a5656d70747981a16480a17881a16681a163c4026869';
const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

let vfs: Vfs;
let client: WebContainer;

beforeEach(async () => {
  vfs = new Vfs();
  client = await bootClient(vfs, '/home/project');
});

afterEach(() => client.teardown());

describe('the file API through the real client', () => {
  it('writes and reads text, bytes and other encodings', async () => {
    await client.fs.writeFile('a.txt', 'héllo');
    expect(await client.fs.readFile('a.txt', 'utf-8')).toBe('héllo');
    expect(await client.fs.readFile('a.txt')).toEqual(bytes('héllo'));
    expect(await client.fs.readFile('a.txt', 'hex')).toBe('68c3a96c6c6f');
    await client.fs.writeFile('b', new Uint8Array([0, 255, 128]));
    expect(await client.fs.readFile('b', 'base64')).toBe('AP+A');
    expect(await client.fs.readFile('b', 'base64url')).toBe('AP-A');
    expect(await client.fs.readFile('b', 'latin1')).toBe('\0\u00ff\u0080');
    await client.fs.writeFile('c', 'ff00', 'hex');
    await client.fs.writeFile('d', 'aGk', { encoding: 'base64' });
    await client.fs.writeFile('e', 'é', { encoding: 'utf16le' });
    expect(await client.fs.readFile('c')).toEqual(new Uint8Array([255, 0]));
    expect(await client.fs.readFile('d', 'ascii')).toBe('hi');
    expect(await client.fs.readFile('e', 'ucs2')).toBe('é');
  });

  it('keeps the file after its bytes were sent to the client', async () => {
    await client.fs.writeFile('a', 'kept');
    await client.fs.readFile('a');
    expect(await client.fs.readFile('a', 'utf8')).toBe('kept');
  });

  it('scopes paths to the working directory, a leading slash included', async () => {
    await client.fs.mkdir('/src');
    await client.fs.writeFile('/src/x', 'x');
    expect(text(vfs.readFile('/home/project/src/x'))).toBe('x');
    expect(await client.fs.readFile('/home/project/src/x', 'utf8')).toBe('x');
    expect(await client.fs.readFile('src/../src/./x', 'utf8')).toBe('x');
  });

  it('lists names, entries and bytes', async () => {
    await client.fs.mkdir('d/e', { recursive: true });
    await client.fs.writeFile('f', '');
    vfs.symlink('f', '/home/project/l');
    expect(await client.fs.readdir('.')).toEqual(['d', 'f', 'l']);
    expect(await client.fs.readdir('d/e')).toEqual([]);
    expect(await client.fs.readdir('/', 'buffer')).toEqual([bytes('d'), bytes('f'), bytes('l')]);
    const entries = await client.fs.readdir('.', { withFileTypes: true });
    expect(entries.map((entry) => [entry.name, entry.isFile(), entry.isDirectory()])).toEqual([
      ['d', false, true],
      ['f', true, false],
      ['l', false, false],
    ]);
    const raw = await client.fs.readdir('.', { withFileTypes: true, encoding: 'buffer' });
    expect(raw.map((entry) => entry.name)).toEqual([bytes('d'), bytes('f'), bytes('l')]);
  });

  it('makes, renames and removes', async () => {
    expect(await client.fs.mkdir('a')).toBeUndefined();
    expect(await client.fs.mkdir('a/b/c', { recursive: true })).toBe('/home/project/a/b');
    await client.fs.writeFile('a/b/c/x', 'x');
    await client.fs.rename('a/b', 'moved');
    expect(await client.fs.readFile('moved/c/x', 'utf8')).toBe('x');
    await client.fs.rm('moved', { recursive: true });
    await client.fs.rm('nothing', { force: true });
    expect(await client.fs.readdir('.')).toEqual(['a']);
  });

  it('answers every failure by an error whose message starts with the code', async () => {
    await client.fs.mkdir('d');
    await client.fs.writeFile('f', '');
    const wrong = client.fs as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
    const message = (promise: Promise<unknown> | undefined) =>
      promise?.then(
        () => 'no error',
        (error: Error) => error.message,
      );
    expect(await message(client.fs.readFile('no/x'))).toBe("ENOENT: no such file or directory, open 'no/x'");
    expect(await message(client.fs.readFile('d'))).toBe("EISDIR: illegal operation on a directory, open 'd'");
    expect(await message(client.fs.readdir('f'))).toBe("ENOTDIR: not a directory, scandir 'f'");
    expect(await message(client.fs.mkdir('d'))).toBe("EEXIST: file already exists, mkdir 'd'");
    expect(await message(client.fs.rm('d'))).toBe("EISDIR: illegal operation on a directory, rm 'd'");
    expect(await message(client.fs.rm('no'))).toBe("ENOENT: no such file or directory, rm 'no'");
    expect(await message(client.fs.rm('.', { recursive: true }))).toBe(
      "EBUSY: resource busy or locked, rm '.'",
    );
    expect(await message(client.fs.rename('no', 'x'))).toBe(
      "ENOENT: no such file or directory, rename 'no' -> 'x'",
    );
    expect(await message(client.fs.readFile('../../etc/passwd'))).toMatch(
      /^EACCES: .*leaves the project folder/,
    );
    expect(await message(client.fs.writeFile('d/../../project/x', ''))).toMatch(/^EACCES: /);
    expect(await message(client.fs.readFile('a\0b'))).toMatch(/^EINVAL: /);
    expect(await message(client.fs.readFile(''))).toMatch(/^ENOENT: /);
    expect(await message(wrong.readFile?.(5))).toMatch(/^ERR_INVALID_ARG_TYPE: .*number/);
    expect(await message(wrong.writeFile?.('x', { a: 1 }))).toMatch(/^ERR_INVALID_ARG_TYPE: .*Object/);
    expect(await message(wrong.readFile?.('f', 'klingon'))).toMatch(/^ERR_INVALID_ARG_VALUE: .*klingon/);
  });

  it('tells a watcher of changes until it is closed', async () => {
    await client.fs.mkdir('d/e', { recursive: true });
    const seen: string[] = [];
    let wake = () => {};
    const next = async (count: number) => {
      while (seen.length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return seen.splice(0);
    };
    const watcher = client.fs.watch('d', { recursive: true }, (event, name) => {
      seen.push(`${event} ${name}`);
      wake();
    });
    // Calls are answered in order, so that the watcher is there when this one is.
    await client.fs.readdir('.');
    vfs.writeFile('/home/project/d/e/x', bytes('x'));
    expect(await next(2)).toEqual(['rename e/x', 'change e/x']);
    vfs.unlink('/home/project/d/e/x');
    vfs.writeFile('/home/project/outside', bytes('x'));
    vfs.mkdir('/home/project/d/last');
    expect(await next(2)).toEqual(['rename e/x', 'rename last']);
    await (watcher.close() as unknown as Promise<void>);
    vfs.rmdir('/home/project/d/last');
    await client.fs.readdir('.');
    expect(seen).toEqual([]);
  });
});

const tree = {
  'package.json': { file: { contents: '{"type":"module"}' } },
  'logo.png': { file: { contents: new Uint8Array([0x89, 0x50, 0xff, 0]) } },
  'bom.txt': { file: { contents: '\ufeffmark' } },
  __proto__x: { file: { contents: 'x' } },
  src: { directory: { 'main.ts': { file: { contents: 'ä' } }, empty: { directory: {} } } },
  link: { file: { symlink: 'src/main.ts' } },
};

describe('mount and export through the real client', () => {
  it('round-trips a tree as JSON', async () => {
    await client.mount(tree);
    expect(await client.fs.readFile('link', 'utf8')).toBe('ä');
    const exported = await client.export('.');
    expect(plain(exported)).toEqual(plain(tree));
    expect(Object.keys(exported)).toEqual(Object.keys(tree).sort());
  });

  it('round-trips a tree as a binary snapshot', async () => {
    await client.mount(tree);
    const snapshot = await client.export('.', { format: 'binary' });
    await client.mount(snapshot.slice(), { mountPoint: 'copy' });
    expect(plain(await client.export('copy'))).toEqual(plain(tree));
  });

  it('mounts what @webcontainer/snapshot writes', async () => {
    const long = 'x'.repeat(70_000);
    const many = Object.fromEntries(
      Array.from({ length: 20 }, (_, n) => [`file-${n}`, { f: { c: bytes(`${n}`) } }]),
    );
    await client.mount(encodeMsgpack({ d: { 'a.txt': { f: { c: bytes(long) } }, many: { d: many } } }));
    expect(await client.fs.readFile('a.txt', 'utf8')).toBe(long);
    expect(await client.fs.readFile('many/file-19', 'utf8')).toBe('19');
    await client.mount(Uint8Array.from(SNAPSHOT.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
    expect(await client.fs.readdir('sub')).toEqual(['big', 'empty']);
    expect(await client.fs.readFile('sub/big')).toEqual(new Uint8Array(300).fill(1));
    expect(await client.fs.readFile('x', 'utf8')).toBe('hi');
  });

  it('lays a tree over what is there, at a mount point that it makes', async () => {
    await client.fs.writeFile('kept', 'kept');
    await client.mount({ kept2: { file: { contents: '' } } });
    await client.mount(tree, { mountPoint: '/deep/er' });
    await client.mount({ link: { file: { symlink: 'other' } } }, { mountPoint: 'deep/er' });
    expect(await client.fs.readdir('.')).toEqual(['deep', 'kept', 'kept2']);
    expect(vfs.readlink('/home/project/deep/er/link')).toBe('other');
  });

  it('refuses a malformed tree with one sentence and writes nothing', async () => {
    const mount = (value: string | Uint8Array) =>
      client.mount(typeof value === 'string' ? bytes(value) : value).then(
        () => 'no error',
        (error: Error) => error.message,
      );
    expect(await mount('no json')).toMatch(/^EINVAL: .*neither JSON nor a binary snapshot/);
    expect(await mount('{"d":{"a":{"f":{"c":"x"}},"b":{"f":{}}}}')).toBe(
      "EINVAL: the tree cannot be mounted, at 'b': a file needs its contents as a string or bytes, or the target of a link.",
    );
    expect(await mount('{"d":{"a/b":{"d":{}}}}')).toMatch(/^EINVAL: .*'a\/b' is not a file name/);
    expect(await mount('{"d":{"..":{"d":{}}}}')).toMatch(/^EINVAL: /);
    expect(await mount(new Uint8Array([0x81, 0xa1, 0x64]))).toMatch(/^EINVAL: .*ends at byte 3/);
    expect(await mount(new Uint8Array([0x81, 0xa1, 0x64, 0x93, 1, 2, 3]))).toMatch(/^EINVAL: .*0x93/);
    expect(await client.fs.readdir('.')).toEqual([]);
  });

  it('exports a ZIP archive', async () => {
    await client.mount(tree);
    const files = unzipSync(await client.export('.', { format: 'zip' }));
    expect(Object.keys(files).sort()).toEqual(
      [
        '__proto__x',
        'bom.txt',
        'link',
        'logo.png',
        'package.json',
        'src/',
        'src/empty/',
        'src/main.ts',
      ].sort(),
    );
    expect(text(files['src/main.ts'])).toBe('ä');
    expect(text(files.link)).toBe('src/main.ts');
  });

  it('leaves out excluded files and takes included ones from excluded folders', async () => {
    await client.mount({
      'a.ts': { file: { contents: '' } },
      'a.test.ts': { file: { contents: '' } },
      '.env': { file: { contents: '' } },
      node_modules: {
        directory: {
          keep: { directory: { 'index.js': { file: { contents: '' } } } },
          drop: { directory: { 'index.js': { file: { contents: '' } } } },
        },
      },
    });
    const excludes = ['node_modules', '**/*.test.ts'];
    expect(Object.keys(await client.export('.', { excludes }))).toEqual(['.env', 'a.ts']);
    const some = await client.export('.', { excludes, includes: ['node_modules/keep/**'] });
    expect(plain(some)).toMatchObject({ node_modules: { directory: { keep: {} } } });
    expect(JSON.stringify(some)).not.toContain('drop');
    const zip = unzipSync(
      await client.export('.', { format: 'zip', excludes, includes: ['node_modules/keep/**'] }),
    );
    expect(Object.keys(zip).sort()).toEqual(['.env', 'a.ts', 'node_modules/keep/index.js']);
  });

  it('answers a bad export with the code first', async () => {
    const message = (promise: Promise<unknown>) => promise.catch((error: Error) => error.message);
    expect(await message(client.export('nope'))).toMatch(/^ENOENT: /);
    expect(await message(client.export('.', { format: 'tar' as 'zip' }))).toMatch(
      /^ERR_INVALID_ARG_VALUE: .*tar/,
    );
    expect(await message(client.export('.', { excludes: 'x' as unknown as string[] }))).toMatch(
      /^ERR_INVALID_ARG_TYPE: /,
    );
    expect(await message(client.export('..'))).toMatch(/^EACCES: /);
  });
});
