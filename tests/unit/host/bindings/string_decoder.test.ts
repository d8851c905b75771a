import { expect, it } from 'vitest';
import { createStringDecoderBinding } from '../../../../src/host/node/bindings/string_decoder.ts';
import { onOurs, onReal, type Program } from './real.ts';

const bindings = { string_decoder: createStringDecoderBinding() };

it('has the real constants and encodings', () => {
  const program: Program<unknown> = (internalBinding) => internalBinding('string_decoder');
  expect(onOurs(program, bindings)).toEqual(onReal(program));
});

it('gives the same text and the same state for any split of any bytes', () => {
  const program: Program<unknown> = (internalBinding) => {
    const { decode, flush } = internalBinding('string_decoder');
    let seed = 11;
    const random = (n: number) => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return (seed >>> 8) % n;
    };
    const pools = [
      [0x41, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80],
      [0xf0, 0x9f, 0x98, 0x41, 0xff, 0xc0, 0xed, 0xa0, 0x80, 0xf8],
      [0x3d, 0xd8, 0x00, 0xdc, 0x41, 0x00, 0xd8, 0xd8],
    ];
    const out: unknown[] = [];
    for (const encoding of [0, 1, 2, 3, 4, 5, 7]) {
      for (let round = 0; round < 300; round++) {
        const pool = pools[round % pools.length] as number[];
        const state = new Uint8Array(7);
        state[6] = encoding;
        const steps: unknown[] = [];
        for (let chunk = 0; chunk < 6; chunk++) {
          const bytes = Uint8Array.from({ length: random(6) }, () => pool[random(pool.length)] as number);
          steps.push(bytes, decode?.(state, bytes), state[4], state[5], state.slice(0, state[5]));
        }
        out.push(steps, state[5] === 0 ? '' : flush?.(state), state[4], state[5]);
      }
    }
    return out;
  };
  expect(onOurs(program, bindings)).toEqual(onReal(program));
});
