import type { Untyped } from '../runtime.ts';

/**
 * Completes a binding: a function Node's library takes but this host lacks becomes one that says so
 * when it is called. Symbols and `then` stay undefined, so that a binding is never taken for a promise.
 */
export function withAbsent(name: string, have: Record<string, Untyped>): Record<string, Untyped> {
  // Behind the binding, not before it: what it has is found as fast as in any object.
  return Object.setPrototypeOf(
    have,
    new Proxy({}, { get: (object: Untyped, key) => (key in object ? object[key] : absent(name, have, key)) }),
  );
}

function absent(name: string, have: Record<string, Untyped>, key: string | symbol): unknown {
  if (typeof key === 'symbol' || key === 'then') return undefined;
  // Not an arrow: the library extends some of these, so they need a prototype.
  have[key] = function absent(): never {
    const error = new Error(
      `This needs ${name}.${key} of Node, which the built-in host does not have. ` +
        'Choose StackBlitz in the status bar to run it on the full Node.',
    );
    throw Object.assign(error, { code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM' });
  };
  return have[key];
}
