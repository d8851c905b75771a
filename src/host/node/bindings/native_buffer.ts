/**
 * Buffers made by bindings. Lib hands over `Buffer.prototype` once (`setBufferPrototype` of the `buffer` binding);
 * from then on bytes that native code would return as Buffer are Buffers here too.
 */
let bufferPrototype: object | null = null;

export function setBufferPrototype(prototype: object): void {
  bufferPrototype = prototype;
}

/** The same bytes as Buffer; before lib has told its prototype they stay a Uint8Array, as in Node. */
export function asBuffer(bytes: Uint8Array): Uint8Array {
  return bufferPrototype === null ? bytes : (Object.setPrototypeOf(bytes, bufferPrototype) as Uint8Array);
}
