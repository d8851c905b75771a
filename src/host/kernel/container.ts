import * as Comlink from 'comlink';
import type { TerminalSize } from '../protocol.ts';
import type { Transformer } from '../transform/client.ts';
import { createFsApi, loadTree, scopedPath, serialize } from './api/index.ts';
import type { ProcessFrame } from './frame.ts';
import { Kernel } from './kernel.ts';
import { PATH, type Programs } from './programs.ts';
import type { SinkTarget } from './sink.ts';

export interface HostParts {
  frame: ProcessFrame;
  transformer: Transformer;
  programs: Programs;
  /** Source text of the process runtime. */
  loadProcess: () => Promise<string>;
}

type Listener = (...args: unknown[]) => unknown;
type EventName = 'port' | 'server-ready' | 'error' | 'preview-message' | 'xdg-open' | 'code';

interface RunSpec {
  command: string;
  args?: string[];
  cwd?: string;
  env?: Record<string, string | number | boolean>;
  terminal?: TerminalSize;
}

interface BuildOptions {
  workdirName?: string;
}

/** 128 + signal: how a shell reports a process that a signal ended. */
const exitCode = ({ code, signal }: { code: number; signal: number }): number =>
  signal === 0 ? code : 128 + signal;

/** Answers every call of the `@webcontainer/api` client 1.6 on `port` (Comlink). */
export function exposeContainer(
  port: MessagePort,
  parts: HostParts,
): { workerCrashed(worker: number, message: string): void } {
  let current: Kernel | null = null;
  let loading: Promise<void> | null = null;

  const load = (): Promise<void> => {
    loading ??= parts.loadProcess().then(
      (source) => parts.frame.load(source),
      (error: unknown) => {
        loading = null;
        throw error;
      },
    );
    return loading;
  };

  async function build(options: BuildOptions = {}): Promise<unknown> {
    await load();
    current?.close();
    const listeners = new Map<EventName, Set<Listener>>();
    const emit = (event: EventName, ...args: unknown[]): void => {
      for (const listener of listeners.get(event) ?? []) void listener(...args);
    };
    const kernel = new Kernel({
      frame: parts.frame,
      transformer: parts.transformer,
      programs: parts.programs,
      workdir: `/home/${options.workdirName ?? 'project'}`,
      portChanged: (number, open) => {
        const url = `http://localhost:${number}/`;
        emit('port', number, open ? 'open' : 'close', url);
        if (open) emit('server-ready', number, url);
      },
    });
    current = kernel;
    const absolute = (path: string | undefined, call: string): string =>
      path ? scopedPath(kernel.workdir, path, call) : kernel.workdir;
    let tornDown = false;
    const live = (): void => {
      if (tornDown) throw new Error('The container was torn down.');
    };

    return Comlink.proxy({
      fs: () => Comlink.proxy(createFsApi(kernel.files.vfs, () => kernel.workdir)),
      previewScript: () => Comlink.proxy({}),
      runtimeInfo: () => ({ path: PATH, cwd: kernel.workdir }),
      loadFiles(payload: Uint8Array, { mountPoints }: { mountPoints?: string } = {}) {
        live();
        loadTree(kernel.files.vfs, payload, absolute(mountPoints, 'mount'));
      },
      serialize(path: string, serializeOptions: object) {
        live();
        const bytes = serialize(kernel.files.vfs, absolute(path, 'export'), serializeOptions);
        return Comlink.transfer(bytes, [bytes.buffer]);
      },
      on(event: EventName, listener: Listener) {
        const set = listeners.get(event) ?? new Set<Listener>();
        listeners.set(event, set.add(listener));
        return Comlink.proxy(() => {
          set.delete(listener);
        });
      },
      // This host has no previews into which a script could go: the call is accepted and has no effect.
      setPreviewScript() {},
      setCredentials() {},
      async run(spec: RunSpec, _stdout: unknown, _stderr: unknown, output?: SinkTarget) {
        live();
        const process = await kernel.spawn(
          {
            command: spec.command,
            args: (spec.args ?? []).map(String),
            cwd: absolute(spec.cwd, 'spawn'),
            env: Object.fromEntries(
              Object.entries(spec.env ?? {}).map(([key, value]) => [key, String(value)]),
            ),
            terminal: spec.terminal ?? null,
          },
          output ?? null,
        );
        return Comlink.proxy({
          onExit: process.exited.then(exitCode),
          write: (data: string | Uint8Array) => process.write(data),
          resize: (size: TerminalSize) => process.resize(size),
          kill: () => process.kill(),
        });
      },
      teardown() {
        tornDown = true;
        kernel.close();
        listeners.clear();
        if (current === kernel) current = null;
      },
    });
  }

  Comlink.expose({ build }, port);
  return { workerCrashed: (worker, message) => current?.workerCrashed(worker, message) };
}
