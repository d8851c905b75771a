/**
 * The wires of the built-in host. A port is an identity: no message says who sent it, and every
 * message that comes from a process is validated before it is used (see `kernel/validate.ts`).
 *
 *   page (/headless) ──boot──▶ kernel worker ◀──port──▶ process workers (in the opaque frame)
 *                                    │
 *                                    └──port──▶ process frame (makes and ends the workers)
 */
import type { VfsOp, VfsSnapshot } from './vfs/ops.ts';

/** Page → kernel, once. Ports: [client (Comlink), frame]. */
export interface KernelBoot {
  type: 'boot';
  /** Absolute addresses of the assets the kernel loads, made by the build. */
  assets: { process: string; oxc: string; transform: string; programs: Record<string, string> };
  /** The page's origin, shown in `server-ready` addresses. */
  origin: string;
}

/** Kernel → process frame. */
export type ToFrame =
  | { type: 'load'; source: string }
  /** One transferred port: the new worker's link to the kernel. */
  | { type: 'start'; worker: number }
  | { type: 'terminate'; worker: number };

/** Process frame → kernel. */
export type FromFrame = { type: 'ready' } | { type: 'crashed'; worker: number; message: string };

/** What a file descriptor of a new process is. A `pipe` has its port in the start message's `ports`. */
export type StdioKind = 'terminal' | 'output' | 'pipe' | 'null';

export interface TerminalSize {
  cols: number;
  rows: number;
}

/** Everything a process needs to begin. */
export interface ProcessStart {
  pid: number;
  ppid: number;
  /** `argv[0]` is `/usr/bin/node`, then Node's own options, the script, its arguments. */
  argv: string[];
  env: Record<string, string>;
  cwd: string;
  /** fd 0, 1, 2, … ; `terminal` and `output` go through the kernel link, `pipe` through its own port. */
  stdio: StdioKind[];
  terminal: TerminalSize | null;
  /** The ipc channel's fd, or null. */
  ipcFd: number | null;
  files: VfsSnapshot;
  /** A program of the host itself (npm, curl, sh): run instead of a script file. */
  program: { name: string; code: string } | null;
  /** Ports that are listening now, so that EADDRINUSE can be answered at once. */
  ports: number[];
  /** Pids this process may give to its children, in order; the kernel refills. */
  pids: number[];
  /** First ephemeral port of the range this process may bind for port 0. */
  ephemeral: number;
}

/** Kernel → process. */
export type ToProcess =
  /** Ports transferred in the order of the `pipe` entries in `stdio`, then the ipc port. */
  | { type: 'start'; start: ProcessStart }
  | { type: 'module'; id: number; result: ModuleResult }
  /** A mutation of the file system in the kernel's order; `own` when this process made it. */
  | { type: 'fs'; seq: number; op: VfsOp; own: boolean }
  | { type: 'signal'; signal: number }
  | { type: 'stdin'; data: Uint8Array | null }
  | { type: 'resize'; size: TerminalSize }
  /** Output credit: that many bytes of earlier output were taken over. */
  | { type: 'output-taken'; bytes: number }
  | { type: 'ports'; open: boolean; port: number }
  /** Someone connected to our listening port. Transferred: the byte stream. */
  | { type: 'connection'; port: number; remotePort: number; peer: number }
  /** A process that had connections with this one has ended, perhaps without closing them. */
  | { type: 'gone'; peer: number }
  /** Transferred when `errno` is 0: the byte stream. */
  | { type: 'connected'; id: number; errno: number; localPort: number; peer: number }
  /** Another process took this port first. */
  | { type: 'listen-refused'; port: number }
  | { type: 'pids'; pids: number[] }
  | { type: 'child-exit'; pid: number; code: number; signal: number };

/** Process → kernel. */
export type FromProcess =
  | { type: 'alive' }
  | { type: 'module'; id: number; request: ModuleRequest }
  | { type: 'fs'; op: VfsOp }
  | { type: 'output'; fd: number; data: Uint8Array }
  /** Whether this process wants what is typed: input goes to the latest that does. */
  | { type: 'stdin'; reading: boolean }
  /** A handler for this signal was set or taken away: without one the kernel acts by default. */
  | { type: 'signal-handler'; signal: number; on: boolean }
  | { type: 'listen'; port: number }
  | { type: 'unlisten'; port: number }
  | { type: 'connect'; id: number; host: string; port: number }
  /** Transferred: one port for each `pipe` in `stdio`, then the ipc port when `ipcFd` is set. */
  | { type: 'spawn'; pid: number; spec: SpawnSpec }
  | { type: 'kill'; pid: number; signal: number }
  | { type: 'raw-mode'; on: boolean }
  | { type: 'exit'; code: number; signal: number };

export interface SpawnSpec {
  /** Absolute path of the program after the PATH lookup, e.g. `/usr/bin/node`. */
  file: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
  /** As in {@link ProcessStart.stdio}; `inherit` shares the parent's descriptor of that number. */
  stdio: (StdioKind | { inherit: number })[];
  ipcFd: number | null;
}

export interface ModuleRequest {
  /** Absolute path; names the module in messages when `source` is given. */
  path: string;
  /** Code that is in no file (`node -e`), or null: the kernel reads the file. */
  source: string | null;
  /** `script`: CommonJS, from which only the types are taken away. */
  form: 'module' | 'script';
}

export type ModuleResult =
  /** `code` is the body of an async function in the module runner's convention. */
  | { kind: 'esm'; code: string; map: string | null }
  /** JavaScript, otherwise as it was. */
  | { kind: 'script'; code: string; map: string | null }
  /** `frame`: where, the line and a caret, as Node prints them above the message. */
  | { kind: 'error'; name: string; code: string | null; message: string; frame: string | null };

/**
 * A byte stream between two workers: a MessagePort that carries
 *
 *   ArrayBuffer   data
 *   string        data, one byte for each character: cheaper to pass on when there is little of it
 *   number > 0    credit: that many bytes were consumed by the reader
 *   null          FIN, no more data from this side
 *   0             RST
 *   Bell          how to tell this side that something was posted to it, once, first
 *   FsBarrier     what follows depends on file-system writes: hold it until they are here
 */
export type StreamMessage = ArrayBuffer | string | number | null | Bell | FsBarrier;

export interface Bell {
  /** Index of its bell in the memory that all processes share (see `node/busy_poll.ts`). */
  bell: number;
}

export interface FsBarrier {
  /** Global sequence number the sender had applied. */
  seq: number;
}

/** Bytes in flight that a writer may have on one stream before it must wait for credit. */
export const STREAM_WINDOW = 256 * 1024;
