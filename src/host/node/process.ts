import type { FromProcess, ModuleRequest, ModuleResult, ProcessStart, ToProcess } from '../protocol.ts';
import { VfsReplica } from '../vfs/replica.ts';
import { type Bindings, createBindings } from './bindings/index.ts';
import type { Bells } from './busy_poll.ts';
import { type OptionInfo, parseCommandLine } from './cli.ts';
import { createEsmLoader, type EsmLoader, moduleError } from './esm_loader.ts';
import { describeFatal } from './fatal.ts';
import { EventLoop } from './loop.ts';
import { native } from './native.ts';
import { ProcessNetwork } from './network.ts';
import { bootRealm, type NativeSources, type Realm } from './realm.ts';
import { replacements } from './replacements.ts';
import { type Runtime, type Untyped, UV } from './runtime.ts';
import { installPrepareStackTrace, SourcePositions } from './stack.ts';
import { PortTransport } from './streams/port_transport.ts';
import { Stdio } from './streams/stdio.ts';
import { StrippedScripts } from './typescript.ts';

const encoder = new TextEncoder();
/** Longest the exiting process waits to be ended by the kernel, in milliseconds. */
const EXIT_SPIN = 5000;
const SIGNAL_CODE_BASE = 128;
const MAX_SIGNAL = 64;

type Library = NativeSources & { optionInfos: Record<string, OptionInfo> };

/** One process: the library, and what joins it to the kernel. */
export class ProcessHost {
  readonly #natives: Library;
  /** Sends to the kernel. The port itself stays out of reach of a program that patches MessagePort. */
  readonly #post: (message: FromProcess, transfer: Transferable[]) => void;
  readonly #loop: EventLoop;
  readonly #runtime: Runtime;
  readonly #realm: Realm;
  readonly #bindings: Bindings;
  readonly #esm: EsmLoader;
  readonly #modules = new Map<number, (result: ModuleResult) => void>();
  readonly #positions = new SourcePositions();
  readonly #scripts = new StrippedScripts(
    {
      readText: (path) => this.#readText(path),
      packageType: (path) => this.#realm.internalBinding('modules').getNearestParentPackageJSONType(path),
      join: (directory, specifier) => this.#realm.require('path').resolve(directory, specifier),
    },
    (request) => this.#fetchCode(request),
    this.#positions,
  );
  /** Syntax errors of CommonJS, whose place the platform does not tell. */
  readonly #unparsed = new WeakMap<object, { path: string; source: string }>();
  #moduleId = 0;
  #start: ProcessStart | null = null;
  #stdio: Stdio | null = null;
  #network: ProcessNetwork | null = null;
  #replica: VfsReplica | null = null;
  #cwd = '/';
  #env: Record<string, string> = {};
  #options: Record<string, Untyped>;
  #pids: number[] = [];
  #exiting = false;
  #begunAtBeforeExit = -1;

  constructor(natives: Library, port: MessagePort, bells: Bells) {
    this.#natives = natives;
    this.#loop = new EventLoop(bells);
    this.#post = port.postMessage.bind(port);
    this.#options = natives.options;
    const loop = this.#loop;
    const self = this;
    this.#runtime = {
      loop,
      clock: {
        get applied() {
          return self.#replica?.seq ?? 0;
        },
        get pending() {
          return (self.#replica?.pending ?? 0) > 0;
        },
        whenConfirmed: (fn) => void this.#replica?.whenSettled().then(fn),
        whenApplied: (seq, fn) => void this.#replica?.whenApplied(seq).then(fn),
      },
      asyncIds: { next: () => 0, frame: undefined },
      post: (message: FromProcess, transfer: Transferable[] = []) => this.#post(message, transfer),
      start: null,
      require: (id) => this.#realm.require(id),
    };
    this.#bindings = createBindings(this.#runtime, {
      options: () => this.#options,
      embedderOptions: natives.embedderOptions,
      cwd: () => this.#cwd,
      chdir: (path) => this.#chdir(path),
      env: () => this.#env,
      stdio: () => this.#need(this.#stdio),
      network: () => this.#need(this.#network),
      vfs: () => this.#need(this.#replica).vfs,
      takePid: () => this.#pids.shift() ?? null,
      exit: (code) => this.exit(code),
      kill: (pid, signal) => this.#kill(pid, signal),
      uncaught: (error, fromPromise) => this.#uncaught(error, fromPromise),
      patchProcessObject: (process) => this.#patchProcess(process),
      compiled: (file, header) => this.#positions.add(file, { header }),
      unparsed: (error, path, source) => this.#unparsed.set(error, { path, source }),
    });
    const namespaces = new WeakSet<object>();
    this.#bindings.table['types'].isModuleNamespaceObject = (value: unknown) =>
      typeof value === 'object' && value !== null && namespaces.has(value);
    let esm: EsmLoader | null = null;
    this.#realm = bootRealm(natives, () => this.#bindings.table, {
      ...replacements,
      'internal/modules/esm/loader': (realm) => {
        esm = createEsmLoader(
          realm,
          this.#runtime,
          (request) => this.#fetchCode(request),
          namespaces,
          this.#positions,
          this.#scripts,
        );
        return esm.library;
      },
      'internal/modules/typescript': () => {
        const strip = (source: string, path: string): string => {
          const result = this.#scripts.strip(source, path);
          if (result.kind === 'error') throw moduleError(this.#esm.frames, result);
          return result.code;
        };
        return {
          stripTypeScriptModuleTypes: strip,
          stripTypeScriptTypes() {
            throw new Error(
              'module.stripTypeScriptTypes() needs the full Node: choose StackBlitz in the status bar.',
            );
          },
          stripTypeScriptTypesForCoverage: (source: string) => source,
        };
      },
    });
    this.#realm.require('internal/modules/esm/loader');
    this.#esm = this.#need<EsmLoader>(esm);
    const { ErrorPrepareStackTrace } = this.#realm.require('internal/errors');
    installPrepareStackTrace(this.#positions, ErrorPrepareStackTrace);
    this.#restoreGlobals();
    loop.hooks.uncaught = (error) => this.#uncaught(error, false);
    loop.hooks.idle = () => this.#idle();
    this.#warmUp();
  }

  receive(message: ToProcess, ports: readonly MessagePort[]): void {
    switch (message.type) {
      case 'start':
        return this.#run(message.start, ports);
      case 'module':
        this.#modules.get(message.id)?.(message.result);
        this.#modules.delete(message.id);
        return;
      case 'fs':
        return this.#loop.turn(() => this.#replica?.receive(message.seq, message.op, message.own));
      case 'signal':
        if (!this.#bindings.signalled(message.signal)) this.#exitBySignal(message.signal);
        return;
      case 'stdin':
        return this.#stdio?.receive(message);
      case 'resize':
        if (this.#stdio) this.#stdio.size = message.size;
        return;
      case 'output-taken':
        return this.#stdio?.output.taken(message.bytes);
      case 'ports':
        return this.#network?.changed(message.port, message.open);
      case 'connection':
        return this.#network?.connection(message, ports[0] as MessagePort);
      case 'gone':
        return this.#network?.gone(message.peer);
      case 'connected':
        return this.#network?.connected(message, ports[0]);
      case 'listen-refused':
        return this.#network?.refused(message.port);
      case 'pids':
        this.#pids.push(...message.pids);
        return;
      case 'child-exit':
        return this.#bindings.childExited(message.pid, message.code, message.signal);
      default:
        message satisfies never;
    }
  }

  #need<T>(part: T | null): T {
    if (part === null) throw new Error('The process has not been started.');
    return part;
  }

  /** What most programs need, loaded while the worker waits. */
  #warmUp(): void {
    for (const id of [
      'internal/process/pre_execution',
      'http',
      'net',
      'stream',
      'util',
      'assert',
      'fs/promises',
      'internal/modules/run_main',
      'child_process',
      'tty',
      'timers/promises',
      'internal/deps/minimatch/index',
      'internal/util/colors',
    ]) {
      if (id in this.#natives.sources) this.#realm.require(id);
    }
  }

  /** Globals of the platform that do what Node's do, and better than the library could on top. */
  #restoreGlobals(): void {
    const restore = {
      MessageChannel: native.MessageChannel,
      MessagePort: native.MessagePort,
      structuredClone: native.structuredClone,
      TextEncoder: native.TextEncoder,
      TextDecoder: native.TextDecoder,
      Blob: native.Blob,
      File: native.File,
      crypto: native.crypto,
    };
    for (const [name, value] of Object.entries(restore)) {
      Object.defineProperty(globalThis, name, {
        value,
        writable: true,
        configurable: true,
        enumerable: false,
      });
    }
  }

  #run(start: ProcessStart, ports: readonly MessagePort[]): void {
    this.#start = start;
    this.#runtime.start = start;
    this.#cwd = start.cwd;
    this.#env = { ...start.env };
    this.#pids = [...start.pids];
    this.#replica = new VfsReplica(start.files);
    this.#replica.onLocalOp((op) => this.#runtime.post({ type: 'fs', op }));
    this.#stdio = new Stdio(this.#runtime, start.stdio, [...ports], start.terminal);
    this.#network = new ProcessNetwork(this.#runtime, start.ports, start.ephemeral);
    this.#loop.turn(() => this.#main(start));
    this.#loop.checkIdle();
  }

  #main(start: ProcessStart): void {
    const line = start.program
      ? {
          options: structuredClone(this.#natives.options),
          execArgv: [],
          rest: start.argv.slice(1),
          error: null,
        }
      : parseCommandLine(
          start.argv.slice(1),
          start.env['NODE_OPTIONS'],
          this.#natives.optionInfos,
          this.#natives.options,
        );
    if (line.error) return this.#refuse(line.error);
    this.#options = line.options;
    this.#realm.require('internal/options').refreshOptions();
    const { process } = this.#realm;
    process.argv = ['node', ...line.rest];
    process.execArgv = line.execArgv;
    this.#loadEnvFiles(line.options);
    if (start.stdio[2] === 'terminal' || 'FORCE_COLOR' in this.#env)
      this.#realm.require('internal/util/colors').refresh();
    if (line.options['--version']) return this.#print(`${this.#natives.version}\n`);
    if (start.program) return this.#runProgram(start.program);
    if (line.options['--test']) return this.#realm.runMain('internal/main/test_runner');
    if (line.options['[has_eval_string]']) return this.#realm.runMain('internal/main/eval_string');
    if (line.rest.length > 0 && line.rest[0] !== '-') {
      return this.#runFile(
        line.rest[0] as string,
        line.options['--check'] ? 'internal/main/check_syntax' : 'internal/main/run_main_module',
      );
    }
    if (start.stdio[0] === 'terminal') {
      return this.#refuse(
        'the interactive prompt (REPL) is not in the built-in host: write a file and run it, or use node -e',
      );
    }
    this.#realm.runMain('internal/main/eval_stdin');
  }

  /** A file of TypeScript is prepared first when it is CommonJS; everything else runs at once. */
  #runFile(file: string, main: string): void {
    const preparing = this.#scripts.prepare(this.#realm.require('path').resolve(this.#cwd, file));
    if (!preparing) return this.#realm.runMain(main);
    this.#loop.ref();
    void preparing.then(() => {
      this.#loop.turn(() => this.#realm.runMain(main));
      this.#loop.unref();
    });
  }

  #runProgram(program: { name: string; code: string }): void {
    const { prepareMainThreadExecution, markBootstrapComplete } = this.#realm.require(
      'internal/process/pre_execution',
    );
    prepareMainThreadExecution(false);
    markBootstrapComplete();
    this.#realm
      .require('internal/modules/run_main')
      .runEntryPointWithESMLoader(() => this.#esm.runProgram(program));
  }

  #loadEnvFiles(options: Record<string, Untyped>): void {
    const files = [
      ...(options['--env-file'] ?? []).map((path: string) => ({ path, optional: false })),
      ...(options['--env-file-if-exists'] ?? []).map((path: string) => ({ path, optional: true })),
    ];
    for (const { path, optional } of files) {
      const absolute = path.startsWith('/') ? path : `${this.#cwd}/${path}`;
      const text = this.#readText(absolute);
      if (text === undefined && !optional) return this.#refuse(`${path}: not found`);
      const parsed: Record<string, string> = this.#realm.internalBinding('util').parseEnv(text ?? '');
      for (const [key, value] of Object.entries(parsed)) if (!(key in this.#env)) this.#env[key] = value;
    }
  }

  #refuse(message: string): void {
    this.#print(`node: ${message}\n`, 2);
    this.exit(9);
  }

  #print(text: string, fd = 1): void {
    this.#stdio?.writeSync(fd, encoder.encode(text));
  }

  #patchProcess(process: Untyped): void {
    const start = this.#need(this.#start);
    Object.assign(process, { pid: start.pid, ppid: start.ppid });
    process.env = environment(this.#env);
  }

  #chdir(path: string): void {
    const target = this.#realm.require('path').resolve(this.#cwd, path);
    const vfs = this.#need(this.#replica).vfs;
    vfs.access(target);
    if ((vfs.stat(target).mode & 0o170000) !== 0o040000) {
      throw Object.assign(new Error(`ENOTDIR: not a directory, chdir ${this.#cwd} -> '${path}'`), {
        code: 'ENOTDIR',
        errno: -20,
        syscall: 'chdir',
      });
    }
    this.#cwd = vfs.realpath(target);
  }

  #readText(path: string): string | undefined {
    try {
      return new native.TextDecoder().decode(this.#need(this.#replica).vfs.readFile(path));
    } catch {
      return undefined;
    }
  }

  #fetchCode(request: ModuleRequest): Promise<ModuleResult> {
    const id = ++this.#moduleId;
    return new Promise((resolve) => {
      this.#modules.set(id, resolve);
      this.#runtime.post({ type: 'module', id, request });
    });
  }

  #kill(pid: number, signal: number): number {
    if (pid === this.#start?.pid && signal !== 0) {
      if (!this.#bindings.signalled(signal)) this.#exitBySignal(signal);
      return 0;
    }
    if (this.#bindings.hasEnded(pid)) return UV.ESRCH;
    if (signal > MAX_SIGNAL) return UV.EINVAL;
    if (signal !== 0) this.#runtime.post({ type: 'kill', pid, signal });
    return 0;
  }

  #uncaught(error: unknown, fromPromise: boolean): void {
    const { process } = this.#realm;
    if (!this.#start) return native.console.error(error);
    if (process._fatalException(error, fromPromise)) return;
    const unparsed = error instanceof SyntaxError ? this.#unparsed.get(error) : undefined;
    if (!unparsed) return this.#die(error, fromPromise);
    // The transformer finds the place. Nothing else runs until it has.
    this.#loop.stop();
    void this.#fetchCode({ ...unparsed, form: 'script' }).then((result) => {
      if (result.kind === 'error' && result.frame)
        this.#esm.frames.set(error as SyntaxError, result.frame.replace(/^file:\/\//, ''));
      this.#die(error, fromPromise);
    });
  }

  #die(error: unknown, fromPromise: boolean): void {
    const text = describeFatal(error, this.#realm, {
      natives: this.#natives,
      frames: this.#esm.frames,
      readText: (path) => (path.startsWith('[eval') ? this.#options['--eval'] : this.#readText(path)),
      fromPromise,
    });
    this.#print(`${text}`, 2);
    const code = this.#realm.process.exitCode;
    this.exit(typeof code === 'number' && code !== 0 ? code : 1);
  }

  #idle(): void {
    if (!this.#start || this.#exiting) return;
    const { process } = this.#realm;
    // Said again whenever there was something to do since: Node documentation, Event: 'beforeExit'.
    if (this.#begunAtBeforeExit !== this.#loop.begun) {
      this.#begunAtBeforeExit = this.#loop.begun;
      this.#loop.turn(() => process.emit('beforeExit', process.exitCode ?? 0));
      // What its listeners began shows after this turn, promises included: look once more then.
      this.#loop.checkIdle();
      return;
    }
    if (this.#esm.pending) {
      // Node's exit code 13: the promise of the entry point can no longer settle.
      process.exitCode ??= 13;
      this.#print(`Warning: Detected unsettled top-level await at ${process.argv[1]}\n`, 2);
    }
    this.#loop.turn(() => {
      process._exiting = true;
      process.emit('exit', process.exitCode ?? 0);
    });
    this.exit(process.exitCode ?? 0);
  }

  #exitBySignal(signal: number): never {
    return this.#end(SIGNAL_CODE_BASE + signal, signal);
  }

  /** Ends the process. Nothing after it runs: as in Node, this does not return. */
  exit(code: number): never {
    return this.#end(code & 0xff, 0);
  }

  #end(code: number, signal: number): never {
    if (!this.#exiting) {
      this.#exiting = true;
      this.#stdio?.flush();
      PortTransport.closeAll();
      this.#runtime.post({ type: 'exit', code: code & 0xff, signal });
      this.#loop.stop();
    }
    const until = native.performance.now() + EXIT_SPIN;
    while (native.performance.now() < until);
    throw new Error('The process has exited.');
  }
}

/** `process.env`: values become strings, as in Node (process.env, Node documentation). */
function environment(values: Record<string, string>): Record<string, string> {
  return new Proxy(values, {
    set(target, key, value) {
      if (typeof key === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
      target[key] = `${value}`;
      return true;
    },
    defineProperty(target, key, descriptor) {
      return Reflect.defineProperty(target, key, {
        ...descriptor,
        value: `${descriptor.value}`,
        configurable: true,
        enumerable: true,
        writable: true,
      });
    },
  });
}
