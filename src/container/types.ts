/** The container as the workbench sees it. Only this room knows that a WebContainer client is behind it. */
import type { CheckPlan, Exchange, FromCheck, HttpRequestSpec } from '../lab/protocol.ts';

export interface Disposable {
  dispose(): void;
}

export type HostKind = 'builtin' | 'stackblitz';

/** What happens while booting, for the progress line. `fraction` is 0..1. */
export interface BootProgress {
  phase: 'host' | 'files' | 'node' | 'agent' | 'ready';
  label: string;
  fraction: number;
}

export interface HostInfo {
  kind: HostKind;
  /** For people: 'Built-in host', 'StackBlitz WebContainers'. */
  name: string;
  /** As `node --version` printed it, e.g. `v24.21.0`. */
  node: string;
  workdir: string;
}

export interface SpawnOptions {
  env?: Record<string, string>;
  /** Relative to the project folder. */
  cwd?: string;
  /** Give the process a terminal of this size; without it stdout is a pipe. */
  terminal?: { cols: number; rows: number };
}

export interface ContainerProcess {
  /** stdout and stderr as text, in order. Ends when the process has closed both. */
  readonly output: ReadableStream<string>;
  /** Exit code; 128 + signal number where a signal ended it. Never rejects. */
  readonly exit: Promise<number>;
  write(text: string): void;
  resize(size: { cols: number; rows: number }): void;
  /** SIGTERM is not available through the client's API: this ends the process at once. */
  kill(): void;
}

export interface ProjectFs {
  readFile(path: string): Promise<Uint8Array>;
  writeFile(path: string, data: string | Uint8Array): Promise<void>;
  mkdir(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Every file below the project folder, except `node_modules`. */
  list(): Promise<string[]>;
  /** `path` is relative to the project folder; `removed` when it is gone. Not called for `node_modules`. */
  watch(listener: (event: { path: string; removed: boolean }) => void): Disposable;
}

export interface CheckRun extends Disposable {
  /** Every event in order; ends after `verdict` or `fatal`. `dispose()` stops the run. */
  readonly events: AsyncIterable<FromCheck>;
}

export interface PortEvent {
  port: number;
  open: boolean;
}

export interface Container extends Disposable {
  readonly info: HostInfo;
  readonly fs: ProjectFs;
  /** Replaces the project's files (node_modules stays): what is not in `files` is removed. */
  reset(files: Record<string, string>): Promise<void>;
  spawn(command: string, args: string[], options?: SpawnOptions): Promise<ContainerProcess>;
  /** Services that listen, without those of a check run. */
  onPort(listener: (event: PortEvent) => void): Disposable;
  /** The host itself failed; every further call rejects. */
  onError(listener: (error: Error) => void): Disposable;
  /** Sends a request from inside the container and reports the exchange. Rejects only when the agent is gone. */
  http(request: HttpRequestSpec, signal?: AbortSignal): Promise<Exchange>;
  check(plan: CheckPlan): CheckRun;
}

export interface BootOptions {
  host: HostKind;
  files: Record<string, string>;
  /** Milliseconds; default 20,000. */
  deadlineMs?: number;
  onProgress?: (progress: BootProgress) => void;
  signal?: AbortSignal;
}
