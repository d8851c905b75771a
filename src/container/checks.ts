/** Check runs: one at a time, each a process that reports over its stdout and always has a last word. */
import type { CheckPlan, FromCheck, ToCheck } from '../lab/protocol.ts';
import { EventQueue } from './event-queue.ts';
import { encodeFrame, frameParser, pump } from './frames.ts';
import type { CheckRun, ContainerProcess, Disposable, ProjectFs } from './types.ts';

export const CHECK_PROGRAM = 'node_modules/@bulkhead/lab/check.js';

/** Services of a check run listen here and above; they are not the learner's. */
export const FIRST_CHECK_PORT = 20_000;

/** What a run may take to end its services before it is killed. It gives each of them a second itself. */
const GRACE_MS = 2_500;

export interface CheckPorts {
  fs: Pick<ProjectFs, 'writeFile'>;
  spawn(program: string, args: string[]): Promise<ContainerProcess>;
  after(ms: number, run: () => void): Disposable;
}

interface Run {
  queue: EventQueue<FromCheck>;
  /** Its last word was said, or nobody listens any more. */
  closed: boolean;
  process: ContainerProcess | null;
  /** Settles when the process is gone. */
  over: Promise<void>;
}

export class Checks implements Disposable {
  readonly #ports: CheckPorts;
  #current: Run | null = null;
  #count = 0;

  constructor(ports: CheckPorts) {
    this.#ports = ports;
  }

  run(plan: CheckPlan): CheckRun {
    const queue = new EventQueue<FromCheck>();
    if (this.#current && !this.#current.closed) {
      queue.push({
        type: 'fatal',
        message: 'A check run is under way. Stop it, or wait for its verdict.',
        logs: [],
      });
      queue.end();
      return { events: queue, dispose() {} };
    }
    const before = this.#current?.over ?? Promise.resolve();
    const run: Run = { queue, closed: false, process: null, over: Promise.resolve() };
    this.#current = run;
    run.over = this.#carryOut(run, plan, before).finally(() => {
      if (this.#current === run) this.#current = null;
    });
    return { events: queue, dispose: () => this.#stop(run) };
  }

  /** Never rejects. */
  async #carryOut(run: Run, plan: CheckPlan, before: Promise<void>): Promise<void> {
    try {
      // A run that was stopped may still be ending its services.
      await before;
      if (run.closed) return;
      this.#count += 1;
      const path = `node_modules/.bulkhead/plan-${this.#count}.json`;
      await this.#ports.fs.writeFile(path, JSON.stringify(plan));
      if (run.closed) return;
      const process = await this.#ports.spawn(CHECK_PROGRAM, [path]);
      run.process = process;
      if (run.closed) this.#endProcess(process);
      const parser = frameParser((message) => {
        if (isFromCheck(message)) this.#receive(run, message);
      });
      const read = pump(process.output, parser);
      const code = await process.exit;
      await read;
      const last = parser.noise.length > 0 ? ` Its last output: ${parser.noise.join(' ⏎ ')}` : '';
      this.#lastWord(run, {
        type: 'fatal',
        message: `The check run ended with exit code ${code} before it gave a verdict.${last} Run Check again.`,
        logs: [],
      });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      this.#lastWord(run, {
        type: 'fatal',
        message: `The check run could not be started: ${detail} Run Check again.`,
        logs: [],
      });
    }
  }

  #receive(run: Run, message: FromCheck): void {
    if (message.type !== 'verdict' && message.type !== 'fatal') {
      if (!run.closed) run.queue.push(message);
      return;
    }
    this.#lastWord(run, message);
    if (run.process) this.#killLater(run.process);
  }

  #lastWord(run: Run, message: FromCheck): void {
    if (run.closed) return;
    run.closed = true;
    run.queue.push(message);
    run.queue.end();
  }

  #stop(run: Run): void {
    if (run.closed) return;
    run.closed = true;
    run.queue.end();
    if (run.process) this.#endProcess(run.process);
  }

  /** The API can only kill, which would leave the run's services behind: ask first. */
  #endProcess(process: ContainerProcess): void {
    process.write(encodeFrame({ type: 'stop' } satisfies ToCheck));
    this.#killLater(process);
  }

  #killLater(process: ContainerProcess): void {
    const timer = this.#ports.after(GRACE_MS, () => process.kill());
    void process.exit.then(() => timer.dispose());
  }

  dispose(): void {
    if (this.#current) this.#stop(this.#current);
  }
}

function isFromCheck(message: object): message is FromCheck {
  if (!('type' in message)) return false;
  switch (message.type) {
    case 'service':
    case 'started':
      return 'name' in message && typeof message.name === 'string';
    case 'result':
      return 'result' in message && typeof message.result === 'object' && message.result !== null;
    case 'verdict':
      return 'passed' in message && 'failed' in message && 'total' in message;
    case 'fatal':
      return 'message' in message && typeof message.message === 'string';
    default:
      return false;
  }
}
