/**
 * The `util` binding under `lib/internal/util*.js`, `inspect`, `errors` and `console` of Node 24.21. Where the
 * language cannot see what V8 sees (promise states, proxies, weak and iterator contents) it gives the answer that
 * lib takes for "nothing to show", never a guess.
 */
import { captureCallSites } from './call_sites.ts';
import { parseEnv } from './dotenv.ts';
import { createPrivateSymbols } from './private_symbols.ts';
import { createTypesBinding } from './types.ts';

export interface UtilDeps {
  /** Loads one of lib's own modules, for properties that are filled when first read. */
  require(id: string): unknown;
  /** What a file descriptor is: 'TCP', 'TTY', 'UDP', 'FILE', 'PIPE' or 'UNKNOWN'. */
  guessHandleType(fd: number): string;
}

const constants = {
  kPending: 0,
  kFulfilled: 1,
  kRejected: 2,
  kExiting: 0,
  kExitCode: 1,
  kHasExitCode: 2,
  ALL_PROPERTIES: 0,
  ONLY_WRITABLE: 1,
  ONLY_ENUMERABLE: 2,
  ONLY_CONFIGURABLE: 4,
  SKIP_STRINGS: 8,
  SKIP_SYMBOLS: 16,
  kDisallowCloneAndTransfer: 0,
  kTransferable: 1,
  kCloneable: 2,
};

/** Index = the number that lib's `guessHandleType` maps back to the name. */
const HANDLE_TYPES = ['TCP', 'TTY', 'UDP', 'FILE', 'PIPE', 'UNKNOWN'];

const types = createTypesBinding();
const { then } = Promise.prototype;
const mapEntries = Map.prototype.entries;
const setValues = Set.prototype.values;

/** An array index of the language: a canonical integer below 2^32 - 1. */
function isIndex(key: string): boolean {
  const index = Number(key) >>> 0;
  return index !== 0xffffffff && String(index) === key;
}

function getOwnNonIndexProperties(value: object, filter: number): PropertyKey[] {
  return Reflect.ownKeys(value).filter((key) => {
    if (typeof key === 'string' ? isIndex(key) : (filter & constants.SKIP_SYMBOLS) !== 0) return false;
    return (
      (filter & constants.ONLY_ENUMERABLE) === 0 || Object.prototype.propertyIsEnumerable.call(value, key)
    );
  });
}

/** Kinds whose slots tell the class of an object that has lost its prototype. */
const CLASS_TESTS: readonly (readonly [string, string])[] = [
  ['Map', 'isMap'],
  ['Set', 'isSet'],
  ['Date', 'isDate'],
  ['RegExp', 'isRegExp'],
  ['Error', 'isNativeError'],
  ['WeakMap', 'isWeakMap'],
  ['WeakSet', 'isWeakSet'],
  ['ArrayBuffer', 'isArrayBuffer'],
  ['SharedArrayBuffer', 'isSharedArrayBuffer'],
  ['Number', 'isNumberObject'],
  ['String', 'isStringObject'],
  ['Boolean', 'isBooleanObject'],
];

/** V8 remembers the constructor; here the prototype chain is asked, then the kind of the object. */
function getConstructorName(value: object): string {
  if (typeof value === 'function') return 'Function';
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const made: unknown = Object.getOwnPropertyDescriptor(at, 'constructor')?.value;
    if (typeof made === 'function' && made.name !== '') return made.name;
  }
  if (Array.isArray(value)) return 'Array';
  return CLASS_TESTS.find(([, test]) => types[test]?.(value))?.[0] ?? 'Object';
}

/**
 * Entries of maps and sets, flat; with `details` also whether they are pairs. Weak collections cannot be listed
 * and iterators not without advancing them: both show as empty.
 */
function previewEntries(value: unknown, details?: boolean): unknown {
  const isMap = types.isMap?.(value) === true;
  let entries: unknown[] = [];
  if (isMap) entries = [...mapEntries.call(value as Map<unknown, unknown>)].flat(1);
  else if (types.isSet?.(value)) entries = [...setValues.call(value as Set<unknown>)];
  else if (
    !['isMapIterator', 'isSetIterator', 'isWeakMap', 'isWeakSet'].some((test) => types[test]?.(value))
  ) {
    return undefined;
  }
  return details === undefined ? entries : [entries, isMap || types.isWeakMap?.(value) === true];
}

function constructSharedArrayBuffer(size: number): ArrayBufferLike {
  // The global is hidden without cross-origin isolation. Lib allocates its counters when it loads, and only
  // threads, which there are none of, would need them shared.
  return typeof SharedArrayBuffer === 'undefined' ? new ArrayBuffer(size) : new SharedArrayBuffer(size);
}

/** The first frame with a path on disk decides; frames of lib (`node:…`) and of the host's own code are passed over. */
function isInsideNodeModules(frameLimit = 10): boolean {
  for (const { scriptName } of captureCallSites(frameLimit, 1)) {
    if (!scriptName.startsWith('/') && !scriptName.startsWith('file:')) continue;
    return /[\\/]node_modules[\\/]/.test(scriptName);
  }
  return false;
}

export function createUtilBinding(deps: UtilDeps): Record<string, unknown> {
  return {
    constants: { ...constants },
    privateSymbols: createPrivateSymbols(),
    shouldAbortOnUncaughtToggle: Uint32Array.of(1),
    // A promise's state shows only in a later microtask: inspect prints `<pending>`.
    getPromiseDetails: (value: unknown) => (types.isPromise?.(value) ? [constants.kPending] : undefined),
    // Proxies cannot be recognised, so nothing is one.
    getProxyDetails: () => undefined,
    previewEntries,
    getOwnNonIndexProperties,
    getConstructorName,
    // There are no externals; lib asks only for what `isExternal` accepts.
    getExternalValue: () => 0n,
    getCallSites: (count: number) =>
      captureCallSites(count, 2).map((site) => ({
        __proto__: null,
        functionName: site.functionName,
        scriptId: '0',
        scriptName: site.scriptName,
        lineNumber: site.lineNumber,
        columnNumber: site.columnNumber,
        column: site.columnNumber,
      })),
    /** [line, column, script] of whoever called the function that asks; undefined when the stack ends there. */
    getCallerLocation(): [number, number, string] | undefined {
      const caller = captureCallSites(1, 2)[0];
      return caller && [caller.lineNumber, caller.columnNumber, caller.scriptName];
    },
    isInsideNodeModules,
    defineLazyProperties(target: object, id: string, keys: string[], enumerable = true): void {
      for (const key of keys) defineLazyProperty(deps, target, id, key, enumerable);
    },
    guessHandleType(fd: number): number {
      const type = HANDLE_TYPES.indexOf(deps.guessHandleType(fd));
      return type < 0 ? HANDLE_TYPES.indexOf('UNKNOWN') : type;
    },
    parseEnv,
    // Small views of V8 have no buffer until it is asked for; here asking is the only way to know.
    arrayBufferViewHasBuffer: () => true,
    constructSharedArrayBuffer,
    markPromiseAsHandled(promise: Promise<unknown>): void {
      then.call(promise, undefined, () => {});
    },
  };
}

function defineLazyProperty(
  deps: UtilDeps,
  target: object,
  id: string,
  key: string,
  enumerable: boolean,
): void {
  const become = (value: unknown): void => {
    Object.defineProperty(target, key, { value, writable: true, enumerable, configurable: true });
  };
  const get = () => {
    const value = (deps.require(id) as Record<string, unknown>)[key];
    become(value);
    return value;
  };
  Object.defineProperty(get, 'name', { value: key });
  Object.defineProperty(target, key, { get, set: become, enumerable, configurable: true });
}
