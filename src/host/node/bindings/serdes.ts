import type { Untyped } from '../runtime.ts';

/** First bytes of V8's serialization format: the version tag and the version. */
const HEADER = [0xff, 0x0f];
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * `serdes`: `v8.Serializer` as far as the test runner uses it between its own processes. Both ends
 * are this host, so the body need not be V8's: a tagged JSON text behind V8's header, with its length.
 */
export function createSerdesBinding(): Record<string, Untyped> {
  class Serializer {
    #parts: Uint8Array[] = [];

    writeHeader(): void {
      this.#parts.push(Uint8Array.from(HEADER));
    }

    writeValue(value: unknown): boolean {
      const body = encoder.encode(JSON.stringify(pack(value)));
      const length = new Uint8Array(4);
      new DataView(length.buffer).setUint32(0, body.byteLength);
      this.#parts.push(length, body);
      return true;
    }

    releaseBuffer(): Uint8Array {
      const size = this.#parts.reduce((sum, part) => sum + part.byteLength, 0);
      const all = (globalThis as Untyped).Buffer.alloc(size);
      let offset = 0;
      for (const part of this.#parts) {
        all.set(part, offset);
        offset += part.byteLength;
      }
      this.#parts = [];
      return all;
    }

    transferArrayBuffer(): void {}
    writeUint32(value: number): void {
      const bytes = new Uint8Array(4);
      new DataView(bytes.buffer).setUint32(0, value);
      this.#parts.push(bytes);
    }
    writeRawBytes(bytes: Uint8Array): void {
      this.#parts.push(bytes.slice());
    }
    _setTreatArrayBufferViewsAsHostObjects(): void {}
  }

  class Deserializer {
    buffer: Uint8Array;
    #at = 0;

    constructor(bytes: Uint8Array) {
      this.buffer = bytes;
    }

    readHeader(): boolean {
      this.#at += HEADER.length;
      return true;
    }

    readValue(): unknown {
      const view = new DataView(this.buffer.buffer, this.buffer.byteOffset, this.buffer.byteLength);
      const length = view.getUint32(this.#at);
      const body = this.buffer.subarray(this.#at + 4, this.#at + 4 + length);
      this.#at += 4 + length;
      return unpack(JSON.parse(decoder.decode(body)));
    }

    getWireFormatVersion(): number {
      return 15;
    }
    transferArrayBuffer(): void {}
  }

  return { Serializer, Deserializer };
}

type Packed = null | boolean | number | string | Packed[] | { $: string; v?: Untyped };

function pack(value: unknown, seen = new Set<unknown>()): Packed {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : { $: 'number', v: String(value) };
  if (value === undefined) return { $: 'undefined' };
  if (typeof value === 'bigint') return { $: 'bigint', v: String(value) };
  if (typeof value === 'symbol' || typeof value === 'function')
    throw new TypeError(`${String(value)} could not be cloned.`);
  if (seen.has(value)) return { $: 'undefined' };
  seen.add(value);
  try {
    if (Array.isArray(value)) return value.map((item) => pack(item, seen));
    if (ArrayBuffer.isView(value)) {
      return { $: 'bytes', v: [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)] };
    }
    if (value instanceof Error) {
      const { name, message, stack } = value;
      return {
        $: 'error',
        v: { name, message, stack, own: packEntries(value, seen), cause: pack(value.cause, seen) },
      };
    }
    if (value instanceof Map)
      return { $: 'map', v: [...value].map(([key, item]) => [pack(key, seen), pack(item, seen)]) };
    if (value instanceof Set) return { $: 'set', v: [...value].map((item) => pack(item, seen)) };
    if (value instanceof Date) return { $: 'date', v: value.getTime() };
    if (value instanceof RegExp) return { $: 'regexp', v: [value.source, value.flags] };
    return { $: 'object', v: packEntries(value as object, seen) };
  } finally {
    seen.delete(value);
  }
}

const packEntries = (value: object, seen: Set<unknown>): [string, Packed][] =>
  Object.entries(value).flatMap(([key, item]) =>
    typeof item === 'function' ? [] : [[key, pack(item, seen)] as [string, Packed]],
  );

function unpack(value: Packed): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(unpack);
  switch (value.$) {
    case 'number':
      return Number(value.v);
    case 'undefined':
      return undefined;
    case 'bigint':
      return BigInt(value.v);
    case 'bytes':
      return (globalThis as Untyped).Buffer.from(value.v);
    case 'error': {
      const { name, message, stack, own, cause } = value.v;
      const Class =
        ({ TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError } as Untyped)[name] ??
        Error;
      const error = new Class(message);
      if (cause?.$ !== 'undefined') error.cause = unpack(cause);
      Object.defineProperty(error, 'stack', {
        value: stack,
        writable: true,
        configurable: true,
        enumerable: false,
      });
      return Object.assign(
        error,
        Object.fromEntries(own.map(([key, item]: [string, Packed]) => [key, unpack(item)])),
      );
    }
    case 'map':
      return new Map(value.v.map(([key, item]: [Packed, Packed]) => [unpack(key), unpack(item)]));
    case 'set':
      return new Set(value.v.map(unpack));
    case 'date':
      return new Date(value.v);
    case 'regexp':
      return new RegExp(value.v[0], value.v[1]);
    default:
      return Object.fromEntries(value.v.map(([key, item]: [string, Packed]) => [key, unpack(item)]));
  }
}
