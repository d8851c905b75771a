/** The real client, from the factory the site bundles, against hosts that speak its wire. */
import * as Comlink from 'comlink';
import { describe, expect, it } from 'vitest';
import { type BootPorts, bootWith } from '../../../src/container/boot.ts';
import type { Client, ClientEnvironment } from '../../../src/container/client.ts';
import { config } from '../../../src/container/config.ts';
import { BootTimeout, HostGarbage } from '../../../src/container/errors.ts';
import type { BootOptions } from '../../../src/container/types.ts';
import { clientFactorySource } from '../../../src/container/vite/client.ts';
import { Clock, type FakeFrame, FakePage, frame } from './fake-host.ts';

const source = await clientFactorySource();
const factory: { createClient(environment: ClientEnvironment): Client } = await import(
  /* @vite-ignore */ `data:text/javascript;base64,${Buffer.from(source).toString('base64')}`
);

type Listener = (data: Uint8Array | null) => void;

/** What a host's `build` gives, as much of it as a boot asks for. */
class WireContainer {
  readonly mounted: string[] = [];

  fs() {
    return Comlink.proxy({
      readFile: () => {
        throw new Error("ENOENT: no such file or directory, open 'nothing.ts'");
      },
      watch: () => Comlink.proxy({ close() {} }),
    });
  }

  previewScript() {
    return Comlink.proxy({});
  }

  runtimeInfo() {
    return { path: '/usr/bin', cwd: '/home/project' };
  }

  on() {
    return Comlink.proxy(() => {});
  }

  loadFiles(payload: Uint8Array) {
    this.mounted.push(new TextDecoder().decode(payload));
  }

  run(spec: { args: string[] }, _out: unknown, _err: unknown, output: Listener) {
    const bytes = (text: string) => new TextEncoder().encode(text);
    const exit = Promise.withResolvers<number>();
    if (spec.args[0] === '--version') {
      output(bytes('v24.21.0\n'));
      output(null);
      exit.resolve(0);
    } else {
      output(bytes(frame({ type: 'ready', node: 'v24.21.0', pid: 2 })));
    }
    return Comlink.proxy({ onExit: exit.promise, write() {}, kill() {}, resize() {} });
  }

  setCredentials() {}

  teardown() {}
}

function setUp() {
  const page = new FakePage();
  const clock = new Clock();
  const ports: BootPorts = {
    window: page.window,
    document: page.document,
    page: new URL('https://course.test/course/lesson'),
    base: '/course/',
    config,
    createClient: async (environment) => factory.createClient(environment),
    loadLab: async () => ({ 'node_modules/@bulkhead/lab/agent.js': '' }),
    after: clock.after,
    now: clock.now,
    onLeave: () => ({ dispose() {} }),
  };
  const options: BootOptions = { host: 'builtin', files: { 'src/main.ts': 'x' } };
  const channels: MessageChannel[] = [];
  const introduce = (to: FakeFrame, host: object) => {
    const channel = new MessageChannel();
    channels.push(channel);
    Comlink.expose(host, channel.port1);
    to.load();
    page.post(to, { type: 'init' }, [channel.port2]);
  };
  const close = () => {
    for (const { port1, port2 } of channels) {
      port1.close();
      port2.close();
    }
  };
  return { page, clock, ports, options, introduce, close };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('the client as a factory', () => {
  it('asks for the host under the base of the site, and mounts over the wire', async () => {
    const bench = setUp();
    const host = new WireContainer();
    bench.page.onInsert = (inserted) => bench.introduce(inserted, { build: () => Comlink.proxy(host) });
    const container = await bootWith(bench.ports, bench.options);
    expect(bench.page.frames[0]?.src).toBe('https://course.test/course/headless?version=1.6.4');
    expect(container.info).toMatchObject({ node: 'v24.21.0', workdir: '/home/project' });
    expect(JSON.parse(host.mounted[0] ?? '')).toMatchObject({
      d: { src: { d: { 'main.ts': { f: { c: 'x' } } } } },
    });
    await expect(container.fs.readFile('nothing.ts')).rejects.toThrow('ENOENT');
    container.dispose();
    bench.close();
  });

  it("asks for the vendor's host at its own origin with its parameters", async () => {
    const bench = setUp();
    bench.ports.config = { ...config, stackblitz: { clientId: 'wc_api_x', coep: 'require-corp' } };
    const boot = bootWith(bench.ports, { ...bench.options, host: 'stackblitz' }).catch(
      (reason: unknown) => reason,
    );
    await settle();
    expect(bench.page.frames[0]?.src).toBe(
      'https://stackblitz.com/headless?client_id=wc_api_x&coep=require-corp&version=1.6.4',
    );
    bench.clock.pass(20_000);
    expect(await boot).toBeInstanceOf(BootTimeout);
  });

  it('boots again after a host that never answered: no lock and no iframe is left of it', async () => {
    const bench = setUp();
    const first = bootWith(bench.ports, bench.options).catch((reason: unknown) => reason);
    await settle();
    const dead = bench.page.frames[0];
    bench.clock.pass(20_000);
    expect(await first).toBeInstanceOf(BootTimeout);
    expect(bench.page.frames).toEqual([]);
    expect(bench.page.listeners.size).toBe(0);

    bench.page.onInsert = (inserted) =>
      bench.introduce(inserted, { build: () => Comlink.proxy(new WireContainer()) });
    const container = await bootWith(bench.ports, bench.options);
    expect(bench.page.frames).toHaveLength(1);
    expect(bench.page.frames[0]).not.toBe(dead);
    container.dispose();
    bench.close();
  });

  it('boots again after teardown', async () => {
    const bench = setUp();
    bench.page.onInsert = (inserted) =>
      bench.introduce(inserted, { build: () => Comlink.proxy(new WireContainer()) });
    (await bootWith(bench.ports, bench.options)).dispose();
    const second = await bootWith(bench.ports, bench.options);
    expect(bench.page.frames).toHaveLength(1);
    second.dispose();
    bench.close();
  });

  it.each([
    [
      'no port',
      (bench: ReturnType<typeof setUp>, inserted: FakeFrame) => bench.page.post(inserted, { type: 'init' }),
    ],
    [
      'a null message',
      (bench: ReturnType<typeof setUp>, inserted: FakeFrame) => bench.page.post(inserted, null),
    ],
    [
      'something else than a container',
      (bench: ReturnType<typeof setUp>, inserted: FakeFrame) =>
        bench.introduce(inserted, { build: () => 'hello' }),
    ],
    [
      'an error',
      (bench: ReturnType<typeof setUp>, inserted: FakeFrame) =>
        bench.introduce(inserted, {
          build: () => {
            throw new Error('no such version');
          },
        }),
    ],
  ])('takes %s for garbage, at once', async (_name, answer) => {
    const bench = setUp();
    bench.page.onInsert = (inserted) => queueMicrotask(() => answer(bench, inserted));
    const error = await bootWith(bench.ports, bench.options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HostGarbage);
    expect(bench.page.frames).toEqual([]);
    bench.close();
  });

  it('listens to its own iframe only', async () => {
    const bench = setUp();
    bench.page.onInsert = () => {
      const other = bench.page.document.createElement() as FakeFrame;
      bench.introduce(other, { build: () => Comlink.proxy(new WireContainer()) });
    };
    const boot = bootWith(bench.ports, bench.options).catch((reason: unknown) => reason);
    await settle();
    bench.clock.pass(20_000);
    expect(await boot).toMatchObject({ message: expect.stringContaining('its page did not load') });
    bench.close();
  });
});
