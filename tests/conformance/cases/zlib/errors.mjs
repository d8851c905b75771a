import zlib from 'node:zlib';

const gzip = zlib.gzipSync('hello world!');
const attempts = {
  'no header': () => zlib.gunzipSync(Buffer.from('not packed')),
  'cut off': () => zlib.gunzipSync(gzip.subarray(0, -6)),
  'bad checksum': () => zlib.gunzipSync(Buffer.concat([gzip.subarray(0, -8), Buffer.alloc(8, 1)])),
  'bad block': () => zlib.inflateRawSync(Buffer.from([0xff, 0xff])),
  'no dictionary': () => zlib.inflateSync(zlib.deflateSync('abc', { dictionary: Buffer.from('abc') })),
  'wrong dictionary': () =>
    zlib.inflateSync(zlib.deflateSync('abc', { dictionary: Buffer.from('abc') }), {
      dictionary: Buffer.from('x'),
    }),
  'too large': () => zlib.gunzipSync(gzip, { maxOutputLength: 4 }),
  'not bytes': () => zlib.gzipSync(42),
  level: () => zlib.gzipSync('a', { level: 99 }),
  'garbage behind': () => zlib.gunzipSync(Buffer.concat([gzip, Buffer.from('garbage')])),
};
for (const [name, attempt] of Object.entries(attempts)) {
  try {
    console.log(name, attempt().toString());
  } catch (error) {
    console.log(name, '|', error.name, error.code, error.errno, error.message);
  }
}
zlib.gunzip(Buffer.from('not packed'), (error) => console.log('callback', error.code, error.message));
