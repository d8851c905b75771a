import type { FsDeps } from './fs_deps.ts';

/** Passed instead of a request to ask for a promise. */
export const kUsePromises = Symbol('fs_use_promises_symbol');

/** Node's request object: lib/fs.js sets `oncomplete`, sometimes `context`. */
export interface FsRequest {
  oncomplete: ((error: unknown, result?: unknown) => void) | null;
}

/** Thrown by a call that cannot be answered yet: `wait` calls back when it should be tried again. */
export class NotYet {
  readonly wait: (retry: () => void) => void;
  readonly error: Error;

  constructor(error: Error, wait: (retry: () => void) => void) {
    this.error = error;
    this.wait = wait;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: any function can be offered to lib/fs.js, which is not typed.
type AnyFunction = (...args: any[]) => unknown;

/**
 * The three forms of a binding function, from the synchronous one: the argument at index `arity` is
 * `undefined` (throw or return now), an FSReqCallback (call `oncomplete` later) or
 * {@link kUsePromises}. `fn` gets the arguments as they came, this one included.
 */
export function threeForms(deps: FsDeps, arity: number, fn: AnyFunction): (...args: unknown[]) => unknown {
  return function binding(...args: unknown[]): unknown {
    const request = args[arity] as FsRequest | typeof kUsePromises | undefined;
    if (request === undefined) return runNow(fn, args, binding);
    if (request === kUsePromises) {
      return new Promise((resolve, reject) => {
        start(deps, fn, args, (error, result) => (error === null ? resolve(result) : reject(error)));
      });
    }
    start(deps, fn, args, (error, result) => {
      if (error === null && result !== undefined) request.oncomplete?.(null, result);
      else request.oncomplete?.(error);
    });
    return undefined;
  };
}

function runNow(fn: AnyFunction, args: unknown[], binding: unknown): unknown {
  try {
    return fn(...args);
  } catch (thrown) {
    const error = thrown instanceof NotYet ? thrown.error : thrown;
    captureFrom(error, binding);
    throw error;
  }
}

/** The call is made now, so that it sees its arguments as they are; only its answer comes later. */
function start(
  deps: FsDeps,
  fn: AnyFunction,
  args: unknown[],
  answer: (error: unknown, result?: unknown) => void,
): void {
  let result: unknown;
  let failure: unknown = null;
  try {
    result = fn(...args);
  } catch (thrown) {
    if (thrown instanceof NotYet) {
      thrown.wait(() => start(deps, fn, args, answer));
      return;
    }
    failure = thrown;
    // Natively there is no JavaScript on the stack where these errors are made.
    if (thrown instanceof Error) thrown.stack = `${thrown.name}: ${thrown.message}`;
  }
  deps.complete(() => answer(failure, result));
}

/** Leaves the binding's own frames out of the stack. Only V8 can do that. */
function captureFrom(error: unknown, binding: unknown): void {
  const capture = (Error as { captureStackTrace?: (target: object, above: unknown) => void })
    .captureStackTrace;
  if (error instanceof Error) capture?.(error, binding);
}
