/**
 * The part of MessagePack (msgpack.org, specification of 2017) that `@webcontainer/snapshot` 0.1
 * writes: maps, strings and binary; booleans, nil and numbers are read for completeness.
 */

/** Throws an Error that starts with EINVAL when the bytes are cut off or hold something else. */
export function decodeMsgpack(bytes: Uint8Array): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = new TextDecoder();
  let at = 0;

  const need = (count: number): number => {
    if (at + count > bytes.length) {
      throw new Error(`EINVAL: the binary snapshot ends at byte ${bytes.length}, in the middle of a value.`);
    }
    at += count;
    return at - count;
  };
  const size = (width: 1 | 2 | 4): number => {
    const from = need(width);
    return width === 1 ? view.getUint8(from) : width === 2 ? view.getUint16(from) : view.getUint32(from);
  };
  const string = (length: number): string => {
    const from = need(length);
    return text.decode(bytes.subarray(from, from + length));
  };
  const binary = (length: number): Uint8Array => {
    const from = need(length);
    return bytes.slice(from, from + length);
  };
  const map = (length: number): Record<string, unknown> => {
    const result: Record<string, unknown> = Object.create(null);
    for (let i = 0; i < length; i++) {
      const key = value();
      if (typeof key !== 'string')
        throw new Error('EINVAL: the binary snapshot has a key that is not a string.');
      result[key] = value();
    }
    return result;
  };
  const value = (): unknown => {
    const type = view.getUint8(need(1));
    if (type <= 0x7f) return type;
    if (type <= 0x8f) return map(type & 0x0f);
    if (type >= 0xa0 && type <= 0xbf) return string(type & 0x1f);
    switch (type) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
        return binary(size(1));
      case 0xc5:
        return binary(size(2));
      case 0xc6:
        return binary(size(4));
      case 0xd9:
        return string(size(1));
      case 0xda:
        return string(size(2));
      case 0xdb:
        return string(size(4));
      case 0xde:
        return map(size(2));
      case 0xdf:
        return map(size(4));
      default:
        throw new Error(
          `EINVAL: the binary snapshot has a value of type 0x${type.toString(16)} at byte ${at - 1}.`,
        );
    }
  };

  const result = value();
  if (at !== bytes.length)
    throw new Error(`EINVAL: the binary snapshot has ${bytes.length - at} bytes too many.`);
  return result;
}

/** Records, strings, booleans and bytes. */
export function encodeMsgpack(value: unknown): Uint8Array<ArrayBuffer> {
  const chunks: Uint8Array[] = [];
  const head = (
    small: [base: number, limit: number] | null,
    types: [number, number, number],
    length: number,
  ): void => {
    if (small !== null && length < small[1]) chunks.push(Uint8Array.of(small[0] | length));
    else if (length < 2 ** 8 && types[0] !== 0) chunks.push(Uint8Array.of(types[0], length));
    else if (length < 2 ** 16) chunks.push(Uint8Array.of(types[1], length >> 8, length & 0xff));
    else
      chunks.push(
        Uint8Array.of(types[2], length >>> 24, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff),
      );
  };
  const write = (item: unknown): void => {
    if (typeof item === 'string') {
      const bytes = new TextEncoder().encode(item);
      head([0xa0, 32], [0xd9, 0xda, 0xdb], bytes.length);
      chunks.push(bytes);
    } else if (item instanceof Uint8Array) {
      head(null, [0xc4, 0xc5, 0xc6], item.length);
      chunks.push(item);
    } else if (typeof item === 'boolean') {
      chunks.push(Uint8Array.of(item ? 0xc3 : 0xc2));
    } else {
      const entries = Object.entries(item as Record<string, unknown>);
      head([0x80, 16], [0, 0xde, 0xdf], entries.length);
      for (const [key, child] of entries) {
        write(key);
        write(child);
      }
    }
  };
  write(value);

  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
