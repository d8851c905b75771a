/** One service of a check run as a child process. */

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import * as os from 'node:os';
import type { LogLine, ServiceSpec } from '../protocol.ts';
import { accepts } from './ports.ts';
import type { ProcState } from './wire.ts';

const KEPT_LINES = 500;
const POLL_MS = 5;
const KILL_AFTER_MS = 1_000;
const DEFAULT_READY_MS = 5_000;
/** How long to wait for the last output of a process that has ended. */
const OUTPUT_GRACE_MS = 300;

/** How waiting for a service ended. */
export type Readiness =
  | { kind: 'ready' }
  | { kind: 'exited'; exitCode: number }
  | { kind: 'silent'; afterMs: number };

export class Service {
  readonly spec: ServiceSpec;
  readonly port: number;
  readonly logs: LogLine[] = [];
  readonly #child: ChildProcess;
  /** Resolves once the process has ended and its output has been read. */
  readonly exited: Promise<number>;
  #exitCode: number | null = null;

  /** @param cwd the project's folder. */
  constructor(spec: ServiceSpec, port: number, cwd: string) {
    this.spec = spec;
    this.port = port;
    const [program = 'node', ...args] = spec.command;
    // The same Node as this run, whatever else is on the PATH.
    this.#child = spawn(program === 'node' ? process.execPath : program, args, {
      cwd,
      env: { ...process.env, ...spec.env, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#collect('stdout');
    this.#collect('stderr');
    this.exited = new Promise((resolve) => {
      const settle = (code: number) => {
        this.#exitCode ??= code;
        resolve(this.#exitCode);
      };
      this.#child.on('error', (error) => {
        this.#log('stderr', `${program} could not be started: ${error.message}`);
        settle(127);
      });
      this.#child.on('exit', (code, signal) => {
        this.#exitCode = code ?? 128 + (signal === null ? 0 : os.constants.signals[signal]);
        // A child of its own may hold the output open.
        setTimeout(() => settle(this.#exitCode ?? 0), OUTPUT_GRACE_MS).unref();
      });
      this.#child.on('close', () => settle(this.#exitCode ?? 0));
    });
  }

  get pid(): number | null {
    return this.#child.pid ?? null;
  }

  state(): ProcState {
    return { pid: this.pid, exitCode: this.#exitCode, logs: [...this.logs] };
  }

  /** Waits until the port accepts a connection, the process ends, or the service's own deadline. */
  async ready(): Promise<Readiness> {
    const limit = this.spec.readyTimeoutMs ?? DEFAULT_READY_MS;
    const started = performance.now();
    while (this.#exitCode === null) {
      if (await accepts(this.port)) return { kind: 'ready' };
      if (performance.now() - started > limit) return { kind: 'silent', afterMs: limit };
      await new Promise((go) => setTimeout(go, POLL_MS));
    }
    return { kind: 'exited', exitCode: await this.exited };
  }

  /** SIGTERM, and SIGKILL after a second. */
  async stop(): Promise<void> {
    if (this.#exitCode !== null) return;
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), KILL_AFTER_MS);
    await this.exited;
    clearTimeout(timer);
  }

  /** At once; for a run that is being torn down. */
  async kill(): Promise<void> {
    if (this.#exitCode === null) this.#child.kill('SIGKILL');
    await this.exited;
  }

  #collect(stream: 'stdout' | 'stderr'): void {
    const source = this.#child[stream];
    if (source === null) return;
    source.setEncoding('utf8');
    let pending = '';
    source.on('data', (chunk: string) => {
      const lines = (pending + chunk).split('\n');
      pending = lines.pop() ?? '';
      for (const line of lines) this.#log(stream, line);
    });
    source.on('end', () => {
      if (pending !== '') this.#log(stream, pending);
    });
  }

  #log(stream: 'stdout' | 'stderr', text: string): void {
    this.logs.push({ service: this.spec.name, stream, text, at: Date.now() });
    if (this.logs.length > KEPT_LINES) this.logs.shift();
  }
}
