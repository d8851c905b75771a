/** Argument handling that every byte-level binding shares. Semantics: Node's `src/node_buffer.cc`. */
import { invalidArgType, outOfRange } from './node_error.ts';

/** The bytes of any ArrayBufferView, without a copy. Throws ERR_INVALID_ARG_TYPE for anything else. */
export function bytesOf(value: unknown): Uint8Array {
  // A Buffer's own indexOf, fill and slice lead back into this binding: work on the plain array below it.
  if (value instanceof Uint8Array && Object.getPrototypeOf(value) === Uint8Array.prototype) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  throw invalidArgType('argument must be a buffer');
}

/** The bytes of an ArrayBufferView or of an ArrayBuffer; a detached buffer has none. */
export function bytesOfAny(value: ArrayBufferLike | ArrayBufferView): Uint8Array {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return (value as ArrayBuffer).detached ? new Uint8Array(0) : new Uint8Array(value);
}

/** An index as native code reads it: absent means `fallback`, fractions are cut, negative is out of range. */
export function indexOr(value: unknown, fallback: number): number {
  if (value === undefined) return fallback;
  const index = typeof value === 'number' ? value : Number(value);
  if (index >= 0) return Math.trunc(index);
  // NaN is 0, as in V8's IntegerValue; so is -0.5.
  if (Number.isNaN(index) || Math.trunc(index) === 0) return 0;
  throw outOfRange();
}

/**
 * A plain Uint8Array over a part of `bytes`. `subarray` would run the constructor of Buffer's class, and
 * `TextEncoder.encodeInto` of some engines wants no subclass.
 */
export function window(bytes: Uint8Array, start: number, end: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset + start, end - start);
}

// What bindings get is mostly a Buffer, whose own `indexOf`, `lastIndexOf` and `fill` end up in the bindings again.
const { fill, indexOf, lastIndexOf } = Uint8Array.prototype;

export function fillBytes(bytes: Uint8Array, byte: number, start: number, end: number): void {
  fill.call(bytes, byte, start, end);
}

export function indexOfByte(bytes: Uint8Array, byte: number, from: number): number {
  return indexOf.call(bytes, byte, from);
}

export function lastIndexOfByte(bytes: Uint8Array, byte: number, from: number): number {
  return lastIndexOf.call(bytes, byte, from);
}
