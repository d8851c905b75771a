/** Check: the lesson's checks against the learner's services, one item each, and the verdict. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { CheckRun, Container, Disposable } from '../../container/types.ts';
import type { FileMap } from '../../course/types.ts';
import type { CheckPlan, CheckResult, FromCheck, LogLine } from '../../lab/protocol.ts';
import type { Marker } from '../marks.ts';
import { checkNames } from './check-names.ts';
import { failureOf, textOf } from './failure.ts';

export type CheckItemState = 'waiting' | 'running' | 'passed' | 'failed' | 'skipped' | 'not-run';

export interface CheckItem {
  name: string;
  file: string;
  state: CheckItemState;
  result: CheckResult | null;
}

export interface CheckVerdict {
  passed: number;
  failed: number;
  total: number;
  ms: number;
}

export type CheckState =
  | { phase: 'idle' }
  /** `doing` says what the run is busy with, e.g. `Starting inventory`. */
  | { phase: 'running'; doing: string }
  | { phase: 'done'; verdict: CheckVerdict }
  | { phase: 'stopped' }
  | { phase: 'fatal'; message: string; logs: LogLine[] };

export interface CheckStore extends Disposable {
  readonly state: ReadonlySignal<CheckState>;
  readonly items: ReadonlySignal<CheckItem[]>;
  /** The files were edited after the last verdict. */
  readonly stale: ReadonlySignal<boolean>;
  run(): void;
  stop(): void;
  changed(): void;
}

export interface CheckPorts {
  ready(): Promise<Container>;
  synced(): Promise<void>;
  onVerdict(verdict: CheckVerdict): void;
  mark: Marker;
}

export interface CheckInput {
  checks: FileMap;
  services: CheckPlan['services'];
}

export function createCheckStore({ checks, services }: CheckInput, ports: CheckPorts): CheckStore {
  const fresh = (): CheckItem[] =>
    Object.entries(checks).flatMap(([file, source]) =>
      checkNames(source).map((name): CheckItem => ({ name, file, state: 'waiting', result: null })),
    );
  const state = signal<CheckState>({ phase: 'idle' });
  const items = signal<CheckItem[]>(fresh());
  const stale = signal(false);
  let run: CheckRun | null = null;
  let generation = 0;

  const put = (name: string, file: string, change: Partial<CheckItem>) => {
    const known = items.value.some((item) => item.name === name && item.file === file);
    items.value = known
      ? items.value.map((item) => (item.name === name && item.file === file ? { ...item, ...change } : item))
      : [...items.value, { name, file, state: 'waiting', result: null, ...change }];
  };

  const settleItems = () => {
    items.value = items.value.map((item) =>
      item.state === 'waiting' || item.state === 'running' ? { ...item, state: 'not-run' } : item,
    );
  };

  const fatal = (message: string, logs: LogLine[]) => {
    settleItems();
    state.value = { phase: 'fatal', message, logs };
  };

  const take = (event: FromCheck) => {
    switch (event.type) {
      case 'service':
        if (state.value.phase === 'running') state.value = { phase: 'running', doing: serviceLine(event) };
        return;
      case 'started':
        put(event.name, event.file, { state: 'running' });
        if (state.value.phase === 'running') state.value = { phase: 'running', doing: event.name };
        return;
      case 'result': {
        const { result } = event;
        put(result.name, result.file, { state: result.state, result });
        return;
      }
      case 'verdict': {
        const { passed, failed, total, ms } = event;
        settleItems();
        state.value = { phase: 'done', verdict: { passed, failed, total, ms } };
        ports.mark('bulkhead:check-verdict');
        ports.onVerdict({ passed, failed, total, ms });
        return;
      }
      case 'fatal':
        fatal(event.message, event.logs);
        return;
      default:
        event satisfies never;
    }
  };

  const begin = async () => {
    generation += 1;
    const mine = generation;
    stale.value = false;
    items.value = fresh();
    state.value = { phase: 'running', doing: 'Waiting for the container' };
    ports.mark('bulkhead:check');
    try {
      const container = await ports.ready();
      await ports.synced();
      if (mine !== generation) return;
      state.value = { phase: 'running', doing: 'Starting the checks' };
      const started = container.check({ services, files: Object.keys(checks) });
      run = started;
      for await (const event of started.events) {
        if (mine !== generation) return;
        take(event);
      }
      if (mine !== generation) return;
      run = null;
      if (state.value.phase === 'running') {
        fatal('The check run ended without a verdict. Press Check to run it again.', []);
      }
    } catch (error) {
      if (mine !== generation) return;
      run = null;
      fatal(textOf(failureOf(error)), []);
    }
  };

  const abandon = () => {
    generation += 1;
    run?.dispose();
    run = null;
  };

  return {
    state,
    items,
    stale,
    run() {
      abandon();
      void begin();
    },
    stop() {
      if (state.value.phase !== 'running') return;
      abandon();
      settleItems();
      state.value = { phase: 'stopped' };
    },
    changed() {
      if (state.value.phase === 'done') stale.value = true;
    },
    dispose: abandon,
  };
}

/** The verdict as it is read out: `All 5 checks passed`, `3 of 5 checks passed`. */
export function verdictText({ passed, total }: Pick<CheckVerdict, 'passed' | 'total'>): string {
  if (total === 0) return 'There was nothing to check';
  if (passed < total) return `${passed} of ${total} checks passed`;
  return total === 1 ? 'All 1 checks passed' : `All ${total} checks passed`;
}

function serviceLine(event: Extract<FromCheck, { type: 'service' }>): string {
  switch (event.state) {
    case 'starting':
      return `Starting ${event.name}`;
    case 'ready':
      return `${event.name} is ready on port ${event.port}`;
    case 'exited':
      return `${event.name} exited${event.detail === null ? '' : `: ${event.detail}`}`;
  }
}
