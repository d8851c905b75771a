/** The `uv` binding: libuv's error numbers, names and messages, as on Linux. */
import { uvErrors } from './uv.data.ts';

const byErrno = new Map<number, readonly [name: string, message: string]>();
const byName = new Map<string, number>();
for (const [errno, name, message] of uvErrors) {
  byErrno.set(errno, [name, message]);
  byName.set(name, errno);
}

/** The negative errno of a libuv name: `errnoOf('ENOENT')` is -2. Unknown names give `UV_UNKNOWN` (-4094). */
export function errnoOf(name: string): number {
  return byName.get(name) ?? -4094;
}

/** libuv's message for a name: `uvMessage('ENOENT')` is 'no such file or directory'. */
export function uvMessage(name: string): string {
  return byErrno.get(errnoOf(name))?.[1] ?? `Unknown system error ${name}`;
}

/** Keys as in Node 24.21: `errname`, `getErrorMap`, `getErrorMessage` and one `UV_<NAME>` for each error. */
export function createUvBinding(): Record<string, unknown> {
  const binding: Record<string, unknown> = {
    errname: (errno: number) => byErrno.get(errno)?.[0] ?? `Unknown system error ${errno}`,
    getErrorMap: () => new Map(Array.from(byErrno, ([errno, [name, message]]) => [errno, [name, message]])),
    getErrorMessage: (errno: number) => byErrno.get(errno)?.[1] ?? `Unknown system error ${errno}`,
  };
  for (const [errno, name] of uvErrors) binding[`UV_${name}`] = errno;
  return binding;
}
