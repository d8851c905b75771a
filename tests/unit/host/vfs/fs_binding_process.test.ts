import { describe, expect, it } from 'vitest';
import { createFsBindings, type FsDeps } from '../../../../src/host/node/bindings/fs.ts';
import { errnoOf, uvMessage } from '../../../../src/host/node/bindings/uv.ts';
import { Vfs } from '../../../../src/host/vfs/vfs.ts';

// biome-ignore lint/suspicious/noExplicitAny: a binding is not typed for those who call it.
type Binding = any;

/** The bindings with an event loop that turns when the test says so. */
function setup(stdio: Partial<FsDeps['stdio']> = {}) {
  const vfs = new Vfs();
  const turns: (() => void)[] = [];
  const alive = { count: 0 };
  const bindings = createFsBindings({
    vfs,
    cwd: () => '/home',
    uv: { errno: errnoOf, message: uvMessage },
    complete: (fn) => turns.push(fn),
    keepAlive() {
      alive.count++;
      return { dispose: () => alive.count-- };
    },
    stdio: { write: () => {}, read: () => 'EOF', ...stdio },
  });
  const turn = () => {
    for (const fn of turns.splice(0)) fn();
  };
  return { vfs, turn, alive, fs: bindings.fs as Binding, events: bindings.fs_event_wrap as Binding };
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe('the fs binding in its process', () => {
  it('delegates descriptors 0 to 2, and the devices that mean them, to stdio', () => {
    const written: [number, string][] = [];
    const { fs } = setup({ write: (fd, data) => written.push([fd, new TextDecoder().decode(data)]) });
    fs.writeString(1, 'out', null, 'utf8');
    fs.writeBuffer(2, bytes('err'), 0, 3, null);
    fs.writeFileUtf8('/dev/stdout', 'device', 577, 0o666);
    const fd = fs.open('/dev/stderr', 1, 0);
    expect(fd).toBe(3);
    fs.writeString(fd, 'again', null, 'utf8');
    fs.close(fd);
    expect(written).toEqual([
      [1, 'out'],
      [2, 'err'],
      [1, 'device'],
      [2, 'again'],
    ]);
  });

  it('throws EAGAIN at once, but lets a request wait until stdin has something', () => {
    let wake = () => {};
    let input: string | null = null;
    const { fs, turn } = setup({
      read(_fd, view) {
        if (input === null) return 'EAGAIN';
        view.set(bytes(input));
        return input.length;
      },
      whenReadable: (_fd, fn) => {
        wake = fn;
      },
    });
    const view = new Uint8Array(5);
    expect(() => fs.read(0, view, 0, 5, -1)).toThrow('EAGAIN: resource temporarily unavailable, read');
    const request = new fs.FSReqCallback();
    const answers: unknown[][] = [];
    request.oncomplete = (...answer: unknown[]) => answers.push(answer);
    fs.read(0, view, 0, 5, -1, request);
    turn();
    expect(answers).toEqual([]);
    input = 'hello';
    wake();
    turn();
    expect(answers).toEqual([[null, 5]]);
    expect(new TextDecoder().decode(view)).toBe('hello');
  });

  it('answers requests in a later turn, in the order they were made', () => {
    const { fs, turn } = setup();
    const answers: string[] = [];
    for (const name of ['a', 'b']) {
      const request = new fs.FSReqCallback();
      request.oncomplete = (error: Error | null) => answers.push(`${name} ${error?.message ?? 'done'}`);
      fs.mkdir(name === 'a' ? 'x' : 'x', 0o777, false, request);
    }
    expect(answers).toEqual([]);
    turn();
    expect(answers).toEqual(['a done', "b EEXIST: file already exists, mkdir 'x'"]);
  });

  it('keeps the process alive while a watcher is active and referenced', () => {
    const { events, alive } = setup();
    const watcher = new events.FSEvent();
    expect(watcher.start('/tmp', true, false, 'utf8')).toBe(0);
    expect(alive.count).toBe(1);
    watcher.unref();
    expect(alive.count).toBe(0);
    watcher.ref();
    watcher.ref();
    expect(alive.count).toBe(1);
    watcher.close();
    expect(alive.count).toBe(0);
    const quiet = new events.FSEvent();
    quiet.start('/tmp', false, false, 'utf8');
    expect(alive.count).toBe(0);
    quiet.close();
    expect(new events.FSEvent().start('/no', true, false, 'utf8')).toBe(errnoOf('ENOENT'));
  });

  it('says nothing to a watcher that was closed before the turn', () => {
    const { events, vfs, turn } = setup();
    const seen: unknown[] = [];
    const watcher = new events.FSEvent();
    watcher.onchange = (...event: unknown[]) => seen.push(event);
    watcher.start('/tmp', true, false, 'utf8');
    vfs.mkdir('/tmp/a');
    turn();
    vfs.mkdir('/tmp/b');
    watcher.close();
    turn();
    expect(seen).toEqual([[0, 'rename', 'a']]);
  });

  it('writes a whole text as one operation, so that no other process sees an empty file', () => {
    const { fs, vfs } = setup();
    const ops: string[] = [];
    vfs.onOp((op) => ops.push(op.type));
    fs.writeFileUtf8('x', 'one', 577, 0o666);
    fs.writeFileUtf8('x', 'two', 577, 0o666);
    expect(ops).toEqual(['put', 'put']);
    expect(vfs.stat('/home/x').mode & 0o777).toBe(0o644);
  });

  it('finds the main file of a package, and tells WebAssembly by its magic number', () => {
    const { fs, vfs } = setup();
    vfs.mkdirs('/p/lib');
    vfs.writeFile('/p/lib/index.js', bytes(''));
    vfs.writeFile('/p/index.json', bytes(''));
    vfs.writeFile('/p/wasm', new Uint8Array([0, 0x61, 0x73, 0x6d, 1]));
    expect(fs.legacyMainResolve('/p', 'lib', undefined)).toBe(4);
    expect(fs.legacyMainResolve('/p', 'none', undefined)).toBe(8);
    expect(() => fs.legacyMainResolve('/q', undefined, '/x')).toThrow(
      expect.objectContaining({
        code: 'ERR_MODULE_NOT_FOUND',
        message: "Cannot find package '/q' imported from /x",
      }),
    );
    expect([
      fs.getFormatOfExtensionlessFile('/p/wasm'),
      fs.getFormatOfExtensionlessFile('/p/index.json'),
    ]).toEqual([1, 0]);
    expect([
      fs.internalModuleStat('/p'),
      fs.internalModuleStat('/p/wasm'),
      fs.internalModuleStat('/no'),
    ]).toEqual([1, 0, -2]);
  });
});
