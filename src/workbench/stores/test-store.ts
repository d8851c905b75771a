/** Test: the project's own `npm test` in its own terminal. Says nothing about the lesson's checks. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Container, ContainerProcess, Disposable } from '../../container/types.ts';
import type { Clock } from './clock.ts';
import { type Failure, failureOf, textOf } from './failure.ts';
import type { TerminalStore } from './terminal-store.ts';

export type TestState =
  | { phase: 'idle' }
  | { phase: 'running' }
  | { phase: 'stopping' }
  | { phase: 'passed'; ms: number }
  | { phase: 'failed'; code: number; ms: number }
  | { phase: 'broken'; failure: Failure };

export interface TestStore extends Disposable {
  readonly state: ReadonlySignal<TestState>;
  run(): void;
  stop(): void;
  /** The container went away, and the run with it. */
  containerLost(): void;
}

export interface TestPorts {
  clock: Clock;
  terminals: Pick<TerminalStore, 'session' | 'activate'>;
  ready(): Promise<Container>;
  synced(): Promise<void>;
}

const TEST_SESSION = 'test';

export function createTestStore(ports: TestPorts): TestStore {
  const state = signal<TestState>({ phase: 'idle' });
  let process: ContainerProcess | null = null;
  let generation = 0;

  const begin = async () => {
    generation += 1;
    const mine = generation;
    const session = ports.terminals.session(TEST_SESSION, 'npm test', 'test');
    ports.terminals.activate(session.id);
    session.clear();
    state.value = { phase: 'running' };
    try {
      const container = await ports.ready();
      await ports.synced();
      if (mine !== generation) return;
      const spawned = await container.spawn('npm', ['test'], { terminal: session.size.peek() });
      if (mine !== generation) {
        spawned.kill();
        return;
      }
      process = spawned;
      const since = ports.clock.now();
      const code = await session.attach(spawned);
      if (mine !== generation) return;
      process = null;
      const ms = ports.clock.now() - since;
      if (state.peek().phase === 'stopping') {
        session.say('Stopped');
        state.value = { phase: 'idle' };
      } else {
        session.say(code === 0 ? 'npm test passed' : `npm test failed with exit code ${code}`);
        state.value = code === 0 ? { phase: 'passed', ms } : { phase: 'failed', code, ms };
      }
    } catch (error) {
      if (mine !== generation) return;
      const failure = failureOf(error);
      session.say(`npm test was not started: ${textOf(failure)}`);
      state.value = { phase: 'broken', failure };
    }
  };

  const abandon = () => {
    generation += 1;
    process = null;
  };

  return {
    state,
    run() {
      if (state.value.phase !== 'running' && state.value.phase !== 'stopping') void begin();
    },
    stop() {
      if (state.value.phase !== 'running') return;
      if (process) {
        state.value = { phase: 'stopping' };
        process.kill();
      } else {
        abandon();
        state.value = { phase: 'idle' };
      }
    },
    containerLost() {
      if (state.value.phase !== 'running' && state.value.phase !== 'stopping') return;
      abandon();
      state.value = { phase: 'idle' };
    },
    dispose() {
      process?.kill();
      abandon();
    },
  };
}
