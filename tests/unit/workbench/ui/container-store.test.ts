import { describe, expect, it } from 'vitest';
import type { BootOptions, Container } from '../../../../src/container/types.ts';
import {
  type ContainerRoom,
  createContainerStore,
} from '../../../../src/workbench/stores/container-store.ts';
import { FakeContainer, settled } from '../fake-container.ts';

function bench(boots: ((options: BootOptions) => Promise<Container>)[]) {
  const asked: BootOptions[] = [];
  const remembered: string[] = [];
  const connections: { disposed: boolean }[] = [];
  const room: ContainerRoom = {
    bootContainer: (options) => {
      asked.push(options);
      const boot = boots.shift();
      if (!boot) throw new Error('No boot was expected.');
      return boot(options);
    },
    chooseHost: () => 'stackblitz',
    rememberHost: (host) => remembered.push(host),
    hostKinds: ['builtin', 'stackblitz'],
    hostDescription: (kind) => ({ kind, name: kind, summary: '', needsIsolation: false }),
  };
  let files: Record<string, string> = { 'a.ts': '1' };
  const store = createContainerStore({
    load: async () => room,
    files: () => files,
    connect: () => {
      const connection = { disposed: false, dispose: () => undefined };
      connection.dispose = () => {
        connection.disposed = true;
      };
      connections.push(connection);
      return connection;
    },
    mark: () => undefined,
  });
  return { store, asked, remembered, connections, edit: (next: Record<string, string>) => (files = next) };
}

class HostSilent extends Error {
  readonly nextStep = 'Check the network, then press Retry.';
}

const never = () => new Promise<Container>(() => undefined);

describe('the container store', () => {
  it('waits until it is started, then boots the chosen host with the files of that moment', async () => {
    const { store, asked, edit } = bench([async () => new FakeContainer()]);
    expect(store.state.value.phase).toBe('waiting');
    edit({ 'a.ts': '2' });
    store.start();
    store.start();
    await settled();
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ host: 'stackblitz', files: { 'a.ts': '2' } });
    expect(store.state.value.phase).toBe('ready');
  });

  it('shows the progress of the boot', async () => {
    const { store } = bench([
      (options) => {
        options.onProgress?.({ phase: 'node', label: 'Starting Node', fraction: 0.5 });
        return never();
      },
    ]);
    store.start();
    await settled();
    expect(store.state.value).toMatchObject({
      phase: 'booting',
      progress: { label: 'Starting Node', fraction: 0.5 },
    });
  });

  it('lets those who ask wait through the boot', async () => {
    const container = new FakeContainer();
    const { store } = bench([async () => container]);
    const waiting = store.ready();
    store.start();
    await expect(waiting).resolves.toBe(container);
    await expect(store.ready()).resolves.toBe(container);
  });

  it('fails with a sentence and a next step, also for those who wait, and can be started again', async () => {
    const { store } = bench([
      () => Promise.reject(new HostSilent('The host is silent.')),
      async () => new FakeContainer(),
    ]);
    const waiting = store.ready();
    store.start();
    await expect(waiting).rejects.toThrow('The host is silent. Check the network, then press Retry.');
    expect(store.state.value).toMatchObject({
      phase: 'failed',
      host: 'stackblitz',
      failure: { message: 'The host is silent.', nextStep: 'Check the network, then press Retry.' },
    });
    store.start();
    await settled();
    expect(store.state.value.phase).toBe('ready');
  });

  it('fails when the host dies later, and lets go of everything', async () => {
    const container = new FakeContainer();
    const { store, connections } = bench([async () => container]);
    store.start();
    await settled();
    container.fail(new HostSilent('The host has gone.'));
    expect(store.state.value).toMatchObject({ phase: 'failed', failure: { message: 'The host has gone.' } });
    expect(container.disposed).toBe(true);
    expect(connections[0]?.disposed).toBe(true);
  });

  it('switches the host with the files kept, and remembers the choice', async () => {
    const first = new FakeContainer();
    const { store, asked, remembered, edit } = bench([async () => first, async () => new FakeContainer()]);
    store.start();
    await settled();
    edit({ 'a.ts': 'mine' });
    store.switchTo('builtin');
    await settled();
    expect(first.disposed).toBe(true);
    expect(asked[1]).toMatchObject({ host: 'builtin', files: { 'a.ts': 'mine' } });
    expect(remembered).toEqual(['builtin']);
  });

  it('forgets a boot that was given up for another host', async () => {
    let finish: (container: Container) => void = () => undefined;
    const late = new FakeContainer();
    const { store, asked } = bench([
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
      async () => new FakeContainer(),
    ]);
    store.start();
    await settled();
    store.switchTo('builtin');
    expect(asked[0]?.signal?.aborted).toBe(true);
    finish(late);
    await settled();
    expect(late.disposed).toBe(true);
    expect(store.container.value).not.toBe(late);
    expect(store.state.value.phase).toBe('ready');
  });

  it('disposes of a container that comes after the bench was closed', async () => {
    let finish: (container: Container) => void = () => undefined;
    const late = new FakeContainer();
    const { store } = bench([
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    ]);
    store.start();
    await settled();
    store.dispose();
    finish(late);
    await settled();
    expect(late.disposed).toBe(true);
  });
});
