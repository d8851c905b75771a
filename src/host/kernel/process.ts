import type { ProcessStart, SpawnSpec, StdioKind, TerminalSize, ToProcess } from '../protocol.ts';
import type { Member } from '../vfs/authority.ts';
import type { ProcessWorker } from './frame.ts';
import type { Owner } from './ports.ts';
import type { Sink } from './sink.ts';
import type { Terminal, TerminalMember } from './terminal.ts';

/** What a descriptor of a process leads to, on the kernel's side. */
export type Target =
  | { kind: 'terminal'; terminal: Terminal }
  | { kind: 'output'; sink: Sink }
  | { kind: 'pipe' }
  | { kind: 'null' };

export interface ExitStatus {
  code: number;
  /** 0 when no signal ended it. */
  signal: number;
}

/** Signals whose default is to do nothing (signal(7)). */
const IGNORED_BY_DEFAULT = new Set([17, 18, 23, 28]);
const SIGKILL = 9;

/** A program, and how it was called. */
export interface Program {
  /** argv as the program sees it; `argv[0]` is Node itself. */
  argv: string[];
  code: { name: string; code: string } | null;
}

export interface ProcessOptions {
  pid: number;
  parent: Process | null;
  worker: ProcessWorker;
  targets: Target[];
  /** Ports of the `pipe` targets, in order. */
  pipes: MessagePort[];
  start: Omit<ProcessStart, 'stdio' | 'terminal' | 'pid' | 'ppid' | 'files'>;
  attachFiles: (deliver: (message: Extract<ToProcess, { type: 'fs' }>) => void) => Member;
  onMessage: (process: Process, message: unknown, ports: readonly MessagePort[]) => void;
  onExit: (process: Process, status: ExitStatus) => void;
}

/** One process as the kernel sees it. Its port is its identity. */
export class Process implements Owner, TerminalMember {
  readonly pid: number;
  readonly ppid: number;
  /** The process the client started; `kill` of it ends all of its descendants too. */
  readonly session: number;
  readonly cwd: string;
  readonly targets: Target[];
  readonly exited: Promise<ExitStatus>;
  readonly files: Member;
  /** Ids of children this process may still use. */
  readonly reservedPids = new Set<number>();
  /** Processes it has, or had, connections with. */
  readonly peers = new Set<number>();
  readonly #worker: ProcessWorker;
  readonly #handled = new Set<number>();
  readonly #terminal: Terminal | null;
  readonly #onExit: ProcessOptions['onExit'];
  #resolve: (status: ExitStatus) => void = () => {};
  #alive = true;

  constructor(options: ProcessOptions) {
    this.pid = options.pid;
    this.ppid = options.parent?.pid ?? 0;
    this.session = options.parent?.session ?? options.pid;
    this.cwd = options.start.cwd;
    this.targets = options.targets;
    this.#worker = options.worker;
    this.#onExit = options.onExit;
    this.exited = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    for (const pid of options.start.pids) this.reservedPids.add(pid);
    this.#terminal = terminalOf(options.targets);
    this.#terminal?.attach(this);
    this.files = options.attachFiles((message) => this.send(message));
    const port = this.#worker.port;
    port.onmessage = (event: MessageEvent<unknown>) => options.onMessage(this, event.data, event.ports);
    this.send(
      {
        type: 'start',
        start: {
          ...options.start,
          pid: this.pid,
          ppid: this.ppid,
          stdio: options.targets.map((target): StdioKind => target.kind),
          terminal: this.#terminal?.size ?? null,
          files: this.files.snapshot,
        },
      },
      options.pipes,
    );
  }

  get alive(): boolean {
    return this.#alive;
  }

  get workerId(): number {
    return this.#worker.id;
  }

  send(message: ToProcess, transfer: Transferable[] = []): void {
    if (this.#alive) this.#worker.port.postMessage(message, transfer);
  }

  /** As kill(2): the default action is taken here, so that a busy process ends too. */
  signal(signal: number): void {
    if (!this.#alive || signal === 0) return;
    if (signal !== SIGKILL && this.#handled.has(signal)) this.send({ type: 'signal', signal });
    else if (!IGNORED_BY_DEFAULT.has(signal)) this.end({ code: 0, signal });
  }

  setHandled(signal: number, on: boolean): void {
    if (on) this.#handled.add(signal);
    else this.#handled.delete(signal);
  }

  connection(port: number, remotePort: number, stream: MessagePort, peer: number): void {
    this.peers.add(peer);
    this.send({ type: 'connection', port, remotePort, peer }, [stream]);
  }

  input(data: Uint8Array | null): void {
    this.send({ type: 'stdin', data });
  }

  resized(size: TerminalSize): void {
    this.send({ type: 'resize', size });
  }

  setReading(reading: boolean): void {
    this.#terminal?.setReading(this, reading);
  }

  setRaw(on: boolean): void {
    if (this.#terminal) this.#terminal.raw = on;
  }

  output(fd: number, data: Uint8Array): void {
    const target = this.targets[fd];
    if (target?.kind === 'terminal') target.terminal.sink.write(data, this.#taken);
    else if (target?.kind === 'output') target.sink.write(data, this.#taken);
    else this.#taken(data.byteLength);
  }

  readonly #taken = (bytes: number): void => this.send({ type: 'output-taken', bytes });

  end(status: ExitStatus): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#worker.terminate();
    this.#terminal?.detach(this);
    this.files.dispose();
    this.#onExit(this, status);
    this.#resolve(status);
  }
}

function terminalOf(targets: Target[]): Terminal | null {
  for (const target of targets) if (target.kind === 'terminal') return target.terminal;
  return null;
}

/** Descriptors of a child: pipes are its own, the rest is shared with the parent. */
export function childTargets(stdio: SpawnSpec['stdio'], parent: Process): Target[] {
  return stdio.map((entry): Target => {
    if (typeof entry === 'object') {
      const target = parent.targets[entry.inherit];
      return target && target.kind !== 'pipe' ? target : { kind: 'null' };
    }
    return entry === 'pipe' ? { kind: 'pipe' } : { kind: 'null' };
  });
}
