import { errnoOf } from '../node/bindings/uv.ts';
import type { FromProcess, ProcessStart, SpawnSpec, TerminalSize, ToProcess } from '../protocol.ts';
import type { Transformer } from '../transform/client.ts';
import { VfsAuthority } from '../vfs/authority.ts';
import type { ProcessFrame } from './frame.ts';
import { PortTable } from './ports.ts';
import { childTargets, type ExitStatus, Process, type Program, type Target } from './process.ts';
import { findProgram, HOME, installPrograms, isDirectory, isLocal, PATH, type Programs } from './programs.ts';
import { Sink, type SinkTarget } from './sink.ts';
import { Terminal } from './terminal.ts';
import { fromProcess } from './validate.ts';

/** Processes that may live at once; one more is refused with EAGAIN, as a full process table is. */
export const MAX_PROCESSES = 64;
/** Pids a process may give to children before the kernel has to refill: as many as it may start in one turn. */
const PIDS_AHEAD = MAX_PROCESSES;
/** A message that is none of the protocol's. */
const SIGSYS = 31;
const SIGHUP = 1;
const SIGTERM = 15;
const FIRST_EPHEMERAL = 20_000;
const EPHEMERAL_RANGE = 64;
const EPHEMERAL_RANGES = 300;

export interface KernelParts {
  frame: ProcessFrame;
  transformer: Transformer;
  programs: Programs;
  workdir: string;
  portChanged: (port: number, open: boolean) => void;
}

/** A process the client started, with what it may do to it. */
export interface ClientProcess {
  readonly exited: Promise<ExitStatus>;
  write(data: string | Uint8Array): void;
  resize(size: TerminalSize): void;
  kill(): void;
}

/** One container: its files, its processes, its ports. */
export class Kernel {
  readonly files = VfsAuthority.create();
  readonly ports: PortTable;
  readonly workdir: string;
  readonly #parts: KernelParts;
  readonly #processes = new Map<number, Process>();
  #nextPid = 1;
  #nextRange = 0;
  #closed = false;

  constructor(parts: KernelParts) {
    this.#parts = parts;
    this.workdir = parts.workdir;
    this.ports = new PortTable((port, open) => {
      for (const process of this.#processes.values()) process.send({ type: 'ports', open, port });
      parts.portChanged(port, open);
    });
    this.files.vfs.mkdirs(this.workdir);
    installPrograms(this.files.vfs);
  }

  /** Starts a program for the client. Throws an Error whose message is Node's (`spawn x ENOENT`). */
  async spawn(
    spec: {
      command: string;
      args: string[];
      cwd: string;
      env: Record<string, string>;
      terminal: TerminalSize | null;
    },
    output: SinkTarget | null,
  ): Promise<ClientProcess> {
    const env = this.#environment(spec.env, spec.terminal);
    const file = findProgram(this.files.vfs, spec.command, spec.cwd, env['PATH']);
    if (typeof file !== 'string') throw new Error(`spawn ${spec.command} ${file.code}`);
    if (!isDirectory(this.files.vfs, spec.cwd))
      throw new Error(`spawn ${spec.command} ENOENT: there is no directory '${spec.cwd}' to start in`);
    if (this.#processes.size >= MAX_PROCESSES) throw new Error(`spawn ${spec.command} EAGAIN`);
    const program = await this.#parts.programs.load(
      this.files.vfs,
      file,
      [spec.command, ...spec.args],
      env['PATH'],
    );
    const sink = new Sink(output, spec.terminal !== null);
    const terminal = spec.terminal ? new Terminal(spec.terminal, sink) : null;
    const target: Target = terminal ? { kind: 'terminal', terminal } : { kind: 'output', sink };
    const process = this.#start(
      this.#nextPid++,
      null,
      program,
      env,
      spec.cwd,
      [target, target, target],
      [],
      null,
    );
    const exited = process.exited.then(async (status) => {
      await sink.end();
      return status;
    });
    return {
      exited,
      write: (data) => {
        if (terminal) terminal.type(data);
        else process.input(typeof data === 'string' ? new TextEncoder().encode(data) : data.slice());
      },
      resize: (size) => terminal?.resize(size),
      kill: () => this.#endSession(process.session, SIGTERM),
    };
  }

  /** Ends every process; the kernel takes no more calls. */
  close(): void {
    this.#closed = true;
    for (const process of [...this.#processes.values()]) process.end({ code: 0, signal: 9 });
  }

  /** A worker died of itself: out of memory, or its script could not run. */
  workerCrashed(worker: number, message: string): void {
    for (const process of this.#processes.values()) {
      if (process.workerId !== worker) continue;
      process.output(2, new TextEncoder().encode(`\nThe process ended: ${message}\n`));
      process.end({ code: 0, signal: 6 });
    }
  }

  #environment(extra: Record<string, string>, terminal: TerminalSize | null): Record<string, string> {
    return {
      HOME,
      PATH: `${this.workdir}/node_modules/.bin:${PATH}`,
      PWD: this.workdir,
      SHELL: '/usr/bin/jsh',
      USER: 'learner',
      LANG: 'en_US.UTF-8',
      ...(terminal ? { TERM: 'xterm-256color', COLORTERM: 'truecolor' } : {}),
      ...extra,
    };
  }

  #start(
    pid: number,
    parent: Process | null,
    program: Program,
    env: Record<string, string>,
    cwd: string,
    targets: Target[],
    pipes: MessagePort[],
    ipcFd: number | null,
  ): Process {
    const start: Omit<ProcessStart, 'stdio' | 'terminal' | 'pid' | 'ppid' | 'files'> = {
      argv: program.argv,
      env,
      cwd,
      ipcFd,
      program: program.code,
      ports: this.ports.open,
      pids: Array.from({ length: PIDS_AHEAD }, () => this.#nextPid++),
      ephemeral: FIRST_EPHEMERAL + (this.#nextRange++ % EPHEMERAL_RANGES) * EPHEMERAL_RANGE,
    };
    const process = new Process({
      pid,
      parent,
      worker: this.#parts.frame.take(),
      targets,
      pipes,
      start,
      attachFiles: (deliver) =>
        this.files.attach(({ seq, op, own }) => deliver({ type: 'fs', seq, op, own })),
      onMessage: (one, message, ports) => this.#receive(one, message, ports),
      onExit: (one, status) => this.#exited(one, status),
    });
    this.#processes.set(pid, process);
    return process;
  }

  #exited(process: Process, status: ExitStatus): void {
    this.#processes.delete(process.pid);
    this.ports.release(process);
    for (const peer of process.peers) this.#processes.get(peer)?.send({ type: 'gone', peer: process.pid });
    this.#processes.get(process.ppid)?.send({ type: 'child-exit', pid: process.pid, ...status });
    // What a program of the client leaves behind nobody could see or stop any more.
    if (process.session === process.pid) this.#endSession(process.session, SIGHUP);
  }

  #endSession(session: number, signal: number): void {
    for (const process of [...this.#processes.values()]) {
      if (process.session === session) process.end({ code: 0, signal });
    }
  }

  /** Ends a process that does not keep to the protocol. */
  #refuse(process: Process, what: unknown): void {
    const type = typeof what === 'object' && what !== null && 'type' in what ? what.type : what;
    const text = `\nThe process was ended: it sent the built-in host something that it does not take (${String(type)}).\n`;
    process.output(2, new TextEncoder().encode(text));
    process.end({ code: 0, signal: SIGSYS });
  }

  #receive(process: Process, raw: unknown, ports: readonly MessagePort[]): void {
    if (!process.alive || this.#closed) return;
    const message = fromProcess(raw);
    if (!message) return this.#refuse(process, raw);
    this.#handle(process, message, ports);
  }

  #handle(process: Process, message: FromProcess, ports: readonly MessagePort[]): void {
    switch (message.type) {
      case 'alive':
        return;
      case 'module':
        return void this.#module(process, message);
      case 'fs':
        if (!process.files.receive(message.op)) process.end({ code: 0, signal: 25 });
        return;
      case 'output':
        return process.output(message.fd, message.data);
      case 'stdin':
        return process.setReading(message.reading);
      case 'signal-handler':
        return process.setHandled(message.signal, message.on);
      case 'listen':
        if (!this.ports.listen(message.port, process))
          process.send({ type: 'listen-refused', port: message.port });
        return;
      case 'unlisten':
        return this.ports.unlisten(message.port, process);
      case 'connect':
        return this.#connect(process, message);
      case 'spawn':
        return void this.#spawnChild(process, message.pid, message.spec, [...ports]);
      case 'kill':
        return this.#processes.get(Math.abs(message.pid))?.signal(message.signal);
      case 'raw-mode':
        return process.setRaw(message.on);
      case 'exit':
        return process.end({ code: message.code, signal: message.signal });
      default:
        message satisfies never;
    }
  }

  async #module(process: Process, { id, request }: Extract<FromProcess, { type: 'module' }>): Promise<void> {
    const source = request.source ?? this.#readText(request.path);
    const result: Extract<ToProcess, { type: 'module' }>['result'] =
      source === null
        ? {
            kind: 'error',
            name: 'Error',
            code: 'ENOENT',
            message: `ENOENT: no such file or directory, open '${request.path}'`,
            frame: null,
          }
        : await this.#parts.transformer.transform({ ...request, source });
    process.send({ type: 'module', id, result });
  }

  #readText(path: string): string | null {
    try {
      return new TextDecoder().decode(this.files.vfs.readFile(path));
    } catch {
      return null;
    }
  }

  #connect(process: Process, { id, host, port }: Extract<FromProcess, { type: 'connect' }>): void {
    const connection = isLocal(host) ? this.ports.connect(port, process.pid) : null;
    if (!connection)
      return process.send({ type: 'connected', id, errno: errnoOf('ECONNREFUSED'), localPort: 0, peer: 0 });
    const { stream, localPort, peer } = connection;
    process.peers.add(peer);
    process.send({ type: 'connected', id, errno: 0, localPort, peer }, [stream]);
  }

  async #spawnChild(parent: Process, pid: number, spec: SpawnSpec, pipes: MessagePort[]): Promise<void> {
    // A pid is the parent's to give only when it was set aside for it, and once.
    if (!parent.reservedPids.delete(pid)) return this.#refuse(parent, 'a pid that was not set aside for it');
    const fresh = this.#nextPid++;
    parent.reservedPids.add(fresh);
    parent.send({ type: 'pids', pids: [fresh] });
    const refuse = (error: 'EAGAIN' | 'ENOENT'): void => {
      for (const pipe of pipes) pipe.postMessage(null);
      parent.send({ type: 'child-exit', pid, code: errnoOf(error), signal: 0 });
    };
    if (this.#processes.size >= MAX_PROCESSES) return refuse('EAGAIN');
    const program = await this.#parts.programs
      .load(this.files.vfs, spec.file, spec.args, spec.env['PATH'])
      .catch(() => null);
    if (this.#closed) return;
    if (!program) return refuse('ENOENT');
    this.#start(
      pid,
      parent,
      program,
      spec.env,
      spec.cwd,
      childTargets(spec.stdio, parent),
      pipes,
      spec.ipcFd,
    );
  }
}
