/**
 * A container without a host, driven by the test: what is spawned waits until the test says what it prints and
 * when it ends.
 */
import type {
  CheckRun,
  Container,
  ContainerProcess,
  Disposable,
  HostInfo,
  PortEvent,
  SpawnOptions,
} from '../../../src/container/types.ts';
import type { CheckPlan, Exchange, FromCheck, HttpRequestSpec } from '../../../src/lab/protocol.ts';

export class FakeProcess implements ContainerProcess {
  readonly command: string;
  readonly args: string[];
  readonly options: SpawnOptions;
  readonly output: ReadableStream<string>;
  readonly exit: Promise<number>;
  readonly written: string[] = [];
  killed = false;
  /** What `kill()` does; the default ends the process with 137. */
  onKill: () => void = () => this.end(137);
  #controller!: ReadableStreamDefaultController<string>;
  #resolve!: (code: number) => void;
  #ended = false;

  constructor(command: string, args: string[], options: SpawnOptions) {
    this.command = command;
    this.args = args;
    this.options = options;
    this.output = new ReadableStream<string>({
      start: (controller) => {
        this.#controller = controller;
      },
    });
    this.exit = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  print(text: string): void {
    if (!this.#ended) this.#controller.enqueue(text);
  }

  end(code: number): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#controller.close();
    this.#resolve(code);
  }

  write(text: string): void {
    this.written.push(text);
  }

  resize(): void {}

  kill(): void {
    this.killed = true;
    this.onKill();
  }
}

export class FakeCheckRun implements CheckRun {
  readonly plan: CheckPlan;
  disposed = false;
  readonly #queue: FromCheck[] = [];
  #wake: (() => void) | null = null;
  #ended = false;

  constructor(plan: CheckPlan) {
    this.plan = plan;
  }

  tell(event: FromCheck): void {
    this.#queue.push(event);
    if (event.type === 'verdict' || event.type === 'fatal') this.#ended = true;
    this.#wake?.();
  }

  /** Ends without a verdict. */
  breakOff(): void {
    this.#ended = true;
    this.#wake?.();
  }

  get events(): AsyncIterable<FromCheck> {
    return this.#events();
  }

  async *#events(): AsyncGenerator<FromCheck> {
    while (true) {
      const event = this.#queue.shift();
      if (event) yield event;
      else if (this.#ended || this.disposed) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }

  dispose(): void {
    this.disposed = true;
    this.#wake?.();
  }
}

export class FakeContainer implements Container {
  info: HostInfo = { kind: 'builtin', name: 'Built-in host', node: 'v24.21.0', workdir: '/home/project' };
  readonly files = new Map<string, string>();
  readonly processes: FakeProcess[] = [];
  readonly checkRuns: FakeCheckRun[] = [];
  disposed = false;
  /** Set to make the next spawn reject. */
  spawnError: Error | null = null;
  answer: (request: HttpRequestSpec, signal?: AbortSignal) => Promise<Exchange> = async (request) =>
    exchangeOf(request, 200, '{}');
  #ports = new Set<(event: PortEvent) => void>();
  #errors = new Set<(error: Error) => void>();

  readonly fs: Container['fs'] = {
    readFile: async (path) => new TextEncoder().encode(this.files.get(path) ?? ''),
    writeFile: async (path, data) => {
      this.files.set(path, typeof data === 'string' ? data : new TextDecoder().decode(data));
    },
    mkdir: async () => undefined,
    rename: async (from, to) => {
      this.files.set(to, this.files.get(from) ?? '');
      this.files.delete(from);
    },
    remove: async (path) => {
      this.files.delete(path);
    },
    list: async () => [...this.files.keys()],
    watch: () => ({ dispose() {} }),
  };

  get lastProcess(): FakeProcess {
    const process = this.processes.at(-1);
    if (!process) throw new Error('Nothing was spawned.');
    return process;
  }

  get lastCheck(): FakeCheckRun {
    const run = this.checkRuns.at(-1);
    if (!run) throw new Error('No check was run.');
    return run;
  }

  openPort(port: number): void {
    for (const listener of this.#ports) listener({ port, open: true });
  }

  fail(error: Error): void {
    for (const listener of this.#errors) listener(error);
  }

  async reset(files: Record<string, string>): Promise<void> {
    this.files.clear();
    for (const [path, text] of Object.entries(files)) this.files.set(path, text);
  }

  async spawn(command: string, args: string[], options: SpawnOptions = {}): Promise<ContainerProcess> {
    if (this.spawnError) {
      const error = this.spawnError;
      this.spawnError = null;
      throw error;
    }
    const process = new FakeProcess(command, args, options);
    this.processes.push(process);
    return process;
  }

  onPort(listener: (event: PortEvent) => void): Disposable {
    this.#ports.add(listener);
    return { dispose: () => this.#ports.delete(listener) };
  }

  onError(listener: (error: Error) => void): Disposable {
    this.#errors.add(listener);
    return { dispose: () => this.#errors.delete(listener) };
  }

  http(request: HttpRequestSpec, signal?: AbortSignal): Promise<Exchange> {
    return this.answer(request, signal);
  }

  check(plan: CheckPlan): CheckRun {
    const run = new FakeCheckRun(plan);
    this.checkRuns.push(run);
    return run;
  }

  dispose(): void {
    this.disposed = true;
  }
}

export function exchangeOf(request: HttpRequestSpec, status: number, body: string): Exchange {
  const received = `HTTP/1.1 ${status} OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  return {
    request,
    sentBase64: btoa(
      `${request.method} ${new URL(request.url).pathname} HTTP/1.1\r\nhost: localhost\r\n\r\n`,
    ),
    receivedBase64: btoa(received),
    response: {
      httpVersion: '1.1',
      status,
      statusText: status === 200 ? 'OK' : 'Error',
      headers: [
        ['Content-Type', 'application/json'],
        ['content-length', String(body.length)],
      ],
      trailers: [],
      bodyBase64: btoa(body),
      bodyBytes: body.length,
    },
    timings: { connected: 0.4, requestSent: 0.6, firstByte: 3.1, done: 3.9 },
    startedAt: 1_700_000_000_000,
    error: null,
  };
}

/** A clock the test moves. */
export class FakeClock {
  #now = 1_000;
  #timers: { at: number; run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): Disposable {
    const timer = { at: this.#now + ms, run };
    this.#timers.push(timer);
    return {
      dispose: () => {
        this.#timers = this.#timers.filter((one) => one !== timer);
      },
    };
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#timers.filter((one) => one.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#now = next.at;
      next.run();
    }
    this.#now = end;
  }
}

/** Lets every promise that can settle do so. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 50; i += 1) await Promise.resolve();
}
