/** Errors shaped as Node's native code throws them: a plain built-in error with an enumerable `code`. */

type ErrorClass = new (message: string) => Error;

export function nodeError(Class: ErrorClass, code: string, message: string): Error & { code: string } {
  return Object.assign(new Class(message), { code });
}

export function outOfRange(message = 'Index out of range'): Error {
  return nodeError(RangeError, 'ERR_OUT_OF_RANGE', message);
}

export function invalidArgType(message: string): Error {
  return nodeError(TypeError, 'ERR_INVALID_ARG_TYPE', message);
}
