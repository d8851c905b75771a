import { expect, it } from 'vitest';
import { createTypesBinding } from '../../../../src/host/node/bindings/types.ts';
import { onOurs, onReal, type Program } from './real.ts';

const bindings = { types: createTypesBinding() };

const classify: Program<unknown> = (internalBinding) => {
  const types = internalBinding('types');
  const spoof = (tag: string) => ({ [Symbol.toStringTag]: tag });
  const bare = <T extends object>(value: T): T => Object.setPrototypeOf(value, null) as T;
  class List extends Map {}
  class Later extends Promise<unknown> {}
  class Failure extends Error {}
  function* generate() {}
  const hidden = Object.assign(new Date(), { [Symbol.toStringTag]: 'Map' });
  const values: [string, unknown][] = [
    ...[undefined, null, 0, 1n, 'text', true, Symbol('s')].map((value): [string, unknown] => [
      String(value),
      value,
    ]),
    ...['Date', 'Map', 'Promise', 'RegExp', 'Arguments', 'Error', 'Module', 'Map Iterator', 'Generator'].map(
      (tag): [string, unknown] => [`tag ${tag}`, spoof(tag)],
    ),
    ...[Date, Map, Set, RegExp, Error, ArrayBuffer, WeakMap, WeakSet, Number, String, Boolean].flatMap(
      (Class): [string, unknown][] => [
        [`made from ${Class.name}`, Object.create(Class.prototype)],
        [`${Class.name}.prototype`, Class.prototype],
        [Class.name, Class],
      ],
    ),
    ['forged promise', Object.create(Promise.prototype)],
    ['Promise.prototype', Promise.prototype],
    ['object', {}],
    ['null object', Object.create(null)],
    ['array', []],
    ['bytes', new Uint8Array(2)],
    ['view', new DataView(new ArrayBuffer(2))],
    ['buffer', new ArrayBuffer(2)],
    ['shared', new SharedArrayBuffer(2)],
    ['date', new Date()],
    ['bare date', bare(new Date())],
    ['hidden date', hidden],
    ['map', new Map()],
    ['bare map', bare(new Map())],
    ['list', new List()],
    ['set', new Set()],
    ['bare set', bare(new Set())],
    ['weak map', new WeakMap()],
    ['weak set', new WeakSet()],
    ['regexp', /x/],
    ['error', new Error('x')],
    ['failure', new Failure('x')],
    ['bare error', bare(new Error('x'))],
    ['exception', new DOMException('x')],
    ['promise', Promise.resolve()],
    ['later', Later.resolve()],
    // biome-ignore lint/suspicious/noThenProperty: a thenable is no promise
    ['thenable', { then() {} }],
    ['number', Object(1)],
    ['string', Object('s')],
    ['boolean', Object(false)],
    ['symbol', Object(Symbol.iterator)],
    ['bigint', Object(1n)],
    ['function', () => {}],
    ['async function', async () => {}],
    ['generator function', generate],
    ['async generator function', async function* () {}],
    ['generator', generate()],
    ['prototype of generators', generate.prototype],
    ['async generator', (async function* () {})()],
    ['map iterator', new Map().entries()],
    ['map keys', new Map().keys()],
    ['set iterator', new Set().values()],
    ['array iterator', [].values()],
    ['string iterator', ''[Symbol.iterator]()],
    [
      'arguments',
      (function (..._: unknown[]) {
        // biome-ignore lint/complexity/noArguments: the object itself is tested
        return arguments;
      })(1),
    ],
    ['class', class {}],
  ];
  const names = Object.keys(types).sort();
  return values.map(([label, value]) => [label, names.filter((name) => types[name]?.(value) === true)]);
};

it('classifies values as the real one, whatever their tags and prototypes claim', () => {
  expect(onOurs(classify, bindings)).toEqual(onReal(classify));
});

it('has the real names', () => {
  const names: Program<unknown> = (internalBinding) => Object.keys(internalBinding('types')).sort();
  expect(onOurs(names, bindings)).toEqual(onReal(names));
});

it('takes the exports object of the module runner for a module', () => {
  const exports = Object.defineProperty(Object.create(null), Symbol.toStringTag, { value: 'Module' });
  expect(bindings.types.isModuleNamespaceObject?.(exports)).toBe(true);
  expect(bindings.types.isModuleNamespaceObject?.({ [Symbol.toStringTag]: 'Module' })).toBe(false);
});

it('never takes a proxy for one, since nothing can tell', () => {
  expect(bindings.types.isProxy?.(new Proxy({}, {}))).toBe(false);
});
