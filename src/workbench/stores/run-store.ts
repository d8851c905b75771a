/**
 * Run, Stop and restart on change. Each service is its own small machine; the Run button shows their sum.
 *
 *   idle ─run→ starting ─port opens→ running ─stop→ stopping → idle
 *                 │                     │ └─edit, 300 ms quiet→ stopping → starting
 *                 └──── exits ──────────┴→ exited ─edit→ starting   (slower each time it crashes at once)
 */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Container, ContainerProcess, Disposable } from '../../container/types.ts';
import type { ServiceSpec } from '../../lab/protocol.ts';
import type { Marker } from '../marks.ts';
import type { Clock } from './clock.ts';
import { type Failure, failureOf, textOf } from './failure.ts';
import type { OwnedSession, TerminalStore } from './terminal-store.ts';

export type ServicePhase =
  | { phase: 'idle' }
  /** `slow`: the port has not opened in the time the lesson allows; it may still. */
  | { phase: 'starting'; slow: boolean }
  | { phase: 'running' }
  | { phase: 'stopping'; then: 'idle' | 'starting' }
  | { phase: 'exited'; code: number }
  /** It could not be spawned at all. */
  | { phase: 'failed'; failure: Failure };

export interface ServiceState {
  readonly spec: ServiceSpec;
  readonly state: ReadonlySignal<ServicePhase>;
}

export type RunPhase = 'idle' | 'starting' | 'running' | 'stopping' | 'exited';

/** Quiet time after an edit before a restart. */
export const RESTART_DELAY_MS = 300;
/** A service that ends sooner than this after its start has crashed at once. */
export const QUICK_EXIT_MS = 2_000;
export const MAX_RESTART_DELAY_MS = 5_000;

/** 300, 300, 600, 1,200 … at most 5,000 ms: one crash costs nothing, a crash loop is slowed down. */
export function restartDelay(crashes: number): number {
  return Math.min(RESTART_DELAY_MS * 2 ** Math.max(0, crashes - 1), MAX_RESTART_DELAY_MS);
}

export interface RunPorts {
  clock: Clock;
  mark: Marker;
  terminals: Pick<TerminalStore, 'session' | 'activate'>;
  ready(): Promise<Container>;
  /** Waits until every edit made so far is in the container. */
  synced(): Promise<void>;
  restartOnChange: ReadonlySignal<boolean>;
}

export interface RunStore extends Disposable {
  readonly services: readonly ServiceState[];
  readonly phase: ReadonlySignal<RunPhase>;
  run(): void;
  stop(): void;
  /** A project file changed. */
  changed(path: string): void;
  /** The container went away, and every process with it. */
  containerLost(): void;
}

export function createRunStore(specs: readonly ServiceSpec[], ports: RunPorts): RunStore {
  const runners = specs.map((spec) => createRunner(spec, ports));
  let pending: Disposable | null = null;

  const cancelPending = () => {
    pending?.dispose();
    pending = null;
  };

  return {
    services: runners,
    phase: computed(() => sumOf(runners.map((one) => one.state.value.phase))),
    run() {
      cancelPending();
      ports.mark('bulkhead:run');
      const first = specs[0];
      if (first) ports.terminals.activate(sessionId(first));
      for (const runner of runners) runner.start();
    },
    stop() {
      cancelPending();
      for (const runner of runners) runner.stop();
    },
    changed(path) {
      if (!ports.restartOnChange.peek() || !affectsRun(path)) return;
      if (!runners.some((one) => one.restartable())) return;
      cancelPending();
      const crashes = Math.max(...runners.map((one) => one.crashes()));
      pending = ports.clock.after(restartDelay(crashes), () => {
        pending = null;
        for (const runner of runners) if (runner.restartable()) runner.start();
      });
    },
    containerLost() {
      cancelPending();
      for (const runner of runners) runner.lost();
    },
    dispose() {
      cancelPending();
      for (const runner of runners) runner.dispose();
    },
  };
}

/** Prose, checks and tests are not part of a running service. */
function affectsRun(path: string): boolean {
  return !/\.md$|\.test\.[cm]?[jt]s$|^checks\//.test(path);
}

function sessionId(spec: ServiceSpec): string {
  return `run:${spec.name}`;
}

function sumOf(phases: ServicePhase['phase'][]): RunPhase {
  if (phases.includes('stopping')) return 'stopping';
  if (phases.includes('starting')) return 'starting';
  if (phases.includes('running')) return 'running';
  if (phases.includes('exited') || phases.includes('failed')) return 'exited';
  return 'idle';
}

interface Runner extends ServiceState, Disposable {
  /** Starts, or stops first and then starts. */
  start(): void;
  stop(): void;
  lost(): void;
  restartable(): boolean;
  crashes(): number;
}

function createRunner(spec: ServiceSpec, ports: RunPorts): Runner {
  const state = signal<ServicePhase>({ phase: 'idle' });
  const owned: Disposable[] = [];
  let process: ContainerProcess | null = null;
  let generation = 0;
  let crashes = 0;

  const release = () => {
    for (const item of owned.splice(0)) item.dispose();
    process = null;
  };

  const begin = async () => {
    generation += 1;
    const mine = generation;
    const session = ports.terminals.session(sessionId(spec), spec.name, 'service');
    session.clear();
    state.value = { phase: 'starting', slow: false };
    try {
      const container = await ports.ready();
      await ports.synced();
      if (mine !== generation) return;
      // Before the spawn: the port may open before the call returns.
      owned.push(watchPort(container, spec, () => mine === generation && opened()));
      const [command, ...args] = spec.command;
      if (command === undefined) throw new Error(`The service ${spec.name} has no command.`);
      const env = { ...spec.env, PORT: String(spec.port) };
      const spawned = await container.spawn(command, args, { env, terminal: session.size.peek() });
      if (mine !== generation) {
        spawned.kill();
        return;
      }
      process = spawned;
      const since = ports.clock.now();
      owned.push(ports.clock.after(spec.readyTimeoutMs ?? 5_000, () => mine === generation && slow(session)));
      const code = await session.attach(spawned);
      if (mine === generation) ended(session, code, ports.clock.now() - since);
    } catch (error) {
      if (mine !== generation) return;
      release();
      const failure = failureOf(error);
      session.say(`${spec.name} was not started: ${textOf(failure)}`);
      state.value = { phase: 'failed', failure };
    }
  };

  const opened = () => {
    if (state.value.phase === 'starting') state.value = { phase: 'running' };
  };

  const slow = (session: OwnedSession) => {
    if (state.value.phase !== 'starting') return;
    state.value = { phase: 'starting', slow: true };
    session.say(
      `${spec.name} runs but does not listen on port ${spec.port} yet. It is given PORT=${spec.port}.`,
    );
  };

  const ended = (session: OwnedSession, code: number, lived: number) => {
    release();
    const before = state.value;
    if (before.phase === 'stopping') {
      session.say(before.then === 'starting' ? 'Restarting' : 'Stopped');
      state.value = { phase: 'idle' };
      if (before.then === 'starting') void begin();
      return;
    }
    crashes = code !== 0 && lived < QUICK_EXIT_MS ? crashes + 1 : 0;
    session.say(`${spec.name} exited with code ${code}`);
    state.value = { phase: 'exited', code };
  };

  const halt = (then: 'idle' | 'starting') => {
    const current = state.value;
    if (current.phase === 'stopping') {
      state.value = { phase: 'stopping', then };
      return;
    }
    if (process) {
      state.value = { phase: 'stopping', then };
      process.kill();
      return;
    }
    // Still waiting for the container or the spawn: the attempt is abandoned.
    generation += 1;
    release();
    state.value = { phase: 'idle' };
    if (then === 'starting') void begin();
  };

  return {
    spec,
    state,
    start: () => halt('starting'),
    stop() {
      crashes = 0;
      if (state.value.phase !== 'exited' && state.value.phase !== 'failed') halt('idle');
      else state.value = { phase: 'idle' };
    },
    lost() {
      generation += 1;
      release();
      if (state.value.phase !== 'idle') state.value = { phase: 'idle' };
    },
    restartable: () => state.value.phase !== 'idle',
    crashes: () => crashes,
    dispose() {
      generation += 1;
      process?.kill();
      release();
    },
  };
}

function watchPort(container: Container, spec: ServiceSpec, opened: () => void): Disposable {
  return container.onPort((event) => {
    if (event.port === spec.port && event.open) opened();
  });
}
