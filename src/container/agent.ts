/** The page's end of the lab agent: requests with ids over its stdio, and one restart when it dies. */
import type { Exchange, FromAgent, HttpRequestSpec, ToAgent } from '../lab/protocol.ts';
import { AgentGone, type ContainerError, type FailureContext } from './errors.ts';
import { encodeFrame, type FrameParser, frameParser, pump } from './frames.ts';
import type { ContainerProcess, Disposable } from './types.ts';

export const AGENT_PROGRAM = 'node_modules/@bulkhead/lab/agent.js';

const DEFAULT_TIMEOUT_MS = 10_000;
/** What the agent may take on top of a request's own timeout before it counts as silent. */
const SLACK_MS = 5_000;

const NEXT_STEP = 'Start the container again; your files are kept.';

type State =
  | { phase: 'idle' }
  | { phase: 'starting'; process: ContainerProcess | null; ready: PromiseWithResolvers<string> }
  | { phase: 'ready'; process: ContainerProcess; node: string }
  | { phase: 'gone'; error: Error };

interface Pending {
  request: HttpRequestSpec;
  startedAt: number;
  resolve(exchange: Exchange): void;
  reject(error: Error): void;
}

export interface AgentPorts {
  spawn(): Promise<ContainerProcess>;
  after(ms: number, run: () => void): Disposable;
  now(): number;
  /** For an error that happens at this moment. */
  context(): FailureContext;
}

export class Agent implements Disposable {
  readonly #ports: AgentPorts;
  readonly #pending = new Map<number, Pending>();
  #state: State = { phase: 'idle' };
  #nextId = 1;
  /** It may be restarted once until it has answered a request again. */
  #restarted = false;

  constructor(ports: AgentPorts) {
    this.#ports = ports;
  }

  /** Resolves with the version of Node it runs on, as in `process.version`. */
  start(): Promise<string> {
    const ready = Promise.withResolvers<string>();
    // Whoever waits for it sees the rejection; nobody has to.
    ready.promise.catch(() => {});
    this.#state = { phase: 'starting', process: null, ready };
    this.#run(ready).catch((error: unknown) => this.#stop(this.#error('could not be started.', error)));
    return ready.promise;
  }

  async #run(ready: PromiseWithResolvers<string>): Promise<void> {
    const process = await this.#ports.spawn();
    if (this.#state.phase !== 'starting' || this.#state.ready !== ready) {
      process.kill();
      return;
    }
    this.#state = { phase: 'starting', process, ready };
    const parser = frameParser((message) => this.#receive(message, process));
    const read = pump(process.output, parser);
    const code = await process.exit;
    await read;
    this.#exited(process, code, parser);
  }

  #receive(message: object, process: ContainerProcess): void {
    if (!isFromAgent(message)) return;
    switch (message.type) {
      case 'ready':
        if (this.#state.phase === 'starting' && this.#state.process === process) {
          const { ready } = this.#state;
          this.#state = { phase: 'ready', process, node: message.node };
          ready.resolve(message.node);
        }
        return;
      case 'exchange':
        this.#restarted = false;
        this.#settle(message.id, (pending) => pending.resolve(message.exchange));
        return;
      case 'bad-request':
        if (message.id !== null) {
          this.#settle(message.id, (pending) => pending.resolve(refused(pending, message.message)));
        }
        return;
      default:
        message satisfies never;
    }
  }

  #settle(id: number, use: (pending: Pending) => void): void {
    const pending = this.#pending.get(id);
    // Cancelled requests are answered too; nobody waits for them.
    if (!pending) return;
    this.#pending.delete(id);
    use(pending);
  }

  #exited(process: ContainerProcess, code: number, parser: FrameParser): void {
    const state = this.#state;
    if (state.phase !== 'starting' && state.phase !== 'ready') return;
    if (state.process !== process) return;
    const last = parser.noise.length > 0 ? ` Its last output: ${parser.noise.join(' ⏎ ')}` : '';
    const error = this.#error(`ended${this.#restarted ? ' again' : ''} with exit code ${code}.${last}`);
    if (state.phase === 'starting' || this.#restarted) {
      this.#stop(error);
      return;
    }
    this.#restarted = true;
    this.#rejectAll(
      new AgentGone(
        `The lab agent ended with exit code ${code} while your request was under way.${last}`,
        'It was started again: send the request once more.',
        this.#ports.context(),
      ),
    );
    void this.start();
  }

  #error(what: string, cause?: unknown): AgentGone {
    const detail = cause instanceof Error ? ` ${cause.message}` : '';
    return new AgentGone(`The lab agent ${what}${detail}`, NEXT_STEP, this.#ports.context(), { cause });
  }

  #stop(error: Error): void {
    const state = this.#state;
    if (state.phase === 'gone') return;
    this.#state = { phase: 'gone', error };
    if (state.phase === 'starting') state.ready.reject(error);
    if (state.phase === 'starting' || state.phase === 'ready') state.process?.kill();
    this.#rejectAll(error);
  }

  #rejectAll(error: Error): void {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const each of pending) each.reject(error);
  }

  async http(request: HttpRequestSpec, signal?: AbortSignal): Promise<Exchange> {
    signal?.throwIfAborted();
    if (this.#state.phase === 'starting') await this.#state.ready.promise;
    signal?.throwIfAborted();
    const state = this.#state;
    if (state.phase === 'gone') throw state.error;
    if (state.phase !== 'ready') throw this.#error('is not ready.');

    const id = this.#nextId++;
    const { process } = state;
    const send = (message: ToAgent) => process.write(encodeFrame(message));
    const limit = (request.timeoutMs ?? DEFAULT_TIMEOUT_MS) + SLACK_MS;
    const overdue = this.#ports.after(limit, () =>
      this.#settle(id, (pending) =>
        pending.reject(this.#error(`has not answered for ${Math.round(limit / 1000)} seconds.`)),
      ),
    );
    const cancel = () =>
      this.#settle(id, (pending) => {
        send({ type: 'cancel', id });
        pending.reject(signal?.reason);
      });
    signal?.addEventListener('abort', cancel);
    try {
      return await new Promise<Exchange>((resolve, reject) => {
        this.#pending.set(id, { request, startedAt: this.#ports.now(), resolve, reject });
        send({ type: 'http', id, request });
      });
    } finally {
      overdue.dispose();
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Ends the process; what is under way rejects with `reason`. */
  end(reason: ContainerError): void {
    this.#stop(reason);
  }

  dispose(): void {
    this.#stop(this.#error('was stopped.'));
  }
}

/** The stream is the learner's container: what it says is checked before it is used. */
function isFromAgent(message: object): message is FromAgent {
  if (!('type' in message)) return false;
  const id = 'id' in message ? message.id : undefined;
  switch (message.type) {
    case 'ready':
      return 'node' in message && typeof message.node === 'string';
    case 'exchange':
      return (
        typeof id === 'number' &&
        'exchange' in message &&
        typeof message.exchange === 'object' &&
        message.exchange !== null
      );
    case 'bad-request':
      return (
        (typeof id === 'number' || id === null) && 'message' in message && typeof message.message === 'string'
      );
    default:
      return false;
  }
}

function refused(pending: Pending, message: string): Exchange {
  return {
    request: pending.request,
    sentBase64: '',
    receivedBase64: '',
    response: null,
    timings: { connected: null, requestSent: null, firstByte: null, done: 0 },
    startedAt: pending.startedAt,
    error: { code: null, message },
  };
}
