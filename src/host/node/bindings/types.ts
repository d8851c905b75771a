/**
 * The `types` binding under `util.types`. Wherever the language lets one touch an internal slot without side
 * effects, that is the test, so that `Symbol.toStringTag` and prototypes cannot lie; the comments say where not.
 */

type Test = (value: unknown) => boolean;

function getter(prototype: object, key: PropertyKey): (this: unknown) => unknown {
  const get = Object.getOwnPropertyDescriptor(prototype, key)?.get;
  if (get === undefined) throw new TypeError(`No accessor ${String(key)} on a built-in prototype.`);
  return get;
}

/** An object that may have internal slots of the kinds tested here: no view, no array, no function. */
function mayHaveSlot(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !Array.isArray(value);
}

/** True when the built-in `probe`, which throws without the internal slot it reads, does not throw. */
function slot(probe: (this: unknown, ...args: never[]) => unknown, ...args: unknown[]): Test {
  return (value) => {
    if (!mayHaveSlot(value)) return false;
    try {
      Reflect.apply(probe, value, args);
      return true;
    } catch {
      return false;
    }
  };
}

const builtinTag = Object.prototype.toString;

/**
 * `Object.prototype.toString` reads the internal slot only when no `Symbol.toStringTag` is in the way. With one
 * in the way the answer is false: a tag can hide these kinds, but never forge them.
 */
function tagged(name: string): Test {
  const tag = `[object ${name}]`;
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    !(Symbol.toStringTag in value) &&
    builtinTag.call(value) === tag;
}

const chainHas = Object.prototype.isPrototypeOf;

/** For kinds without a slot that can be read: the prototype chain decides. */
function inherits(prototype: object): Test {
  return (value) => chainHas.call(prototype, value as object);
}

const iteratorPrototype = (iterator: object): object => Object.getPrototypeOf(iterator) as object;

const AsyncFunctionPrototype = Object.getPrototypeOf(async () => {}) as object;
const GeneratorFunctionPrototype = Object.getPrototypeOf(function* () {}) as object;
const AsyncGeneratorFunctionPrototype = Object.getPrototypeOf(async function* () {}) as object;
const GeneratorPrototype = Object.getPrototypeOf(function* () {}.prototype) as object;
const AsyncGeneratorPrototype = Object.getPrototypeOf(async function* () {}.prototype) as object;

const isArrayBuffer = slot(getter(ArrayBuffer.prototype, 'byteLength'));
const isSharedArrayBuffer: Test =
  typeof SharedArrayBuffer === 'undefined'
    ? () => false
    : slot(getter(SharedArrayBuffer.prototype, 'byteLength'));

const isNumberObject = slot(Number.prototype.valueOf);
const isStringObject = slot(String.prototype.valueOf);
const isBooleanObject = slot(Boolean.prototype.valueOf);
const isBigIntObject = slot(BigInt.prototype.valueOf);
const isSymbolObject = slot(Symbol.prototype.valueOf);

const isAsync = inherits(AsyncFunctionPrototype);
const isGenerator = inherits(GeneratorFunctionPrototype);
const isAsyncGenerator = inherits(AsyncGeneratorFunctionPrototype);
const isFunction: Test = (value) => typeof value === 'function';

const inheritsGenerator = inherits(GeneratorPrototype);
const inheritsAsyncGenerator = inherits(AsyncGeneratorPrototype);
const inheritsPromise = inherits(Promise.prototype);
const PlatformPromise = Promise;
const { then } = Promise.prototype;
const isRegExp = slot(getter(RegExp.prototype, 'source'));

const isErrorBySlot = (Error as unknown as { isError?: Test }).isError;

/**
 * A namespace object has no prototype and the fixed tag 'Module'. The module runner's exports objects are made
 * the same way (only extensible), and should be shown as modules too, so that extensibility is not tested.
 */
function isModuleNamespaceObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== null) return false;
  const tag = Object.getOwnPropertyDescriptor(value, Symbol.toStringTag);
  return tag?.value === 'Module' && !tag.writable && !tag.enumerable && !tag.configurable;
}

/**
 * Reading a generator's slot means running it, so the prototype chain decides. Generator objects inherit from
 * their function's `prototype`, and only that inherits from the shared prototype directly.
 */
function isGeneratorObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as unknown;
  return inheritsGenerator(prototype) || inheritsAsyncGenerator(prototype);
}

/**
 * `Promise.resolve(x)` gives `x` itself exactly when it has a promise's slot and Promise as constructor. For
 * subclasses that would construct one on a forgery, so there the prototype chain decides.
 */
function isPromise(value: unknown): boolean {
  if (!inheritsPromise(value)) return false;
  if ((value as { constructor: unknown }).constructor !== PlatformPromise) return true;
  const resolved = PlatformPromise.resolve(value);
  if (resolved === value) return true;
  // A forgery: the promise made for it rejects, and nobody waits for it.
  then.call(resolved, undefined, () => {});
  return false;
}

export function createTypesBinding(): Record<string, Test> {
  return {
    isArgumentsObject: tagged('Arguments'),
    isArrayBuffer,
    isAsyncFunction: (value) => isFunction(value) && (isAsync(value) || isAsyncGenerator(value)),
    isBigIntObject,
    isBooleanObject,
    isDate: slot(Date.prototype.getTime),
    // Externals are pointers of native addons; there are none here.
    isExternal: () => false,
    isGeneratorFunction: (value) => isFunction(value) && (isGenerator(value) || isAsyncGenerator(value)),
    isGeneratorObject,
    isMap: slot(getter(Map.prototype, 'size')),
    // Reading an iterator's slot means advancing it, so the prototype chain decides.
    isMapIterator: inherits(iteratorPrototype(new Map().entries())),
    isModuleNamespaceObject,
    isNativeError: isErrorBySlot ?? tagged('Error'),
    isNumberObject,
    isPromise,
    // A proxy cannot be told from its target by any means of the language.
    isProxy: () => false,
    // The getter answers for the prototype too, which is no RegExp.
    isRegExp: (value) => value !== RegExp.prototype && isRegExp(value),
    isSet: slot(getter(Set.prototype, 'size')),
    isSetIterator: inherits(iteratorPrototype(new Set().values())),
    isSharedArrayBuffer,
    isStringObject,
    isSymbolObject,
    isWeakMap: slot(WeakMap.prototype.has, null),
    isWeakSet: slot(WeakSet.prototype.has, null),
    isAnyArrayBuffer: (value) => isArrayBuffer(value) || isSharedArrayBuffer(value),
    isBoxedPrimitive: (value) =>
      isNumberObject(value) ||
      isStringObject(value) ||
      isBooleanObject(value) ||
      isBigIntObject(value) ||
      isSymbolObject(value),
  };
}
