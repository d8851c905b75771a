import { isWithin, resolvePath } from '../../vfs/path.ts';

/**
 * The absolute path a client means. The client's documentation scopes all paths to the working
 * directory, a leading slash included: `/src` is the project's `src`. A path that already begins
 * with the working directory is taken as it is.
 *
 * Throws an Error whose message starts with a code, since only the message crosses the wire:
 * ERR_INVALID_ARG_TYPE, ENOENT (empty path), EINVAL (null byte), EACCES (`..` leaves the directory).
 */
export function scopedPath(cwd: string, path: unknown, syscall: string): string {
  if (typeof path !== 'string') {
    throw new Error(
      `ERR_INVALID_ARG_TYPE: ${syscall} needs a path as a string, but it is ${typeName(path)}.`,
    );
  }
  if (path === '') throw new Error(`ENOENT: no such file or directory, ${syscall} ''`);
  if (path.includes('\0'))
    throw new Error(`EINVAL: invalid argument, ${syscall}: the path contains a null byte`);
  const absolute = path.startsWith('/') && isWithin(resolvePath('/', path), cwd) ? path : `${cwd}/${path}`;
  // Counted as written: `a/../../a` leaves the directory even though it comes back.
  let depth = 0;
  for (const name of absolute.slice(cwd.length).split('/')) {
    if (name === '..') depth--;
    else if (name !== '' && name !== '.') depth++;
    if (depth < 0) {
      throw new Error(
        `EACCES: permission denied, ${syscall} '${path}': the path leaves the project folder ${cwd}`,
      );
    }
  }
  return resolvePath('/', absolute);
}

/** For people: `undefined`, `null`, `number`, `Array`. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object' ? (value.constructor?.name ?? 'object') : typeof value;
}
