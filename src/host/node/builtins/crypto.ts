import { hmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { native } from '../native.ts';
import type { Realm } from '../realm.ts';
import type { Untyped } from '../runtime.ts';

const HASHES = { md5, sha1, sha224, sha256, sha384, sha512 };
/** `crypto.getRandomValues` gives at most this many bytes at once. */
const RANDOM_CHUNK = 65_536;

/**
 * `node:crypto` as far as services here use it: random values, hashes, HMAC, comparison. Hashes are
 * `@noble/hashes`, since `crypto.subtle` is missing on plain http and has no synchronous form.
 */
export function createCryptoModule(realm: Realm): Untyped {
  const { Transform } = realm.require('stream');
  const { Buffer } = realm.require('buffer');
  const { codes } = realm.require('internal/errors');

  const algorithm = (name: string): Untyped => {
    const found = (HASHES as Untyped)[name.toLowerCase().replace('-', '')];
    if (!found)
      throw Object.assign(new Error('Digest method not supported'), { code: 'ERR_CRYPTO_INVALID_DIGEST' });
    return found;
  };
  const bytes = (data: Untyped, encoding?: string): Uint8Array => {
    if (typeof data === 'string') return Buffer.from(data, encoding);
    if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    if (data instanceof ArrayBuffer) return new Uint8Array(data);
    throw new codes.ERR_INVALID_ARG_TYPE('data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  };

  class Digest extends Transform {
    #state: Untyped;
    #done = false;

    constructor(state: Untyped, options?: Untyped) {
      super(options);
      this.#state = state;
    }

    update(data: Untyped, encoding?: string): this {
      if (this.#done) throw new codes.ERR_CRYPTO_HASH_FINALIZED();
      this.#state.update(bytes(data, encoding));
      return this;
    }

    digest(encoding?: string): Untyped {
      if (this.#done) throw new codes.ERR_CRYPTO_HASH_FINALIZED();
      this.#done = true;
      const result = Buffer.from(this.#state.digest());
      return encoding && encoding !== 'buffer' ? result.toString(encoding) : result;
    }

    copy(): Digest {
      return new Digest(this.#state.clone());
    }

    _transform(chunk: Untyped, encoding: string, callback: () => void): void {
      this.update(chunk, encoding);
      callback();
    }

    _flush(callback: () => void): void {
      this.push(this.digest());
      callback();
    }
  }
  class Hash extends Digest {}
  class Hmac extends Digest {}

  const randomFillSync = (view: Untyped, offset = 0, size?: number): Untyped => {
    const all = bytes(view);
    const part = all.subarray(offset, size === undefined ? undefined : offset + size);
    for (let at = 0; at < part.byteLength; at += RANDOM_CHUNK) {
      native.crypto.getRandomValues(part.subarray(at, at + RANDOM_CHUNK) as Uint8Array<ArrayBuffer>);
    }
    return view;
  };
  const randomBytes = (size: number, callback?: (error: null, bytes: Untyped) => void): Untyped => {
    const result = randomFillSync(Buffer.alloc(size));
    if (!callback) return result;
    realm.process.nextTick(callback, null, result);
  };
  const randomInt = (min: number, max?: number | Untyped, callback?: Untyped): Untyped => {
    if (max === undefined || typeof max === 'function') [min, max, callback] = [0, min, max];
    if (!Number.isSafeInteger(min)) throw new codes.ERR_INVALID_ARG_TYPE('min', 'a safe integer', min);
    if (!Number.isSafeInteger(max)) throw new codes.ERR_INVALID_ARG_TYPE('max', 'a safe integer', max);
    if (max <= min) throw new codes.ERR_OUT_OF_RANGE('max', `greater than the value of "min" (${min})`, max);
    const range = max - min;
    const limit = 2 ** 48 - (2 ** 48 % range);
    let value = limit;
    while (value >= limit) value = randomBytes(6).readUIntBE(0, 6);
    const result = min + (value % range);
    if (typeof callback !== 'function') return result;
    realm.process.nextTick(callback, null, result);
  };
  const randomUUID = (): string => {
    const random: Untyped = randomBytes(16);
    random[6] = (random[6] & 0x0f) | 0x40;
    random[8] = (random[8] & 0x3f) | 0x80;
    const hex: string = random.toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };
  const createHash = (name: string, options?: Untyped): Hash => new Hash(algorithm(name).create(), options);

  return {
    Hash,
    Hmac,
    createHash,
    createHmac: (name: string, key: Untyped, options?: Untyped) =>
      new Hmac(hmac.create(algorithm(name), bytes(key)), options),
    hash: (name: string, data: Untyped, encoding = 'hex') => createHash(name).update(data).digest(encoding),
    getHashes: () => Object.keys(HASHES),
    randomBytes,
    randomFillSync,
    randomFill(view: Untyped, ...rest: Untyped[]) {
      const callback = rest.pop();
      randomFillSync(view, ...rest);
      realm.process.nextTick(callback, null, view);
    },
    randomInt,
    randomUUID,
    timingSafeEqual(a: Untyped, b: Untyped) {
      const [one, two] = [bytes(a), bytes(b)];
      if (one.byteLength !== two.byteLength) throw new codes.ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH();
      let difference = 0;
      for (let i = 0; i < one.byteLength; i++) difference |= (one[i] as number) ^ (two[i] as number);
      return difference === 0;
    },
    getRandomValues: (view: Untyped) => native.crypto.getRandomValues(view),
    webcrypto: native.crypto,
    subtle: native.crypto.subtle,
    constants: {},
  };
}
