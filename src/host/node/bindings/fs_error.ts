import { VfsError } from '../../vfs/errors.ts';
import { type FsDeps, type PathArg, textOf } from './fs_deps.ts';

/** The error that Node's C++ makes of a libuv number: own enumerable errno, code, syscall, path, dest. */
export interface UvException extends Error {
  errno: number;
  code: string;
  syscall: string;
  path?: string;
  dest?: string;
}

export function uvException(
  deps: FsDeps,
  code: string,
  syscall: string,
  path?: PathArg,
  dest?: PathArg,
): UvException {
  const from = path === undefined ? undefined : textOf(path);
  const to = dest === undefined ? undefined : textOf(dest);
  const places = `${from === undefined ? '' : ` '${from}'`}${to === undefined ? '' : ` -> '${to}'`}`;
  const error = new Error(`${code}: ${deps.uv.message(code)}, ${syscall}${places}`);
  const fields: Partial<UvException> = { errno: deps.uv.errno(code), code, syscall };
  if (from !== undefined) fields.path = from;
  if (to !== undefined) fields.dest = to;
  return Object.assign(error, fields) as UvException;
}

/** Runs a call on the file system; a refusal comes out as Node's error with the paths as the caller wrote them. */
export function guard<T>(deps: FsDeps, syscall: string, action: () => T, path?: PathArg, dest?: PathArg): T {
  try {
    return action();
  } catch (error) {
    throw error instanceof VfsError ? uvException(deps, error.code, syscall, path, dest) : error;
  }
}

/** `THROW_ERR_…` of C++: a plain error with a code. */
export function codedError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
