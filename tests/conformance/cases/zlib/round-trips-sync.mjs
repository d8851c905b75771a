import zlib from 'node:zlib';

const text = 'Zoë holds seat A1. '.repeat(5000);
for (const [pack, unpack] of [
  ['deflateSync', 'inflateSync'],
  ['deflateRawSync', 'inflateRawSync'],
  ['gzipSync', 'gunzipSync'],
  ['gzipSync', 'unzipSync'],
  ['deflateSync', 'unzipSync'],
]) {
  for (const level of [0, 1, 6, 9]) {
    const packed = zlib[pack](text, { level });
    const back = zlib[unpack](packed).toString();
    console.log(
      pack,
      unpack,
      level,
      back === text,
      level === 0 ? packed.length > text.length : packed.length < 2000,
    );
  }
}
