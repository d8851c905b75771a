import llhttp from 'virtual:llhttp';
import zlib from 'virtual:zlib';
import { Vfs } from '../../vfs/vfs.ts';
import { native } from '../native.ts';
import type { ProcessNetwork } from '../network.ts';
import { stableSymbols } from '../realm.ts';
import type { Runtime, Untyped } from '../runtime.ts';
import type { Stdio } from '../streams/stdio.ts';
import { withAbsent } from './absent.ts';
import { createAsyncBindings, createTaskQueueBinding, createTimersBinding } from './async.ts';
import { createBufferBinding } from './buffer.ts';
import { createConstantsBinding } from './constants.ts';
import { createEncodingBinding } from './encoding.ts';
import { createErrorsBinding } from './errors.ts';
import { createFsBindings } from './fs.ts';
import { createHttpParserBinding } from './http_parser.ts';
import { createCompileBindings, createModulesBinding } from './modules.ts';
import { hidePrivateSymbols } from './private_symbols.ts';
import { createProcessBindings } from './process_wrap.ts';
import { createSerdesBinding } from './serdes.ts';
import { createStdioBindings } from './stdio_wraps.ts';
import { createStringDecoderBinding } from './string_decoder.ts';
import { createSystemBindings } from './system.ts';
import { createTcpBinding } from './tcp_wrap.ts';
import { createTypesBinding } from './types.ts';
import { createUrlBinding } from './url.ts';
import { createUtilBinding } from './util.ts';
import { createUvBinding, errnoOf, uvMessage } from './uv.ts';
import { createZlibBinding, type PakoZlib } from './zlib.ts';

/** What bindings need of the process that runs them. Callbacks, since a spare has no process yet. */
export interface BindingContext {
  options(): Record<string, Untyped>;
  embedderOptions: Record<string, Untyped>;
  cwd(): string;
  chdir(path: string): void;
  env(): Record<string, string>;
  stdio(): Stdio;
  network(): ProcessNetwork;
  vfs(): Vfs;
  takePid(): number | null;
  exit(code: number): never;
  kill(pid: number, signal: number): number;
  uncaught(error: unknown, fromPromise: boolean): void;
  patchProcessObject(process: Untyped): void;
  /** A text was compiled with `header` characters in front of its first line. */
  compiled(file: string, header: number): void;
  /** `error` says that `source` cannot be parsed, without saying where. */
  unparsed(error: object, path: string, source: string): void;
}

export interface Bindings {
  table: Record<string, Untyped>;
  childExited(pid: number, code: number, signal: number): void;
  /** True for a child of this process that has ended. */
  hasEnded(pid: number): boolean;
  /** True when the process has a handler for the signal. */
  signalled(signal: number): boolean;
}

const S_IFMT = 0o170000;
const S_IFREG = 0o100000;

/** Every `internalBinding` of the built-in host. */
export function createBindings(runtime: Runtime, context: BindingContext): Bindings {
  const async = createAsyncBindings();
  Object.assign(runtime, { asyncIds: async.ids });
  const { loop } = runtime;
  const constants = createConstantsBinding() as Untyped;
  const signalNames = new Map<number, string>(
    Object.entries<number>(constants.os.signals).map(([name, number]) => [number, name]),
  );
  const stdio = createStdioBindings(runtime, context.stdio);
  const children = createProcessBindings(runtime, {
    stdio: context.stdio,
    cwd: context.cwd,
    env: context.env,
    takePid: context.takePid,
    findProgram: (file, cwd, path) => findProgram(context.vfs(), file, cwd, path),
    isDirectory: (path) => context.vfs().exists(path) && context.vfs().stat(path).kind === 'directory',
  });
  const system = createSystemBindings(runtime, {
    cwd: context.cwd,
    chdir: context.chdir,
    env: context.env,
    get options() {
      return context.options();
    },
    embedderOptions: context.embedderOptions,
    exit: context.exit,
    kill: context.kill,
    writeSync: (fd, text) => context.stdio().writeSync(fd, new TextEncoder().encode(text)),
    patchProcessObject: context.patchProcessObject,
  });
  const fs = createFsBindings({
    vfs: forwarding(context.vfs),
    cwd: context.cwd,
    uv: { errno: errnoOf, message: uvMessage },
    complete: (fn: () => void) => loop.enqueue(fn),
    keepAlive: () => {
      loop.ref();
      let held = true;
      return {
        dispose() {
          if (held) loop.unref();
          held = false;
        },
      };
    },
    stdio: {
      write: (fd: number, bytes: Uint8Array) => context.stdio().writeSync(fd, bytes),
      read: () => 'EOF' as const,
    },
  });
  const modules = createModulesBinding(
    {
      readText(path) {
        try {
          return new native.TextDecoder().decode(context.vfs().readFile(path));
        } catch {
          return undefined;
        }
      },
    },
    () => runtime.require('internal/errors').codes,
  );
  const util: Untyped = createUtilBinding({
    require: (id: string) => runtime.require(id),
    guessHandleType: (fd: number) => context.stdio().guess(fd),
  });
  const table: Record<string, Untyped> = {
    ...system,
    ...fs,
    ...stdio,
    ...createCompileBindings(
      () => util.privateSymbols,
      (referrer, specifier) => {
        const { normalizeReferrerURL } = runtime.require('internal/modules/helpers');
        const loader = runtime.require('internal/modules/esm/loader').getOrInitializeCascadedLoader();
        const parent = referrer.startsWith('/') ? referrer : `${context.cwd()}/${referrer}`;
        return loader.import(`${specifier}`, normalizeReferrerURL(parent));
      },
      context,
    ),
    process_wrap: children.process_wrap,
    signal_wrap: children.signal_wrap,
    async_wrap: async.async_wrap,
    async_context_frame: async.async_context_frame,
    task_queue: createTaskQueueBinding(loop, globalThis),
    timers: createTimersBinding(loop),
    tcp_wrap: createTcpBinding(runtime, {
      listen: (port, listener) => context.network().listen(port, listener),
      unlisten: (port) => context.network().unlisten(port),
      connect: (host, port, done) => context.network().connect(host, port, done),
    }),
    http_parser: createHttpParserBinding({ wasm: () => fromBase64(llhttp), context: async.ids }),
    // biome-ignore lint/security/noGlobalEval: pako as it was built; most processes never compress
    zlib: createZlibBinding(() => (0, eval)(zlib) as PakoZlib, loop),
    buffer: createBufferBinding(),
    string_decoder: createStringDecoderBinding(),
    url: createUrlBinding(),
    encoding_binding: createEncodingBinding(),
    types: createTypesBinding(),
    util,
    // Filled by the library from getErrorMap() when it is first needed.
    uv: { errmap: undefined, ...createUvBinding() },
    constants,
    modules,
    errors: createErrorsBinding(context.uncaught),
    serdes: createSerdesBinding(),
    symbols: new Proxy({}, stableSymbols()),
    messaging: {
      MessageChannel: native.MessageChannel,
      MessagePort: native.MessagePort,
      structuredClone: native.structuredClone,
      setDeserializerCreateObjectFunction() {},
      exposeLazyDOMExceptionProperty(target: object) {
        Object.defineProperty(target, 'DOMException', {
          configurable: true,
          enumerable: false,
          writable: true,
          value: table['messaging'].DOMException,
        });
      },
    },
  };
  hidePrivateSymbols(util.privateSymbols, Object.prototype);
  for (const name of ABSENT) table[name] ??= {};
  for (const [name, binding] of Object.entries(table))
    if (name !== 'symbols') table[name] = withAbsent(name, binding);
  return {
    table,
    childExited: (pid, code, signal) => children.childExited(pid, code, signalNames.get(signal) ?? ''),
    hasEnded: children.hasEnded,
    signalled: children.signalled,
  };
}

/** Bindings of which this host has nothing but the name: using one says so. */
const ABSENT = [
  'blob',
  'crypto',
  'cjs_lexer',
  'heap_utils',
  'inspector',
  'internal_only_v8',
  'ipc_serdes',
  'js_stream',
  'js_udp_wrap',
  'locks',
  'profiler',
  'sea',
  'spawn_sync',
  'sqlite',
  'stream_pipe',
  'tls_wrap',
  'udp_wrap',
  'url_pattern',
  'v8',
  'wasi',
  'watchdog',
  'webstorage',
];

/** A file system that is there before the process has one: calls go to the one it has by then. */
function forwarding(vfs: () => Vfs): Vfs {
  const forward: Untyped = {};
  for (const name of Object.getOwnPropertyNames(Vfs.prototype)) {
    if (name !== 'constructor') forward[name] = (...args: unknown[]) => (vfs() as Untyped)[name](...args);
  }
  return forward;
}

function findProgram(vfs: Vfs, file: string, cwd: string, path: string | undefined): string | number {
  const at = (directory: string, name: string): string =>
    name.startsWith('/') ? name : `${directory.startsWith('/') ? directory : `${cwd}/${directory}`}/${name}`;
  const candidates = file.includes('/')
    ? [at(cwd, file)]
    : (path ?? '/usr/bin').split(':').map((directory) => at(directory || cwd, file));
  let result = errnoOf('ENOENT');
  for (const candidate of candidates) {
    try {
      const { mode } = vfs.stat(candidate);
      if ((mode & S_IFMT) === S_IFREG && mode & 0o111) return candidate;
      result = errnoOf('EACCES');
    } catch {
      // Not there: the next directory of PATH.
    }
  }
  return result;
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
