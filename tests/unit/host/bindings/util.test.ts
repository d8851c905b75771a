import { describe, expect, it } from 'vitest';
import { parseStack } from '../../../../src/host/node/bindings/call_sites.ts';
import {
  createPrivateSymbols,
  hidePrivateSymbols,
} from '../../../../src/host/node/bindings/private_symbols.ts';
import { createUtilBinding } from '../../../../src/host/node/bindings/util.ts';
import { onOurs, onReal, type Program } from './real.ts';

const modules: Record<string, unknown> = { os: { platform: () => 'linux', cpus: [] } };
const bindings = {
  util: createUtilBinding({
    require: (id) => modules[id],
    guessHandleType: (fd) => ['FILE', 'PIPE', 'TTY'][fd] ?? 'WHAT',
  }),
};

function sameAsNode(program: Program<unknown>): void {
  expect(onOurs(program, bindings)).toEqual(onReal(program));
}

describe('util binding, against the real one', () => {
  it('has the constants and the names of private symbols that lib takes from it', () => {
    sameAsNode((internalBinding) => {
      const { constants, privateSymbols } = internalBinding('util') as unknown as {
        constants: object;
        privateSymbols: Record<string, symbol>;
      };
      return [constants, Object.entries(privateSymbols).map(([name, symbol]) => [name, String(symbol)])];
    });
  });

  it('reads .env files', () => {
    sameAsNode((internalBinding) => {
      const { parseEnv } = internalBinding('util');
      const files = [
        '',
        'A=1',
        'A=1\nB=2\n',
        'A=1\r\nB=2\r\n',
        '# comment\nA=1 # tail\n#B=2\n',
        'A="x#y" # c\nB=\'p q\'\nC=`a"b\'c`',
        'A="one\\ntwo"\nB=\'one\\ntwo\'\nC="line\nbreak"\nD=4',
        'export A=1\nexport   B=2\nexport=3',
        'A=\nB= \nC=x',
        'A= \nB=1',
        'A=',
        'A= ',
        '=x\nA=1',
        'no equals\nA=1\nagain',
        'A="open\nB=2',
        "A='open",
        'A=1=2=3\nB==4',
        '  A  =  1  \n\t B\t=\t2\t',
        'A=1\nA=2\nB=3\nA=4',
        'A="x" y\nB=2',
        'A="" \nB=``\nC=\'\'',
        '\n\n\nA=1\n\n\nB=2\n\n',
        'A=x"y"\nB=#c\nC=a#b',
        '2=b\n1=a\nX=\u00e9\u20ac\ud83d\ude00',
        'A="a\\nb\\tc\\"d"\nB=1',
        'A="x"\n\n# c\n\n"B"=2',
        'A= "x"  \n   # c\nB = \'y\' ',
      ];
      return files.map((file) =>
        Object.entries(parseEnv?.(file) as object).sort(([a], [b]) => (a < b ? -1 : 1)),
      );
    });
  });

  it('lists own properties that are no indices', () => {
    sameAsNode((internalBinding) => {
      const { getOwnNonIndexProperties } = internalBinding('util');
      const list = Object.assign([1, 2], { a: 1, '-1': 2, '01': 3, 4294967295: 4, 4294967294: 5, '1.5': 6 });
      Object.defineProperty(list, 'hidden', { value: 1 });
      const out: unknown[] = [];
      for (const filter of [0, 2, 16, 18]) {
        for (const value of [
          list,
          new Uint8Array(3),
          { b: 1, 2: 3, [Symbol.iterator]: 4 },
          'ab'.split(''),
          Object('ab'),
        ]) {
          out.push((getOwnNonIndexProperties?.(value, filter) as PropertyKey[] | undefined)?.map(String));
        }
      }
      return out;
    });
  });

  it('names constructors, also of objects that lost their prototype', () => {
    sameAsNode((internalBinding) => {
      const { getConstructorName } = internalBinding('util');
      class Foo {}
      const bare = (value: object) => Object.setPrototypeOf(value, null) as object;
      const values = [new Foo(), {}, Object.create(null), [], bare([]), bare(new Map()), bare(new Set())];
      const more = [bare(new Date(0)), bare(/x/), bare(new Error('x')), () => {}, Foo];
      return [...values, ...more].map((value) => getConstructorName?.(value));
    });
  });

  it('previews maps and sets', () => {
    sameAsNode((internalBinding) => {
      const { previewEntries } = internalBinding('util');
      const map = new Map<unknown, unknown>([
        [1, [2]],
        [[3], 4],
      ]);
      const values = [map, new Set([1, [2]]), new WeakMap(), new WeakSet(), {}, [1], 'text', null];
      return values.map((value) => [previewEntries?.(value), previewEntries?.(value, true)]);
    });
  });

  it('defines properties that load when they are first read', () => {
    sameAsNode((internalBinding) => {
      const { defineLazyProperties } = internalBinding('util');
      const target: Record<string, unknown> = {};
      defineLazyProperties?.(target, 'os', ['platform', 'cpus'], false);
      const other: Record<string, unknown> = {};
      defineLazyProperties?.(other, 'os', ['platform']);
      other.platform = 'mine';
      return [
        Object.keys(target),
        (target.platform as () => string)(),
        { ...Object.getOwnPropertyDescriptor(target, 'platform'), value: null },
        Object.getOwnPropertyDescriptor(other, 'platform'),
      ];
    });
  });

  it('gives the call sites above whoever asks', () => {
    sameAsNode((internalBinding) => {
      const { getCallSites, getCallerLocation } = internalBinding('util');
      const ask = () => [getCallSites?.(2), getCallerLocation?.()] as [{ functionName: string }[], unknown[]];
      function learner() {
        return ask();
      }
      function main() {
        return learner();
      }
      const [sites, location] = main();
      return [
        sites.map((site) => [site.functionName, Object.keys(site)]),
        location.map((part) => typeof part),
      ];
    });
  });
});

describe('util binding, on its own', () => {
  it('shows promises as pending, and nothing else as a promise or a proxy', () => {
    const { getPromiseDetails, getProxyDetails } = bindings.util as Record<
      string,
      (value: unknown) => unknown
    >;
    expect(getPromiseDetails?.(Promise.resolve(1))).toEqual([0]);
    expect(getPromiseDetails?.({})).toBeUndefined();
    expect(getProxyDetails?.(new Proxy({}, {}))).toBeUndefined();
  });

  it('numbers kinds of handles', () => {
    const guess = bindings.util.guessHandleType as (fd: number) => number;
    expect([0, 1, 2, 9].map(guess)).toEqual([3, 4, 1, 5]);
  });

  it('reads stacks of V8 and of SpiderMonkey', () => {
    const v8 =
      'Error: x\n    at f (/a.ts:1:2)\n    at async Foo.bar (file:///b.js:3:4)\n    at /c.js:5:6\n    at native';
    expect(parseStack(v8).map((site) => [site.functionName, site.scriptName, site.lineNumber])).toEqual([
      ['f', '/a.ts', 1],
      ['Foo.bar', 'file:///b.js', 3],
      ['', '/c.js', 5],
    ]);
    const spiderMonkey = 'f@/a.ts:1:2\nasync*g@blob:null/x:3:4\n@/c.js:5:6\n';
    expect(
      parseStack(spiderMonkey).map((site) => [site.functionName, site.scriptName, site.columnNumber]),
    ).toEqual([
      ['f', '/a.ts', 2],
      ['g', 'blob:null/x', 4],
      ['', '/c.js', 6],
    ]);
  });

  it('keeps private symbols off the objects', () => {
    const symbols = createPrivateSymbols();
    const prototype = {};
    hidePrivateSymbols(symbols, prototype);
    const key = symbols.transfer_mode_private_symbol;
    const object = Object.create(prototype) as Record<symbol, unknown>;
    Object.freeze(object);
    object[key] = 2;
    expect(object[key]).toBe(2);
    expect(Reflect.ownKeys(object)).toEqual([]);
    expect((Object.create(object) as Record<symbol, unknown>)[key]).toBeUndefined();
  });
});
