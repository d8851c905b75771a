import { describe, expect, it } from 'vitest';
import { Lifetime } from '../../../src/container/lifetime.ts';
import { ContainerFs, resetFiles } from '../../../src/container/project-fs.ts';
import { filesToTree } from '../../../src/container/tree.ts';
import { FakeHost } from './fake-host.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));

async function setUp() {
  const host = new FakeHost();
  await host.container.mount(
    filesToTree({
      'package.json': '{}',
      'src/main.ts': 'start',
      'src/deep/a.ts': 'a',
      'src/deep/b.ts': 'b',
      'node_modules/@bulkhead/lab/agent.js': '//',
    }),
  );
  return { host, fs: new ContainerFs(host.fs, new Lifetime()) };
}

describe('the project folder', () => {
  it('is listed without node_modules', async () => {
    const { fs } = await setUp();
    expect(await fs.list()).toEqual(['package.json', 'src/deep/a.ts', 'src/deep/b.ts', 'src/main.ts']);
  });

  it('makes folders where a written or renamed file needs them', async () => {
    const { host, fs } = await setUp();
    await fs.writeFile('lib/x/y.ts', 'y');
    await fs.rename('package.json', 'other/package.json');
    expect(host.text('lib/x/y.ts')).toBe('y');
    expect(host.text('other/package.json')).toBe('{}');
  });

  it('passes on an error that a folder would not cure', async () => {
    const { host, fs } = await setUp();
    host.fs.writeFile = () => Promise.reject(new Error('EACCES: permission denied'));
    await expect(fs.writeFile('lib/x.ts', '')).rejects.toThrow('EACCES');
  });

  it('is reset with as few writes as can be', async () => {
    const { host, fs } = await setUp();
    await resetFiles(fs, { 'package.json': '{}', 'src/main.ts': 'changed', 'src/new/c.ts': 'c' });
    expect(host.calls[0]).toBe('rm src/deep');
    expect(host.calls.filter((call) => call.startsWith('write')).sort()).toEqual([
      'write src/main.ts',
      // The first one found that its folder was not there.
      'write src/new/c.ts',
      'write src/new/c.ts',
    ]);
    expect(await fs.list()).toEqual(['package.json', 'src/main.ts', 'src/new/c.ts']);
    expect(host.text('node_modules/@bulkhead/lab/agent.js')).toBe('//');
    host.calls.length = 0;
    await resetFiles(fs, { 'package.json': '{}', 'src/main.ts': 'changed', 'src/new/c.ts': 'c' });
    expect(host.calls).toEqual([]);
  });

  it('is reset where a folder becomes a file and back', async () => {
    const { fs } = await setUp();
    await resetFiles(fs, { src: 'a file now' });
    expect(await fs.list()).toEqual(['src']);
    await resetFiles(fs, { 'src/main.ts': 'a folder again' });
    expect(await fs.list()).toEqual(['src/main.ts']);
  });

  it('tells what happens to its files, without node_modules', async () => {
    const { host, fs } = await setUp();
    const events: unknown[] = [];
    const watching = fs.watch((event) => events.push(event));
    host.put('data.json', '[]');
    host.put('node_modules/x.js', '');
    await settle();
    host.touch('change', './src/main.ts');
    await fs.remove('src/deep/a.ts');
    host.touch('rename', 'src/deep/a.ts');
    await settle();
    expect(events).toEqual([
      { path: 'data.json', removed: false },
      { path: 'src/main.ts', removed: false },
      { path: 'src/deep/a.ts', removed: true },
    ]);
    watching.dispose();
    expect(host.watched).toBe(false);
  });

  it('tells the files of a folder that came with one event, and a folder that went', async () => {
    const { host, fs } = await setUp();
    const events: unknown[] = [];
    fs.watch((event) => events.push(event));
    host.touch('change', 'src/deep');
    host.touch('rename', 'src/deep');
    await settle();
    await fs.remove('src');
    host.touch('rename', 'src');
    await settle();
    expect(events).toEqual([
      { path: 'src/deep/a.ts', removed: false },
      { path: 'src/deep/b.ts', removed: false },
      { path: 'src', removed: true },
    ]);
  });
});

describe('a tree of files', () => {
  it.each([
    ['../up.ts', '"../up.ts" is not a path inside the project folder.'],
    ['/abs.ts', '"/abs.ts" is not a path inside the project folder.'],
  ])('refuses %s', (path, message) => {
    expect(() => filesToTree({ [path]: '' })).toThrow(message);
  });

  it('refuses a path that is a file and a folder', () => {
    expect(() => filesToTree({ a: '', 'a/b': '' })).toThrow('"a/b" needs a folder where "a" is a file.');
    expect(() => filesToTree({ 'a/b': '', a: '' })).toThrow('"a" is a file and a folder at once.');
  });

  it('takes names that objects have anyway', () => {
    expect(JSON.stringify(filesToTree({ 'constructor/toString': 'x' }))).toBe(
      '{"constructor":{"directory":{"toString":{"file":{"contents":"x"}}}}}',
    );
  });
});
