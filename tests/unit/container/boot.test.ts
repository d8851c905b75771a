import { describe, expect, it, vi } from 'vitest';
import { type BootPorts, bootWith, switchWith } from '../../../src/container/boot.ts';
import { config } from '../../../src/container/config.ts';
import {
  AgentGone,
  BootTimeout,
  ContainerClosed,
  ContainerError,
  HostDied,
  HostGarbage,
  HostUnsuitable,
  MountFailed,
} from '../../../src/container/errors.ts';
import type { BootOptions, BootProgress } from '../../../src/container/types.ts';
import { Clock, FakeHost, FakePage } from './fake-host.ts';

/** Lets everything that can go on without time passing go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

const never = new Promise<never>(() => {});

function setUp(overrides: Partial<BootPorts> = {}) {
  const page = new FakePage();
  const clock = new Clock();
  const host = new FakeHost();
  const ports: BootPorts = {
    window: page.window,
    document: page.document,
    page: new URL('https://course.test/lesson'),
    base: '/',
    config,
    createClient: async (environment) => {
      // As the client does: its iframe first, then the boot.
      const frame = environment.document.createElement('iframe');
      environment.document.body.insertBefore(frame, null);
      environment.window.addEventListener('message', () => {});
      return host.client();
    },
    loadLab: async () => ({ 'node_modules/@bulkhead/lab/agent.js': '// agent' }),
    after: clock.after,
    now: clock.now,
    onLeave(listener) {
      page.leaving.add(listener);
      return { dispose: () => page.leaving.delete(listener) };
    },
    ...overrides,
  };
  const options: BootOptions = {
    host: 'builtin',
    files: { 'package.json': '{}', 'src/main.ts': 'start();' },
  };
  return { page, clock, host, ports, options };
}

type SetUp = ReturnType<typeof setUp>;

/** The error of a boot that is given up by its deadline. */
async function errorAfterDeadline({ ports, options, clock }: SetUp): Promise<unknown> {
  const error = bootWith(ports, options).catch((reason: unknown) => reason);
  await settle();
  clock.pass(20_000);
  return error;
}

function expectNothingLeft({ page, clock }: SetUp) {
  expect(page.frames).toEqual([]);
  expect(page.listeners.size).toBe(0);
  expect(page.leaving.size).toBe(0);
  expect(clock.waiting).toBe(0);
}

describe('boot', () => {
  it('mounts the files and the lab, asks Node for its version and tells its progress', async () => {
    const { ports, options, host } = setUp();
    const progress: BootProgress[] = [];
    const container = await bootWith(ports, { ...options, onProgress: (each) => progress.push(each) });

    expect(container.info).toEqual({
      kind: 'builtin',
      name: 'Built-in host',
      node: 'v24.0.0',
      workdir: '/home/project',
    });
    expect(host.text('src/main.ts')).toBe('start();');
    expect(host.text('node_modules/@bulkhead/lab/agent.js')).toBe('// agent');
    expect(progress.map((each) => each.phase)).toEqual(['host', 'files', 'node', 'agent', 'ready']);
    expect(progress.at(-1)?.fraction).toBe(1);
    container.dispose();
  });

  it('gives up with a sentence when nothing answers, and leaves nothing behind', async () => {
    const bench = setUp();
    bench.ports.createClient = async (environment) => {
      const frame = environment.document.createElement('iframe');
      environment.document.body.insertBefore(frame, null);
      return { ...bench.host.client(), WebContainer: { boot: () => never } };
    };
    const error = await errorAfterDeadline(bench);
    expect(error).toBeInstanceOf(BootTimeout);
    expect(error).toMatchObject({
      message: 'Built-in host was not ready after 20 seconds: its page did not load.',
      phase: 'host',
    });
    expect((error as BootTimeout).nextStep).not.toBe('');
    expectNothingLeft(bench);
  });

  it('says that the page loaded but is not a host', async () => {
    const bench = setUp();
    bench.ports.createClient = async (environment) => {
      environment.document.body.insertBefore(environment.document.createElement('iframe'), null);
      bench.page.frames[0]?.load();
      return { ...bench.host.client(), WebContainer: { boot: () => never } };
    };
    expect(await errorAfterDeadline(bench)).toMatchObject({
      message: expect.stringContaining('did not introduce itself as a WebContainer host'),
    });
  });

  it('can be tried again after a boot that hung', async () => {
    const bench = setUp();
    const { createClient } = bench.ports;
    bench.ports.createClient = async (environment) => {
      bench.ports.createClient = createClient;
      return { ...(await createClient(environment)), WebContainer: { boot: () => never } };
    };
    expect(await errorAfterDeadline(bench)).toBeInstanceOf(BootTimeout);
    const container = await bootWith(bench.ports, bench.options);
    expect(container.info.node).toBe('v24.0.0');
    expect(bench.page.frames).toHaveLength(1);
    container.dispose();
  });

  it('calls an answer of the wrong shape what it is', async () => {
    const bench = setUp();
    bench.ports.createClient = async () => ({
      ...bench.host.client(),
      WebContainer: { boot: () => Promise.reject(new TypeError('instance.fs is not a function')) },
    });
    const error = await bootWith(bench.ports, bench.options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HostGarbage);
    expect(error).toMatchObject({ message: expect.stringContaining('instance.fs is not a function') });
    expectNothingLeft(bench);
  });

  it('calls a version of Node that is none garbage', async () => {
    const bench = setUp();
    bench.host.programs['--version'] = (process) => {
      process.print('<html>');
      process.exit(0);
    };
    const error = await bootWith(bench.ports, bench.options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HostGarbage);
    expect(error).toMatchObject({ message: expect.stringContaining('"<html>"'), phase: 'node' });
  });

  it('reports a host that dies half-way, at once', async () => {
    const bench = setUp();
    bench.host.programs['--version'] = () => bench.host.emit('error', { message: 'kernel panic' });
    const error = await bootWith(bench.ports, bench.options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HostDied);
    expect(error).toMatchObject({ message: expect.stringContaining('kernel panic'), phase: 'node' });
    await settle();
    expectNothingLeft(bench);
  });

  it('reports files that could not be mounted', async () => {
    const bench = setUp();
    bench.host.container.mount = () => Promise.reject(new Error('ENOSPC: no space left'));
    const error = await bootWith(bench.ports, bench.options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MountFailed);
    expect(error).toMatchObject({ message: expect.stringContaining('ENOSPC'), phase: 'files' });
  });

  it('names the phase when the deadline passes later', async () => {
    for (const [program, phase, words] of [
      ['--version', 'node', '"node --version" gave no answer'],
      ['node_modules/@bulkhead/lab/agent.js', 'agent', 'the lab agent started but did not answer'],
    ] as const) {
      const bench = setUp();
      bench.host.programs[program] = () => {};
      const error = await errorAfterDeadline(bench);
      expect(error).toBeInstanceOf(BootTimeout);
      expect(error).toMatchObject({ phase, message: expect.stringContaining(words) });
      await settle();
      expect(bench.host.tornDown).toBe(true);
      expect(bench.page.frames).toEqual([]);
    }
  });

  it('reports an agent that ends instead of answering, with its last output', async () => {
    const bench = setUp();
    bench.host.programs['node_modules/@bulkhead/lab/agent.js'] = (process) => {
      process.print('SyntaxError: Unexpected token\n');
      process.exit(1);
    };
    const error = await bootWith(bench.ports, bench.options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AgentGone);
    expect(error).toMatchObject({ message: expect.stringMatching(/exit code 1.*SyntaxError/) });
  });

  it.each([
    ['v22.17.1', false],
    ['v22.18.0', true],
    ['v20.19.0', false],
    ['v24.21.0', true],
  ])("takes the vendor's host with Node %s: %s", async (version, accepted) => {
    const bench = setUp();
    bench.host.programs['--version'] = (process) => {
      process.print(`\u001b[1m${version}\u001b[0m\r\n`);
      process.exit(0);
    };
    const outcome = await bootWith(bench.ports, { ...bench.options, host: 'stackblitz' }).then(
      (container) => container.info.node,
      (reason: unknown) => reason,
    );
    if (accepted) expect(outcome).toBe(version);
    else {
      expect(outcome).toBeInstanceOf(HostUnsuitable);
      expect(outcome).toMatchObject({ message: expect.stringContaining(version) });
    }
  });

  it("refuses the vendor's host on a page that is not isolated, before anything is started", async () => {
    const bench = setUp();
    bench.page.window.crossOriginIsolated = false;
    const error = await bootWith(bench.ports, { ...bench.options, host: 'stackblitz' }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(HostUnsuitable);
    expect(bench.host.processes).toEqual([]);
    expectNothingLeft(bench);
    const container = await bootWith(bench.ports, bench.options);
    container.dispose();
  });

  it("gives the vendor's host the deployer's key", async () => {
    const bench = setUp();
    bench.ports.config = { ...config, stackblitz: { clientId: 'wc_api_x', coep: 'credentialless' } };
    (await bootWith(bench.ports, { ...bench.options, host: 'stackblitz' })).dispose();
    expect(bench.host.calls).toContain('key wc_api_x');
  });

  it('is ended by its signal, with the reason of the signal', async () => {
    const bench = setUp();
    bench.host.programs['--version'] = () => {};
    const abort = new AbortController();
    const error = bootWith(bench.ports, { ...bench.options, signal: abort.signal }).catch(
      (reason: unknown) => reason,
    );
    await settle();
    abort.abort(new Error('not wanted any more'));
    expect(await error).toMatchObject({ message: 'not wanted any more' });
    await settle();
    expectNothingLeft(bench);
  });

  it('is ended when the page is left', async () => {
    const bench = setUp();
    bench.host.programs['--version'] = () => {};
    const error = bootWith(bench.ports, bench.options).catch((reason: unknown) => reason);
    await settle();
    for (const leave of [...bench.page.leaving]) leave();
    expect(await error).toMatchObject({ name: 'AbortError' });
    await settle();
    expectNothingLeft(bench);
  });

  it('takes what a host answers after it was given up for nothing', async () => {
    const bench = setUp();
    const late = Promise.withResolvers<typeof bench.host.container>();
    bench.ports.createClient = async () => ({
      ...bench.host.client(),
      WebContainer: { boot: () => late.promise },
    });
    expect(await errorAfterDeadline(bench)).toBeInstanceOf(BootTimeout);
    late.resolve(bench.host.container);
    await settle();
    expect(bench.host.processes).toEqual([]);
  });
});

describe('a switch of host', () => {
  it('takes the old one down and boots the other with the same files', async () => {
    const bench = setUp();
    const current = await bootWith(bench.ports, bench.options);
    await current.fs.writeFile('src/main.ts', 'edited');
    const next = await switchWith(bench.ports, current, { ...bench.options, host: 'stackblitz' });
    expect(next.info.name).toBe('StackBlitz WebContainers');
    expect(bench.host.text('src/main.ts')).toBe('start();');
    expect(bench.page.frames).toHaveLength(1);
    await expect(current.fs.list()).rejects.toBeInstanceOf(ContainerClosed);
    next.dispose();
  });

  it('leaves the old one running when the other is known not to run here', async () => {
    const bench = setUp();
    bench.page.window.crossOriginIsolated = false;
    const current = await bootWith(bench.ports, bench.options);
    const error = await switchWith(bench.ports, current, { ...bench.options, host: 'stackblitz' }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(HostUnsuitable);
    expect(await current.fs.list()).toEqual(['package.json', 'src/main.ts']);
    current.dispose();
  });
});

describe('a booted container', () => {
  it('is taken down by dispose, and can be booted again', async () => {
    const bench = setUp();
    const first = await bootWith(bench.ports, bench.options);
    first.dispose();
    expect(bench.host.tornDown).toBe(true);
    await expect(first.fs.readFile('package.json')).rejects.toBeInstanceOf(ContainerClosed);
    const second = await bootWith(bench.ports, bench.options);
    expect(bench.page.frames).toHaveLength(1);
    expect(await second.fs.list()).toEqual(['package.json', 'src/main.ts']);
    second.dispose();
    await settle();
    expectNothingLeft(bench);
  });

  it('waits only a moment for a host that does not end', async () => {
    const bench = setUp();
    const client = bench.host.client();
    bench.ports.createClient = async () => ({
      ...client,
      WebContainer: { ...client.WebContainer, _teardownPromise: never },
    });
    (await bootWith(bench.ports, bench.options)).dispose();
    const again = bootWith(bench.ports, bench.options);
    await settle();
    bench.clock.pass(1_000);
    (await again).dispose();
  });

  it('rejects what is under way when the host fails, and tells it once', async () => {
    const bench = setUp();
    const container = await bootWith(bench.ports, bench.options);
    const onError = vi.fn();
    container.onError(onError);
    bench.host.fs.readFile = () => never;
    const reading = container.fs.readFile('package.json').catch((reason: unknown) => reason);
    bench.host.emit('error', { message: 'out of memory' });
    bench.host.emit('error', { message: 'again' });
    const error = await reading;
    expect(error).toBeInstanceOf(HostDied);
    expect(error).toBeInstanceOf(ContainerError);
    expect(onError).toHaveBeenCalledExactlyOnceWith(error);
    await expect(container.spawn('node', [])).rejects.toBe(error);
  });

  it('does not call dispose an error', async () => {
    const bench = setUp();
    const container = await bootWith(bench.ports, bench.options);
    const onError = vi.fn();
    container.onError(onError);
    container.dispose();
    expect(onError).not.toHaveBeenCalled();
  });

  it('notices that the page of the host was loaded anew', async () => {
    const bench = setUp();
    const container = await bootWith(bench.ports, bench.options);
    const onError = vi.fn();
    container.onError(onError);
    bench.page.frames[0]?.load();
    bench.page.frames[0]?.load();
    expect(onError.mock.calls[0]?.[0]).toMatchObject({ message: expect.stringContaining('reloaded') });
  });

  it('ends the output and the exit of a process when the host goes', async () => {
    const bench = setUp();
    bench.host.programs['server.ts'] = (process) => process.print('listening\n');
    const container = await bootWith(bench.ports, bench.options);
    const process = await container.spawn('node', ['server.ts']);
    const reader = process.output.getReader();
    expect(await reader.read()).toEqual({ done: false, value: 'listening\n' });
    const rest = reader.read();
    container.dispose();
    expect(await rest).toMatchObject({ done: true });
    expect(await process.exit).toBe(137);
  });

  it('tells ports, those of before too, without those of a check run', async () => {
    const bench = setUp();
    const container = await bootWith(bench.ports, bench.options);
    bench.host.emit('port', 3000, 'open', 'http://x');
    const events: unknown[] = [];
    container.onPort((event) => events.push(event));
    bench.host.emit('port', 20_001, 'open', 'http://x');
    bench.host.emit('port', 3000, 'open', 'http://x');
    bench.host.emit('port', 3000, 'close', 'http://x');
    bench.host.emit('port', 20_001, 'close', 'http://x');
    expect(events).toEqual([
      { port: 3000, open: true },
      { port: 3000, open: false },
    ]);
    container.dispose();
  });
});
