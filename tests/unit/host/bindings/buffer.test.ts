import { describe, expect, it } from 'vitest';
import { createBufferBinding } from '../../../../src/host/node/bindings/buffer.ts';
import { onOurs, onReal, type Program } from './real.ts';

const bindings = { buffer: createBufferBinding() };

function sameAsNode(program: Program<unknown>): void {
  expect(onOurs(program, bindings)).toEqual(onReal(program));
}

describe('buffer binding, against the real one', () => {
  it('has every function that lib takes from it', () => {
    const program: Program<string[]> = (internalBinding) => Object.keys(internalBinding('buffer')).sort();
    const ours = onOurs(program, bindings);
    expect(ours).toEqual(expect.arrayContaining(onReal(program) as string[]));
  });

  it('decodes random and hostile bytes in every encoding, in every range', () => {
    sameAsNode((internalBinding) => {
      const b = internalBinding('buffer');
      let seed = 7;
      const random = (n: number) => {
        seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
        return (seed >>> 8) % n;
      };
      const pools = [
        [0x41, 0x7a, 0x20],
        [0xc3, 0xa9, 0x41, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80],
        [0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0xef, 0xbb, 0xbf, 0xf4, 0x90],
        [0x00, 0xd8, 0x00, 0xdc, 0x41, 0x00, 0x80, 0x9f],
      ];
      const names = ['utf8', 'latin1', 'ascii', 'ucs2', 'hex', 'base64', 'base64url'];
      const out: unknown[] = [];
      for (const size of [0, 1, 2, 3, 4, 5, 23, 24, 25, 26, 31, 64, 100, 257, 4095, 4096, 4097, 9001]) {
        for (const pool of pools) {
          const data = Uint8Array.from({ length: size }, () => pool[random(pool.length)] as number);
          for (const name of names) {
            const slice = b[`${name}Slice`];
            out.push(slice?.(data), slice?.(data, Math.min(1, size)), slice?.(data, random(size + 1), size));
          }
        }
      }
      return out;
    });
  });

  it('treats odd arguments of slices and writes as native code does', () => {
    sameAsNode((internalBinding) => {
      const b = internalBinding('buffer');
      const attempt = (run: () => unknown) => {
        try {
          return run();
        } catch (error) {
          return error;
        }
      };
      const out: unknown[] = [];
      const wide = Uint16Array.from([0x6948, 0x21]);
      const ranges = [
        [],
        [1, 100],
        [5, 2],
        [-1, 2],
        [1.5, 4.5],
        ['1', '4'],
        [100, 101],
        [undefined, 3],
        [NaN, 2],
      ];
      for (const name of ['utf8', 'latin1', 'ascii', 'ucs2', 'hex', 'base64', 'base64url']) {
        const data = Uint8Array.from('hello w\u00f6rld', (c) => c.charCodeAt(0));
        const slice = b[`${name}Slice`];
        for (const range of ranges) out.push(attempt(() => slice?.(data, ...range)));
        out.push(
          attempt(() => slice?.('text', 0, 1)),
          attempt(() => slice?.(wide)),
        );
        const write = b[`${name}Write`] ?? b[`${name}WriteStatic`];
        for (const range of [[], [1, 2], [100], [-1], [2, 100], [undefined, 3], [11], [12]]) {
          out.push(
            attempt(() => write?.(data, '61626364', ...range)),
            data.slice(),
          );
        }
        out.push(
          attempt(() => write?.(data, 1)),
          attempt(() => write?.('text', 'a')),
        );
      }
      return out;
    });
  });

  it('writes any string in every encoding into any room, whole characters only', () => {
    sameAsNode((internalBinding) => {
      const b = internalBinding('buffer');
      const texts = [
        '',
        'a',
        'plain ascii text',
        'h\u00e9llo w\u00f6rld',
        '\u20ac\u20ac',
        '\ud83d\ude00\ud83d\ude00x',
        '\ud83d',
        'a\ude00b',
        '\ud83dA\ud83d\ude00',
        `${'x'.repeat(70)}\u00e9\ud83d\ude00`,
        'YWJj',
        'YW Jj\nZA==',
        'YWI=YWI=',
        'YW*J-_+/',
        '====',
        'Y',
        'YQ',
        '\u0141QJj',
        'abcd',
        'abc',
        'ab zz cd',
        '0g00',
        '\u0161\u0162',
        'DEADbeef',
      ];
      const out: unknown[] = [];
      for (const name of ['utf8WriteStatic', 'latin1WriteStatic', 'asciiWriteStatic', 'ucs2Write']) {
        for (const text of texts) {
          for (const room of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 100]) {
            const data = new Uint8Array(104).fill(0xee);
            out.push(b[name]?.(data, text, 2, room), data);
          }
        }
      }
      for (const name of ['hexWrite', 'base64Write', 'base64urlWrite']) {
        for (const text of texts) {
          for (const room of [0, 1, 2, 3, 4, 5, 100]) {
            const data = new Uint8Array(104).fill(0xee);
            const written = b[name]?.(data, text, 2, room) as number;
            out.push([name, text, room, written, data.slice(2, 2 + written)]);
          }
        }
      }
      for (const text of texts) out.push(b.byteLengthUtf8?.(text));
      return out;
    });
  });

  it('searches bytes, strings and numbers from either end', () => {
    sameAsNode((internalBinding) => {
      const b = internalBinding('buffer');
      const hay = Uint8Array.from('abcabcaXbcab\u00e9\0a\0b\0a\0b', (c) => c.charCodeAt(0));
      const out: unknown[] = [];
      const needles = ['', 'a', 'abc', 'cab', 'X', 'zz', 'b\0a', 'ab', '\u00e9', 'abcabcaXbcababcabcaXbcab'];
      for (const data of [hay, hay.subarray(0, hay.length - 1), hay.subarray(4), hay.subarray(0, 0)]) {
        for (const forward of [true, false]) {
          for (const offset of [0, 1, 2, 5, 11, 20, 40, -1, -2, -7, -21, -40, 2.7]) {
            for (const end of [data.length, Math.max(0, data.length - 3), 4, 0]) {
              for (const encoding of [1, 3, 4]) {
                for (const needle of needles) {
                  const bytes = Uint8Array.from(needle, (c) => c.charCodeAt(0));
                  out.push(b.indexOfString?.(data, needle, offset, encoding, forward, end));
                  out.push(b.indexOfBuffer?.(data, bytes, offset, encoding, forward, end));
                }
              }
              for (const value of [97, 0x161, 200]) {
                out.push(b.indexOfNumber?.(data, value, offset, forward, end));
              }
            }
          }
        }
      }
      return out;
    });
  });

  it('fills, compares, copies and swaps', () => {
    sameAsNode((internalBinding) => {
      const b = internalBinding('buffer');
      const out: unknown[] = [];
      const values = ['ab', '\u00e9', '\u20ac', 'zz', '6162', '616', 'YWI', '', 257, -1, 1.9, {}, null];
      for (const value of [...values, Uint8Array.of(1, 2, 3), new Uint8Array(0)]) {
        for (const encoding of [
          'utf8',
          'ucs2',
          'utf16le',
          'latin1',
          'ascii',
          'hex',
          'base64',
          'base64url',
          undefined,
        ]) {
          for (const [start, end] of [
            [0, 10],
            [1, 2],
            [3, 3],
            [5, 4],
            [0, 11],
            [2, 9],
          ]) {
            const data = new Uint8Array(10).fill(7);
            out.push([
              String(value),
              encoding,
              start,
              end,
              b.fill?.(data, value, start, end, encoding),
              data,
            ]);
          }
        }
      }
      const x = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
      const y = Uint8Array.of(1, 2, 9);
      for (const [p, q] of [
        [x, x],
        [x, y],
        [y, x],
        [x, x.subarray(0, 3)],
        [x.subarray(0, 0), x],
      ]) {
        out.push(b.compare?.(p, q));
      }
      for (const range of [
        [0, 0, 2, 2],
        [0, 1, 3, 4],
        [2, 2, 3, 3],
        [0, 0, 100, 100],
        [100, 0, 100, 1],
        [0, 100, 1, 100],
      ]) {
        try {
          out.push(b.compareOffset?.(x, y, ...range));
        } catch (error) {
          out.push(error);
        }
      }
      const overlap = x.slice();
      out.push(b.copy?.(overlap, overlap, 2, 0, 5), overlap);
      for (const name of ['swap16', 'swap32', 'swap64']) {
        const data = x.slice();
        b[name]?.(data);
        out.push(data);
      }
      return out;
    });
  });

  it('uses no method that Buffer overrides, since those call the binding', () => {
    const overridden = [
      'indexOf',
      'lastIndexOf',
      'includes',
      'fill',
      'slice',
      'subarray',
      'toString',
      'toLocaleString',
    ];
    class Guarded extends Uint8Array<ArrayBuffer> {}
    for (const name of overridden) {
      Object.defineProperty(Guarded.prototype, name, {
        value() {
          throw new Error(`The binding called ${name} of a Buffer.`);
        },
      });
    }
    const b = bindings.buffer as Record<string, (...args: unknown[]) => unknown>;
    const data = Guarded.from([97, 98, 97, 98, 99]);
    expect(b.indexOfNumber?.(data, 98, 0, true, 5)).toBe(1);
    expect(b.indexOfNumber?.(data, 98, 4, false, 5)).toBe(3);
    expect(b.indexOfString?.(data, 'ab', 1, 1, true, 5)).toBe(2);
    expect(b.indexOfBuffer?.(data, Guarded.from([97, 98]), 4, 1, false, 5)).toBe(2);
    expect(b.compare?.(data, data)).toBe(0);
    for (const name of ['utf8', 'latin1', 'ascii', 'ucs2', 'hex', 'base64', 'base64url'])
      b[`${name}Slice`]?.(data, 0, 5);
    for (const name of ['base64Write', 'hexWrite', 'ucs2Write', 'utf8WriteStatic', 'latin1WriteStatic']) {
      b[name]?.(data, '6161', 0, 4);
    }
    for (const value of [1, 'ab', Guarded.from([1, 2])]) b.fill?.(data, value, 0, 5, 'utf8');
    b.copy?.(data, Guarded.from([0, 0, 0]), 0, 0, 3);
    expect([...data]).toEqual([1, 2, 1, 2, 1]);
  });

  it('answers atob, btoa, isUtf8 and isAscii', () => {
    sameAsNode((internalBinding) => {
      const b = internalBinding('buffer');
      const out: unknown[] = [];
      const inputs = [
        '',
        'Y',
        'YQ',
        'YQ=',
        'YQ==',
        'YQ===',
        ' Y Q\n= =',
        'YWI=',
        'YWJj',
        'Y*',
        'Y*==',
        'YR==',
        '=',
        '==',
        'YQ==YQ',
        'YWJjZ',
        '-_',
        '\u20ac',
        'YW=I',
        'YWJjYQ=',
        'YWJ\u000bj',
      ];
      for (const input of inputs) out.push([input, b.atob?.(input)]);
      for (const input of ['', 'a', 'ab', '\u00ff', '\u0100', 'abc\u20ac']) out.push(b.btoa?.(input));
      for (const bytes of [[], [65], [0xc3, 0xa9], [0xc3], [0xed, 0xa0, 0x80], [0xef, 0xbb, 0xbf], [0xff]]) {
        out.push(b.isUtf8?.(Uint8Array.from(bytes)), b.isAscii?.(Uint8Array.from(bytes)));
        out.push(b.isUtf8?.(Uint8Array.from(bytes).buffer));
      }
      const detached = new ArrayBuffer(3);
      structuredClone(detached, { transfer: [detached] });
      out.push(b.isUtf8?.(detached), b.isAscii?.(detached));
      return out;
    });
  });
});
