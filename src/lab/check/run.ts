/** One check run: services up, checks run, services down, verdict. */

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { encodeFrame, FrameDecoder } from '../frames.ts';
import type { CheckPlan, CheckResult, Exchange, FromCheck, LogLine } from '../protocol.ts';
import { FROM_LAB, TO_LAB } from '../protocol.ts';
import { explainStart } from './explain.ts';
import { freePort } from './ports.ts';
import { Service } from './service.ts';
import type { FromRunner, ServiceAddress, ToRunner } from './wire.ts';
import { SERVICES_VARIABLE } from './wire.ts';

export interface RunOptions {
  plan: CheckPlan;
  /** The project's folder, absolute. */
  cwd: string;
  /** Paths of `runner.js` and `reporter.js`. */
  runner: string;
  reporter: string;
  emit(event: FromCheck): void;
  /** For the whole run; default 60,000. */
  deadlineMs?: number;
  /** For one check; default 10,000. */
  checkTimeoutMs?: number;
}

const LOGS_OF_A_RESULT = 50;
const LOGS_OF_A_FATAL = 50;
/** How much longer than a check's own timeout a runner may be silent before it counts as blocked. */
const BLOCKED_GRACE_MS = 1_500;

interface RunningCheck {
  name: string;
  file: string;
  at: number;
}

/** The run cannot go on; the message is the sentence the learner reads. */
class Fatal extends Error {}

export class CheckRun {
  readonly #options: RunOptions;
  readonly #checkTimeoutMs: number;
  readonly #results: CheckResult[] = [];
  readonly #aborted = Promise.withResolvers<never>();
  #services: Service[] = [];
  #runner: ChildProcess | null = null;
  #running: RunningCheck | null = null;
  #context: { name: string; exchanges: Exchange[]; ms: number } | null = null;
  #runnerText = '';
  /** The last word was said, or nobody listens any more. */
  #silent = false;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#checkTimeoutMs = options.checkTimeoutMs ?? 10_000;
    this.#aborted.promise.catch(() => {});
  }

  /** Resolves when every process is gone; the last event, `verdict` or `fatal`, comes before that. Never rejects. */
  async run(): Promise<void> {
    const started = performance.now();
    const deadlineMs = this.#options.deadlineMs ?? 60_000;
    const deadline = setTimeout(() => {
      const at = this.#running === null ? '' : ` The last one running was "${this.#running.name}".`;
      this.#aborted.reject(new Fatal(`The checks did not finish within ${deadlineMs / 1000} s.${at}`));
    }, deadlineMs);
    let fatal: string | null = null;
    try {
      await Promise.race([this.#carryOut(), this.#aborted.promise]);
    } catch (error) {
      fatal = error instanceof Fatal ? error.message : `The check run itself failed: ${String(error)}`;
    }
    clearTimeout(deadline);
    this.#runner?.kill('SIGKILL');
    if (fatal === null) {
      // Nobody waits for services to end: the verdict does not depend on it.
      this.#emitVerdict(performance.now() - started);
      this.#silent = true;
    }
    await Promise.all(this.#services.map((service) => service.stop()));
    // After a fatal end the whole log is known only once the processes are gone.
    if (fatal !== null) {
      this.#emit({ type: 'fatal', message: fatal, logs: this.#logsSince(0).slice(-LOGS_OF_A_FATAL) });
    }
  }

  #emitVerdict(ms: number): void {
    const passed = this.#results.filter((result) => result.state === 'passed').length;
    const failed = this.#results.filter((result) => result.state === 'failed').length;
    this.#emit({ type: 'verdict', passed, failed, total: passed + failed, ms: Math.round(ms) });
  }

  /** Ends every process at once, without another event; resolves when they are gone. */
  async abandon(): Promise<void> {
    this.#silent = true;
    this.#runner?.kill('SIGKILL');
    await Promise.all(this.#services.map((service) => service.kill()));
  }

  #emit(event: FromCheck): void {
    if (!this.#silent) this.#options.emit(event);
  }

  async #carryOut(): Promise<void> {
    const { plan } = this.#options;
    const addresses: ServiceAddress[] = [];
    for (const spec of plan.services) addresses.push({ name: spec.name, port: await freePort() });
    // The runner loads while the services start.
    const finished = this.#startRunner(addresses);
    finished.catch(() => {});
    this.#services = plan.services.map((spec, index) =>
      this.#startService(spec, addresses[index]?.port ?? 0),
    );
    const ready = Promise.all(this.#services.map((service) => this.#awaitService(service)));
    await Promise.race([ready, finished]);
    this.#tellRunner({ type: 'go' });
    await finished;
    if (this.#results.length === 0) throw new Fatal(`No checks were found in ${plan.files.join(', ')}.`);
  }

  #startService(spec: CheckPlan['services'][number], port: number): Service {
    const service = new Service(spec, port, this.#options.cwd);
    const event = { type: 'service', name: spec.name, pid: service.pid, port } as const;
    this.#emit({ ...event, state: 'starting', detail: null });
    void service.exited.then((code) => {
      this.#emit({ ...event, state: 'exited', detail: `exit code ${code}` });
    });
    return service;
  }

  async #awaitService(service: Service): Promise<void> {
    const { name } = service.spec;
    const readiness = await service.ready();
    if (readiness.kind !== 'ready') throw new Fatal(explainStart(service, readiness, this.#options.cwd));
    this.#emit({ type: 'service', name, state: 'ready', pid: service.pid, port: service.port, detail: null });
  }

  /** Resolves when all checks have ended; rejects when the runner ends before that. */
  #startRunner(addresses: ServiceAddress[]): Promise<void> {
    const { runner, reporter, plan } = this.#options;
    const child = spawn(
      process.execPath,
      [`--test-reporter=${reporter}`, `--test-timeout=${this.#checkTimeoutMs}`, runner, ...plan.files],
      {
        cwd: this.#options.cwd,
        env: { ...process.env, [SERVICES_VARIABLE]: JSON.stringify(addresses) },
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    );
    this.#runner = child;
    return new Promise((resolve, reject) => {
      const decoder = new FrameDecoder(FROM_LAB);
      const keep = (text: string) => {
        this.#runnerText = (this.#runnerText + text).slice(-4_000);
      };
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        for (const decoded of decoder.push(chunk)) {
          if (decoded.kind !== 'message') keep(`${decoded.line}\n`);
          else this.#receive(decoded.message as FromRunner, resolve);
        }
      });
      child.stderr.setEncoding('utf8').on('data', keep);
      child.stdin.on('error', () => {});
      child.on('error', (error) =>
        reject(new Fatal(`Node could not be started for the checks: ${error.message}.`)),
      );
      child.on('close', (code) => {
        if (this.#running !== null)
          this.#failRunning(`The check's process ended with code ${code ?? 'none'}.`);
        if (this.#results.length > 0 || code === 0) resolve();
        else
          reject(
            new Fatal(`The checks ended with code ${code} before any ran: ${lastLine(this.#runnerText)}`),
          );
      });
    });
  }

  #tellRunner(message: ToRunner): void {
    this.#runner?.stdin?.write(encodeFrame(TO_LAB, message));
  }

  #receive(message: FromRunner, done: () => void): void {
    switch (message.type) {
      case 'started':
        this.#running = { name: message.name, file: this.#fileOf(message.file), at: message.at };
        this.#watch(this.#running);
        this.#emitStarted(this.#running);
        return;
      case 'context':
        this.#context = message;
        return;
      case 'ended':
        this.#end(message);
        return;
      case 'file-failed':
        this.#finish({
          name: message.file,
          file: message.file,
          state: 'failed',
          ms: 0,
          message: `This check file could not be loaded: ${message.message.split('\n')[0]}`,
          expected: null,
          observed: message.message,
          logs: [],
          exchanges: [],
        });
        return;
      case 'proc': {
        const service = this.#services.find((candidate) => candidate.spec.name === message.service);
        this.#tellRunner({ type: 'proc', id: message.id, state: service?.state() ?? null });
        return;
      }
      case 'done':
        if (!message.success && !this.#results.some((result) => result.state === 'failed')) {
          this.#aborted.reject(
            new Fatal(`The checks failed outside of any check: ${lastLine(this.#runnerText)}`),
          );
        }
        // Results that wait for their log lines go first.
        setImmediate(done);
        return;
      default:
        message satisfies never;
    }
  }

  #end(message: Extract<FromRunner, { type: 'ended' }>): void {
    const context = this.#context?.name === message.name ? this.#context : null;
    const since = this.#running?.name === message.name ? this.#running.at : Date.now();
    this.#context = null;
    this.#running = null;
    const { name, state, expected, observed } = message;
    const ms = context?.ms ?? message.ms;
    // What the service wrote before it answered may be read in this same turn of the loop, after this.
    setImmediate(() => {
      this.#finish({
        name,
        file: this.#fileOf(message.file),
        state,
        ms,
        message: message.message,
        expected,
        observed,
        logs: this.#logsSince(since).slice(-LOGS_OF_A_RESULT),
        exchanges: context?.exchanges ?? [],
      });
    });
  }

  /** Behind the result of the check before it, which waits for its log lines. */
  #emitStarted({ name, file }: RunningCheck): void {
    setImmediate(() => this.#emit({ type: 'started', name, file }));
  }

  #finish(result: CheckResult): void {
    this.#results.push(result);
    this.#emit({ type: 'result', result });
  }

  /** A check that blocks its own process cannot time itself out. */
  #watch(check: RunningCheck): void {
    setTimeout(() => {
      if (this.#running !== check) return;
      this.#runner?.kill('SIGKILL');
    }, this.#checkTimeoutMs + BLOCKED_GRACE_MS).unref();
  }

  #failRunning(why: string): void {
    const check = this.#running;
    if (check === null) return;
    this.#running = null;
    this.#finish({
      name: check.name,
      file: check.file,
      state: 'failed',
      ms: Date.now() - check.at,
      message: `This check did not finish. ${why}`,
      expected: 'an end',
      observed: lastLine(this.#runnerText),
      logs: this.#logsSince(check.at).slice(-LOGS_OF_A_RESULT),
      exchanges: [],
    });
  }

  /** Where Node does not say which file a check stands in, and there is only one, it is that one. */
  #fileOf(file: string): string {
    const { files } = this.#options.plan;
    return file === '' && files.length === 1 ? (files[0] ?? '') : file;
  }

  #logsSince(at: number): LogLine[] {
    return this.#services
      .flatMap((service) => service.logs.filter((line) => line.at >= at))
      .sort((a, b) => a.at - b.at);
  }
}

function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return (
    lines.findLast((line) => /Error\b.*:/.test(line))?.trim() ?? lines.at(-1)?.trim() ?? 'it wrote nothing'
  );
}
