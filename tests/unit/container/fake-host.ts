/** A host in memory: the client's API over a map of files and programs written as functions. */
import type { Client, ClientContainer, ClientFs, ClientProcess } from '../../../src/container/client.ts';
import type { HostFrame, HostWindow } from '../../../src/container/host-page.ts';
import { FROM_LAB, TO_LAB } from '../../../src/lab/protocol.ts';

export interface FakeProcess {
  args: string[];
  killed: boolean;
  print(text: string): void;
  exit(code: number): void;
  onInput(listener: (text: string) => void): void;
}

export type Program = (process: FakeProcess) => void;

export function frame(message: object): string {
  return `${FROM_LAB}${JSON.stringify(message)}\n`;
}

export function fromPage(text: string): unknown {
  return JSON.parse(text.slice(TO_LAB.length));
}

/** An agent that says it is ready and answers nothing. */
export const readyAgent: Program = (process) =>
  process.print(frame({ type: 'ready', node: 'v24.0.0', pid: 7 }));

export class FakeHost {
  readonly files = new Map<string, Uint8Array>();
  readonly folders = new Set<string>();
  readonly calls: string[] = [];
  readonly processes: FakeProcess[] = [];
  /** By the first argument of `node`. */
  readonly programs: Record<string, Program> = {
    '--version': (process) => {
      process.print('v24.0.0\n');
      process.exit(0);
    },
    'node_modules/@bulkhead/lab/agent.js': readyAgent,
  };
  tornDown = false;
  readonly #listeners: Record<string, Set<(...args: never[]) => void>> = {};
  readonly #watchers = new Set<(type: 'rename' | 'change', name: string) => void>();

  emit(event: string, ...args: unknown[]): void {
    for (const listener of this.#listeners[event] ?? []) (listener as (...args: unknown[]) => void)(...args);
  }

  /** A program in the container writes a file. */
  put(path: string, text: string): void {
    const isNew = !this.files.has(path);
    this.#write(path, new TextEncoder().encode(text));
    this.touch(isNew ? 'rename' : 'change', path);
  }

  touch(type: 'rename' | 'change', path: string): void {
    for (const watcher of [...this.#watchers]) watcher(type, path);
  }

  text(path: string): string | undefined {
    const bytes = this.files.get(path);
    return bytes && new TextDecoder().decode(bytes);
  }

  get watched(): boolean {
    return this.#watchers.size > 0;
  }

  #write(path: string, data: Uint8Array): void {
    const parent = path.split('/').slice(0, -1).join('/');
    if (parent !== '' && !this.folders.has(parent))
      throw new Error(`ENOENT: no such file or directory, open '${path}'`);
    this.files.set(path, data);
  }

  #mkdir(path: string): void {
    const parts = path.split('/');
    for (let length = 1; length <= parts.length; length++) this.folders.add(parts.slice(0, length).join('/'));
  }

  readonly fs: ClientFs = {
    readFile: async (path: string) => {
      const data = this.files.get(path);
      if (!data) throw new Error(`ENOENT: no such file or directory, open '${path}'`);
      return data;
    },
    writeFile: async (path: string, data: string | Uint8Array) => {
      this.calls.push(`write ${path}`);
      this.#write(path, typeof data === 'string' ? new TextEncoder().encode(data) : data);
    },
    mkdir: async (path: string) => {
      this.calls.push(`mkdir ${path}`);
      this.#mkdir(path);
      return path;
    },
    rm: async (path: string) => {
      this.calls.push(`rm ${path}`);
      for (const set of [this.files, this.folders]) {
        for (const key of [...set.keys()]) if (key === path || key.startsWith(`${path}/`)) set.delete(key);
      }
    },
    rename: async (from: string, to: string) => {
      this.calls.push(`rename ${from} ${to}`);
      const data = this.files.get(from);
      if (!data) throw new Error(`ENOENT: no such file or directory, rename '${from}'`);
      this.files.delete(from);
      this.files.set(to, data);
    },
    readdir: async (path: string) => {
      const prefix = path === '.' ? '' : `${path}/`;
      if (path !== '.' && !this.folders.has(path))
        throw new Error(`ENOENT: no such file or directory, scandir '${path}'`);
      const direct = (all: Iterable<string>) =>
        [...all].filter((each) => each.startsWith(prefix) && !each.slice(prefix.length).includes('/'));
      return [
        ...direct(this.folders).map((each) => entry(each.slice(prefix.length), false)),
        ...direct(this.files.keys()).map((each) => entry(each.slice(prefix.length), true)),
      ];
    },
    watch: (
      _path: string,
      _options: unknown,
      listener: (type: 'rename' | 'change', name: string) => void,
    ) => {
      this.#watchers.add(listener);
      return { close: () => this.#watchers.delete(listener) };
    },
  } as unknown as ClientFs;

  spawn(command: string, args: string[]): Promise<ClientProcess> {
    if (command !== 'node') return Promise.reject(new Error(`ENOENT: command not found: ${command}`));
    const exit = Promise.withResolvers<number>();
    const output = new TransformStream<string, string>(undefined, undefined, { highWaterMark: 1000 });
    const writer = output.writable.getWriter();
    let listener: ((text: string) => void) | null = null;
    const waiting: string[] = [];
    let over = false;
    const end = (code: number) => {
      if (over) return;
      over = true;
      void writer.close();
      exit.resolve(code);
    };
    const process: FakeProcess = {
      args,
      killed: false,
      print: (text) => void writer.write(text),
      exit: end,
      onInput: (next) => {
        listener = next;
        for (const text of waiting.splice(0)) next(text);
      },
    };
    this.processes.push(process);
    const program = this.programs[args[0] ?? ''];
    if (program) program(process);
    else end(127);
    return Promise.resolve({
      exit: exit.promise,
      output: output.readable,
      input: new WritableStream<string>({
        write: (text) => {
          if (listener) listener(text);
          else waiting.push(text);
        },
      }),
      kill: () => {
        process.killed = true;
        end(137);
      },
      resize: () => {},
    });
  }

  running(program: string): FakeProcess {
    const found = this.processes.findLast((process) => process.args[0]?.endsWith(program));
    if (!found) throw new Error(`${program} was not started`);
    return found;
  }

  readonly container: ClientContainer = {
    workdir: '/home/project',
    fs: this.fs,
    spawn: (command, args) => this.spawn(command, args),
    mount: async (tree) => {
      const walk = (folder: object, prefix: string) => {
        for (const [name, node] of Object.entries(folder)) {
          if ('directory' in node) {
            this.folders.add(prefix + name);
            walk(node.directory, `${prefix + name}/`);
          } else this.files.set(prefix + name, new TextEncoder().encode(node.file.contents));
        }
      };
      walk(tree, '');
    },
    on: (event: string, listener: (...args: never[]) => void) => {
      this.#listeners[event] ??= new Set();
      this.#listeners[event].add(listener);
      return () => this.#listeners[event]?.delete(listener);
    },
    teardown: () => {
      this.tornDown = true;
    },
  };

  client(): Client {
    return {
      WebContainer: { boot: async () => this.container, _teardownPromise: null },
      configureAPIKey: (key) => this.calls.push(`key ${key}`),
    };
  }
}

function entry(name: string, file: boolean) {
  return { name, isFile: () => file, isDirectory: () => !file };
}

/** Time that passes when a test says so. */
export class Clock {
  #now = 0;
  readonly #timers = new Set<{ at: number; run: () => void }>();

  now = () => this.#now;

  after = (ms: number, run: () => void) => {
    const timer = { at: this.#now + ms, run };
    this.#timers.add(timer);
    return { dispose: () => this.#timers.delete(timer) };
  };

  pass(ms: number): void {
    this.#now += ms;
    for (const timer of [...this.#timers]) {
      if (timer.at > this.#now) continue;
      this.#timers.delete(timer);
      timer.run();
    }
  }

  get waiting(): number {
    return this.#timers.size;
  }
}

/** A page with iframes, without a browser. */
export class FakePage {
  readonly frames: FakeFrame[] = [];
  readonly listeners = new Set<(event: MessageEvent) => void>();
  onInsert: (frame: FakeFrame) => void = () => {};
  readonly leaving = new Set<() => void>();

  readonly window: HostWindow = {
    location: { host: 'course.test' },
    crossOriginIsolated: true,
    addEventListener: (_type, listener) => this.listeners.add(listener),
    removeEventListener: (_type, listener) => this.listeners.delete(listener),
  };

  readonly document = {
    createElement: (): HostFrame => new FakeFrame(this),
    body: {
      insertBefore: (frame: HostFrame) => {
        if (!(frame instanceof FakeFrame)) throw new Error('Not one of our frames.');
        this.frames.push(frame);
        this.onInsert(frame);
      },
    },
  };

  post(from: FakeFrame, data: unknown, ports: MessagePort[] = [], origin = 'https://course.test'): void {
    const event = { data, ports, origin, source: from.contentWindow } as unknown as MessageEvent;
    for (const listener of [...this.listeners]) listener(event);
  }
}

export class FakeFrame implements HostFrame {
  src = '';
  title = '';
  style = { display: '' };
  readonly contentWindow = {};
  readonly #page: FakePage;
  readonly #loads: (() => void)[] = [];

  constructor(page: FakePage) {
    this.#page = page;
  }

  setAttribute(): void {}

  addEventListener(type: 'load' | 'error', listener: () => void): void {
    if (type === 'load') this.#loads.push(listener);
  }

  load(): void {
    for (const listener of this.#loads) listener();
  }

  remove(): void {
    this.#page.frames.splice(this.#page.frames.indexOf(this), 1);
  }
}
