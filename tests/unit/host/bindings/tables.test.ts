import { expect, it } from 'vitest';
import { createConstantsBinding } from '../../../../src/host/node/bindings/constants.ts';
import { createUvBinding, errnoOf, uvMessage } from '../../../../src/host/node/bindings/uv.ts';
import { onOurs, onReal, type Program } from './real.ts';

const bindings = { constants: createConstantsBinding(), uv: createUvBinding() };

it('has the real constants', () => {
  const constants: Program<unknown> = (internalBinding) => internalBinding('constants');
  expect(onOurs(constants, bindings)).toEqual(onReal(constants));
});

it('gives every realm its own constants, without prototypes', () => {
  const [one, other] = [createConstantsBinding(), createConstantsBinding()];
  expect(one.fs).not.toBe(other.fs);
  expect(Object.getPrototypeOf(one.os)).toBeNull();
});

it('has the real errors of libuv', () => {
  const errors: Program<unknown> = (internalBinding) => {
    const uv = internalBinding('uv');
    const numbers = Object.entries(uv).filter(([, value]) => typeof value === 'number');
    const errno = [-2, -98, -4095, -99999];
    return [numbers, uv.getErrorMap?.(), errno.map((n) => [uv.errname?.(n), uv.getErrorMessage?.(n)])];
  };
  expect(onOurs(errors, bindings)).toEqual(onReal(errors));
});

it('looks errors up by name', () => {
  expect(errnoOf('EADDRINUSE')).toBe(-98);
  expect(uvMessage('EADDRINUSE')).toBe('address already in use');
});
