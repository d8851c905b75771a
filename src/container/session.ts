/** A booted container: every call ends, with an answer or, when the host is gone, with a sentence. */
import type { CheckPlan, Exchange, HttpRequestSpec } from '../lab/protocol.ts';
import { AGENT_PROGRAM, Agent } from './agent.ts';
import { Checks, FIRST_CHECK_PORT } from './checks.ts';
import type { ClientContainer } from './client.ts';
import { type BootPhase, ContainerClosed, HostDied } from './errors.ts';
import { hostDescription } from './hosts.ts';
import { Lifetime } from './lifetime.ts';
import { wrapProcess } from './process.ts';
import { ContainerFs, resetFiles } from './project-fs.ts';
import type {
  CheckRun,
  Container,
  ContainerProcess,
  Disposable,
  HostInfo,
  HostKind,
  PortEvent,
  SpawnOptions,
} from './types.ts';

export interface SessionPorts {
  after(ms: number, run: () => void): Disposable;
  now(): number;
  /** Ends the host: called once, at dispose or failure. */
  release(): void;
}

export class Session implements Container {
  readonly fs: ContainerFs;
  readonly lifetime = new Lifetime();
  readonly agent: Agent;
  readonly #client: ClientContainer;
  readonly #checks: Checks;
  readonly #kind: HostKind;
  readonly #open = new Set<number>();
  readonly #portListeners = new Set<(event: PortEvent) => void>();
  readonly #unsubscribe: (() => void)[] = [];
  #phase: BootPhase = 'files';
  #node = '';

  constructor(kind: HostKind, client: ClientContainer, ports: SessionPorts) {
    this.#kind = kind;
    this.#client = client;
    this.fs = new ContainerFs(client.fs, this.lifetime);
    this.agent = new Agent({
      spawn: () => this.spawn('node', [AGENT_PROGRAM]),
      after: ports.after,
      now: ports.now,
      context: () => ({ host: kind, phase: this.#phase }),
    });
    this.#checks = new Checks({
      fs: this.fs,
      spawn: (program, args) => this.spawn('node', [program, ...args]),
      after: ports.after,
    });
    this.#unsubscribe.push(
      client.on('port', (port, type) => this.#onPort({ port, open: type === 'open' })),
      client.on('error', (error) => this.failed(`reported an internal error: ${error.message}`)),
    );
    this.lifetime.onEnd((error) => {
      for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
      this.#portListeners.clear();
      this.agent.end(error);
      this.#checks.dispose();
      ports.release();
    });
  }

  get info(): HostInfo {
    return {
      kind: this.#kind,
      name: hostDescription(this.#kind).name,
      node: this.#node,
      workdir: this.#client.workdir,
    };
  }

  /** For the boot: how far it is, for the errors that happen meanwhile. */
  enter(phase: BootPhase): void {
    this.#phase = phase;
  }

  /** For the boot: it is complete. */
  ready(node: string): void {
    this.#phase = 'ready';
    this.#node = node;
  }

  /** The host itself failed; `what` completes a sentence that begins with its name. */
  failed(what: string): void {
    const { name } = hostDescription(this.#kind);
    this.lifetime.end(
      new HostDied(`${name} ${what}`, 'Start it again; your files are kept in this page.', {
        host: this.#kind,
        phase: this.#phase,
      }),
    );
  }

  #onPort(event: PortEvent): void {
    if (event.port >= FIRST_CHECK_PORT || this.#open.has(event.port) === event.open) return;
    if (event.open) this.#open.add(event.port);
    else this.#open.delete(event.port);
    for (const listener of [...this.#portListeners]) listener(event);
  }

  reset(files: Record<string, string>): Promise<void> {
    return resetFiles(this.fs, files);
  }

  async spawn(command: string, args: string[], options: SpawnOptions = {}): Promise<ContainerProcess> {
    const process = await this.lifetime.guard(() => this.#client.spawn(command, args, options));
    return wrapProcess(process, this.lifetime);
  }

  /** Services that listen already are told at once. */
  onPort(listener: (event: PortEvent) => void): Disposable {
    this.#portListeners.add(listener);
    for (const port of this.#open) listener({ port, open: true });
    return { dispose: () => this.#portListeners.delete(listener) };
  }

  onError(listener: (error: Error) => void): Disposable {
    return this.lifetime.onEnd((error) => {
      if (this.lifetime.failure) listener(error);
    });
  }

  http(request: HttpRequestSpec, signal?: AbortSignal): Promise<Exchange> {
    return this.agent.http(request, signal);
  }

  check(plan: CheckPlan): CheckRun {
    return this.#checks.run(plan);
  }

  dispose(): void {
    const { name } = hostDescription(this.#kind);
    this.lifetime.end(
      new ContainerClosed(`${name} was stopped.`, 'Start it again; your files are kept in this page.', {
        host: this.#kind,
        phase: this.#phase,
      }),
    );
  }
}
