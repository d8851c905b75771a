import type { Untyped } from '../runtime.ts';

/**
 * Completes a binding: a function Node's library takes but this host lacks becomes one that says so
 * when it is called. Symbols and `then` stay undefined, so that a binding is never taken for a promise.
 */
export function withAbsent(name: string, have: Record<string, Untyped>): Record<string, Untyped> {
  return new Proxy(have, {
    get(target, key) {
      if (key in target || typeof key === 'symbol' || key === 'then') return target[key as string];
      // Not an arrow: the library extends some of these, so they need a prototype.
      function absent(): never {
        const error = new Error(
          `This needs ${name}.${String(key)} of Node, which the built-in host does not have. ` +
            'Choose StackBlitz in the status bar to run it on the full Node.',
        );
        throw Object.assign(error, { code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM' });
      }
      target[key] = absent;
      return absent;
    },
  });
}
