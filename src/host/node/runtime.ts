import type { FromProcess, ProcessStart } from '../protocol.ts';
import type { EventLoop } from './loop.ts';
import type { CausalClock } from './streams/port_transport.ts';

/** A function or object of Node's library, which has no types of its own. */
// biome-ignore lint/suspicious/noExplicitAny: the library's internals are untyped JavaScript.
export type Untyped = any;

/** What bindings may use of the running process. Set up by `process.ts` before the library boots. */
export interface Runtime {
  readonly loop: EventLoop;
  readonly clock: CausalClock;
  readonly asyncIds: AsyncIds;
  /** Sends to the kernel. */
  post(message: FromProcess, transfer?: Transferable[]): void;
  /** The start message; null in a spare that waits for one. */
  start: ProcessStart | null;
  /** Requires one of Node's internal modules. */
  require(id: string): Untyped;
}

/** Counter and context of `async_hooks`, shared with Node's library through typed arrays. */
export interface AsyncIds {
  next(): number;
  /** The current AsyncContextFrame (`AsyncLocalStorage` values), carried over callbacks. */
  frame: unknown;
}

/** libuv's error numbers on Linux, negated as libuv does. */
export const UV = {
  EOF: -4095,
  EPERM: -1,
  ENOENT: -2,
  ESRCH: -3,
  EINTR: -4,
  EBADF: -9,
  EAGAIN: -11,
  EACCES: -13,
  EINVAL: -22,
  EPIPE: -32,
  ENOSYS: -38,
  ENOTSUP: -95,
  EADDRINUSE: -98,
  ENETUNREACH: -101,
  ECONNABORTED: -103,
  ECONNRESET: -104,
  ENOTCONN: -107,
  ETIMEDOUT: -110,
  ECONNREFUSED: -111,
  ECANCELED: -125,
} as const;
