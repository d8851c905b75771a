import type { SpawnSpec, StdioKind } from '../../protocol.ts';
import { native } from '../native.ts';
import type { Runtime, Untyped } from '../runtime.ts';
import { UV } from '../runtime.ts';
import { PortTransport } from '../streams/port_transport.ts';
import type { Stdio } from '../streams/stdio.ts';
import type { ByteTransport } from '../streams/transport.ts';

/** What spawning needs to know of the rest of the process. */
export interface ChildContext {
  stdio(): Stdio;
  cwd(): string;
  env(): Record<string, string>;
  /** A pid the kernel has set aside for a child. */
  takePid(): number | null;
  /** Looks a program up as execvp does: an absolute path, or a libuv error. */
  findProgram(file: string, cwd: string, path: string | undefined): string | number;
  isDirectory(path: string): boolean;
}

/** Milliseconds for what a killed child had sent to arrive. */
const LAST_WORDS = 20;
/** Signals no process can handle (signal(7)). */
const SIGKILL = 9;
const SIGSTOP = 19;

interface StdioOption {
  type: 'pipe' | 'overlapped' | 'ignore' | 'inherit' | 'fd' | 'wrap';
  handle?: Untyped;
  fd?: number;
  ipc?: boolean;
}

/** `process_wrap` and `signal_wrap`. */
export function createProcessBindings(runtime: Runtime, context: ChildContext) {
  const children = new Map<number, Process>();
  const ended = new Set<number>();
  const signals = new Map<number, Set<Signal>>();

  class Process {
    pid = 0;
    onexit: ((code: number, signal: string) => void) | null = null;
    readonly #asyncId = runtime.asyncIds.next();
    #running = false;
    #referenced = true;
    #pipes: PortTransport[] = [];

    getAsyncId(): number {
      return this.#asyncId;
    }

    spawn(
      file: string,
      args: string[] | undefined,
      cwd: string | undefined,
      envPairs: string[] | undefined,
      stdio: StdioOption[],
    ): number {
      const env = envPairs ? fromPairs(envPairs) : context.env();
      const directory = cwd ?? context.cwd();
      const program = context.findProgram(file, directory, env['PATH']);
      if (typeof program === 'number') return program;
      if (!context.isDirectory(directory)) return UV.ENOENT;
      const pid = context.takePid();
      if (pid === null) return UV.EAGAIN;
      const { kinds, ports, ipcFd } = this.#plumb(stdio);
      const spec: SpawnSpec = {
        file: program,
        // As the binary does: `spawn('node', ['server.js', 3000])` is a common slip.
        args: (args ?? [file]).map(String),
        env,
        cwd: directory,
        stdio: kinds,
        ipcFd,
      };
      this.pid = pid;
      this.#running = true;
      children.set(pid, this);
      if (this.#referenced) runtime.loop.ref();
      runtime.post({ type: 'spawn', pid, spec }, ports);
      return 0;
    }

    #plumb(stdio: StdioOption[]): { kinds: SpawnSpec['stdio']; ports: MessagePort[]; ipcFd: number | null } {
      const kinds: SpawnSpec['stdio'] = [];
      const ports: MessagePort[] = [];
      let ipcFd: number | null = null;
      const pipe = (): MessagePort => {
        const channel = new native.MessageChannel();
        ports.push(channel.port2);
        kinds.push('pipe');
        return channel.port1;
      };
      stdio.forEach((option, fd) => {
        if (option.type === 'ignore') kinds.push('null');
        else if (option.type === 'pipe' || option.type === 'overlapped') {
          if (option.ipc) ipcFd = fd;
          const transport = new PortTransport(pipe(), runtime.loop, runtime.clock);
          this.#pipes.push(transport);
          option.handle.connect(transport);
        } else {
          const own = option.type === 'inherit' || option.fd === undefined ? fd : option.fd;
          const kind: StdioKind = context.stdio().kinds[own] ?? 'null';
          // The kernel shares a terminal among processes; a pipe has two ends only, so it is pumped.
          if (kind === 'pipe')
            pump(new PortTransport(pipe(), runtime.loop, runtime.clock), context.stdio().transport(own), own);
          else kinds.push({ inherit: own });
        }
      });
      return { kinds, ports, ipcFd };
    }

    kill(signal: number): number {
      if (!this.#running) return UV.ESRCH;
      if (signal !== 0) runtime.post({ type: 'kill', pid: this.pid, signal });
      return 0;
    }

    /** Told by the kernel. What the child wrote comes first: it was on its way before the child ended. */
    exit(code: number, signal: string): void {
      let waiting = this.#pipes.length + 1;
      const settle = (): void => {
        if (--waiting !== 0) return;
        native.clearTimeout(timer);
        this.#exited(code, signal);
      };
      const timer = native.setTimeout(() => {
        for (const pipe of this.#pipes) pipe.peerGone();
      }, LAST_WORDS);
      for (const pipe of this.#pipes) pipe.whenEnded(settle);
      settle();
    }

    #exited(code: number, signal: string): void {
      this.#running = false;
      if (this.#referenced) runtime.loop.unref();
      runtime.loop.turn(() => this.onexit?.(code, signal));
    }

    ref(): void {
      if (!this.#referenced && this.#running) runtime.loop.ref();
      this.#referenced = true;
    }

    unref(): void {
      if (this.#referenced && this.#running) runtime.loop.unref();
      this.#referenced = false;
    }

    hasRef(): boolean {
      return this.#referenced && this.#running;
    }

    close(done?: () => void): void {
      if (done) runtime.loop.enqueue(() => done.call(this));
    }
  }

  class Signal {
    onsignal: ((signal: number) => void) | null = null;
    readonly #asyncId = runtime.asyncIds.next();
    #signal: number | null = null;
    #referenced = true;

    getAsyncId(): number {
      return this.#asyncId;
    }

    start(signal: number): number {
      if (signal === SIGKILL || signal === SIGSTOP) return UV.EINVAL;
      this.#signal = signal;
      let set = signals.get(signal);
      if (!set) {
        set = new Set();
        signals.set(signal, set);
        runtime.post({ type: 'signal-handler', signal, on: true });
      }
      set.add(this);
      if (this.#referenced) runtime.loop.ref();
      return 0;
    }

    stop(): number {
      if (this.#signal === null) return 0;
      const set = signals.get(this.#signal);
      set?.delete(this);
      if (set?.size === 0) {
        signals.delete(this.#signal);
        runtime.post({ type: 'signal-handler', signal: this.#signal, on: false });
      }
      this.#signal = null;
      if (this.#referenced) runtime.loop.unref();
      return 0;
    }

    close(): void {
      this.stop();
    }

    ref(): void {
      if (!this.#referenced && this.#signal !== null) runtime.loop.ref();
      this.#referenced = true;
    }

    unref(): void {
      if (this.#referenced && this.#signal !== null) runtime.loop.unref();
      this.#referenced = false;
    }

    hasRef(): boolean {
      return this.#referenced;
    }
  }

  /** Copies a child's pipe to or from a pipe of ours. */
  function pump(child: ByteTransport, own: ByteTransport, fd: number): void {
    const [from, to] = fd === 0 ? [own, child] : [child, own];
    from.receiver = {
      data(bytes) {
        if (to.write(new Uint8Array(bytes), () => from.resume())) return;
        from.pause();
      },
      end() {
        if (fd === 0) to.end(() => {});
      },
      reset() {},
    };
    from.resume();
  }

  return {
    process_wrap: {
      Process,
      constants: {
        kProcessFlagDetached: 8,
        kProcessFlagWindowsHide: 16,
        kProcessFlagWindowsVerbatimArguments: 4,
      },
    },
    signal_wrap: { Signal },
    childExited(pid: number, code: number, signal: string): void {
      const child = children.get(pid);
      children.delete(pid);
      ended.add(pid);
      child?.exit(code, signal);
    },
    /** True for a child that has ended. */
    hasEnded: (pid: number): boolean => ended.has(pid),
    /** True when someone handles the signal. */
    signalled(signal: number): boolean {
      const set = signals.get(signal);
      if (!set) return false;
      for (const handle of set) runtime.loop.turn(() => handle.onsignal?.(signal));
      return true;
    },
  };
}

function fromPairs(pairs: string[]): Record<string, string> {
  const env: Record<string, string> = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=', 1);
    env[at < 0 ? pair : pair.slice(0, at)] = at < 0 ? '' : pair.slice(at + 1);
  }
  return env;
}
