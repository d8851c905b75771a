import type { ChildProcess } from 'node:child_process';
import { ended } from './run-program.ts';

export type JobState = { phase: 'running' } | { phase: 'done'; code: number; signal: NodeJS.Signals | null };

export interface Job {
  number: number;
  text: string;
  child: ChildProcess;
  state: JobState;
  end: Promise<void>;
}

/** Programs started with `&`. */
export class Jobs {
  readonly #jobs: Job[] = [];

  get all(): readonly Job[] {
    return this.#jobs;
  }

  add(child: ChildProcess, text: string): Job {
    const job: Job = {
      number: (this.#jobs.at(-1)?.number ?? 0) + 1,
      text,
      child,
      state: { phase: 'running' },
      end: ended(child).then(
        ({ code, signal }) => {
          job.state = { phase: 'done', code, signal };
        },
        () => {
          job.state = { phase: 'done', code: 127, signal: null };
        },
      ),
    };
    this.#jobs.push(job);
    return job;
  }

  /** `%1`, `%%` and `%+` (the last one), or a process id. */
  find(name: string): Job | undefined {
    if (name === '%%' || name === '%+' || name === '%') return this.#jobs.at(-1);
    if (name.startsWith('%')) return this.#jobs.find((job) => job.number === Number(name.slice(1)));
    return this.#jobs.find((job) => job.child.pid === Number(name));
  }

  /** Takes out the jobs that have ended and describes them, as bash does before its prompt. */
  reap(): string[] {
    const lines: string[] = [];
    for (const job of [...this.#jobs]) {
      if (job.state.phase !== 'done') continue;
      lines.push(this.describe(job));
      this.remove(job);
    }
    return lines;
  }

  remove(job: Job): void {
    const index = this.#jobs.indexOf(job);
    if (index !== -1) this.#jobs.splice(index, 1);
  }

  describe(job: Job): string {
    const mark = job === this.#jobs.at(-1) ? '+' : job === this.#jobs.at(-2) ? '-' : ' ';
    const running = job.state.phase === 'running';
    return `[${job.number}]${mark}  ${stateText(job.state).padEnd(22)}  ${job.text}${running ? ' &' : ''}`;
  }

  /** The shell ends: what it started in the background ends with it. */
  dispose(): void {
    for (const job of this.#jobs) if (job.state.phase === 'running') job.child.kill('SIGTERM');
  }
}

function stateText(state: JobState): string {
  if (state.phase === 'running') return 'Running';
  if (state.signal) return SIGNAL_TEXT[state.signal] ?? state.signal;
  return state.code === 0 ? 'Done' : `Exit ${state.code}`;
}

/** What bash says of a program that a signal has ended. */
export const SIGNAL_TEXT: Partial<Record<NodeJS.Signals, string>> = {
  SIGTERM: 'Terminated',
  SIGKILL: 'Killed',
  SIGHUP: 'Hangup',
  SIGINT: 'Interrupt',
  SIGABRT: 'Aborted',
  SIGSEGV: 'Segmentation fault',
};
