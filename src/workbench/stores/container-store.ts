/** The container's life as the bench shows it: booting with progress, ready, or failed with a next step. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { HostDescription } from '../../container/hosts.ts';
import type { BootOptions, BootProgress, Container, Disposable, HostKind } from '../../container/types.ts';
import type { FileMap } from '../../course/types.ts';
import type { Marker } from '../marks.ts';
import { type Failure, failureOf, textOf } from './failure.ts';

export type ContainerState =
  /** The editor comes first; the boot has not begun. */
  | { phase: 'waiting' }
  /** `host` is null until the container room is loaded and has chosen. */
  | { phase: 'booting'; host: HostKind | null; progress: BootProgress; abort: AbortController }
  | { phase: 'ready'; container: Container }
  | { phase: 'failed'; host: HostKind | null; failure: Failure };

/** What `src/container/index.ts` exports, as far as it is used here. */
export interface ContainerRoom {
  bootContainer(options: BootOptions): Promise<Container>;
  chooseHost(): HostKind;
  rememberHost(host: HostKind): void;
  readonly hostKinds: readonly HostKind[];
  hostDescription(kind: HostKind): HostDescription;
}

export interface ContainerPorts {
  /** The container room is loaded after the editor. */
  load(): Promise<ContainerRoom>;
  /** Everything the container begins with, read at the moment of the boot. */
  files(): FileMap;
  /** Connects the project's files to a container; `mounted` is what it was booted with. */
  connect(container: Container, mounted: FileMap): Disposable;
  mark: Marker;
}

export interface ContainerStore extends Disposable {
  readonly state: ReadonlySignal<ContainerState>;
  readonly container: ReadonlySignal<Container | null>;
  /** Known once the container room is loaded. */
  readonly hosts: ReadonlySignal<HostDescription[]>;
  /** Boots, or boots again after a failure. */
  start(): void;
  /** Disposes of the current container and boots the other host; the project's files go with it. */
  switchTo(host: HostKind): void;
  /** Waits through a boot. Rejects with the sentence when it failed. */
  ready(): Promise<Container>;
}

const FIRST: BootProgress = { phase: 'host', label: 'Starting the container', fraction: 0 };

export function createContainerStore(ports: ContainerPorts): ContainerStore {
  const state = signal<ContainerState>({ phase: 'waiting' });
  const hosts = signal<HostDescription[]>([]);
  const owned: Disposable[] = [];
  const waiters = new Set<{ resolve(container: Container): void; reject(reason: Error): void }>();
  let closed = false;

  const settle = (outcome: Container | Error) => {
    for (const waiter of waiters) {
      if (outcome instanceof Error) waiter.reject(outcome);
      else waiter.resolve(outcome);
    }
    waiters.clear();
  };

  const release = () => {
    const current = state.peek();
    if (current.phase === 'booting') current.abort.abort();
    for (const item of owned.splice(0).reverse()) item.dispose();
  };

  const fail = (host: HostKind | null, error: unknown) => {
    release();
    const failure = failureOf(error);
    state.value = { phase: 'failed', host, failure };
    settle(new Error(textOf(failure)));
  };

  const boot = async (wanted: HostKind | null) => {
    const abort = new AbortController();
    const { signal: stop } = abort;
    state.value = { phase: 'booting', host: wanted, progress: FIRST, abort };
    let host = wanted;
    const onProgress = (progress: BootProgress) => {
      if (!stop.aborted) state.value = { phase: 'booting', host, progress, abort };
    };
    try {
      const room = await ports.load();
      if (stop.aborted) return;
      hosts.value = room.hostKinds.map((kind) => room.hostDescription(kind));
      const chosen = wanted ?? room.chooseHost();
      host = chosen;
      if (wanted !== null) room.rememberHost(wanted);
      const mounted = ports.files();
      const container = await room.bootContainer({ host: chosen, files: mounted, onProgress, signal: stop });
      if (stop.aborted) {
        container.dispose();
        return;
      }
      owned.push(
        container,
        ports.connect(container, mounted),
        container.onError((error) => fail(chosen, error)),
      );
      state.value = { phase: 'ready', container };
      ports.mark('bulkhead:container-ready');
      settle(container);
    } catch (error) {
      if (!stop.aborted) fail(host, error);
    }
  };

  return {
    state,
    hosts,
    container: computed(() => (state.value.phase === 'ready' ? state.value.container : null)),
    start() {
      const current = state.peek();
      if (closed || current.phase === 'booting' || current.phase === 'ready') return;
      void boot(current.phase === 'failed' ? current.host : null);
    },
    switchTo(host) {
      if (closed) return;
      release();
      void boot(host);
    },
    ready() {
      const current = state.peek();
      if (current.phase === 'ready') return Promise.resolve(current.container);
      if (current.phase === 'failed') return Promise.reject(new Error(textOf(current.failure)));
      return new Promise((resolve, reject) => waiters.add({ resolve, reject }));
    },
    dispose() {
      closed = true;
      release();
      settle(new Error('The workbench was closed.'));
    },
  };
}
