import { once } from 'node:events';
import zlib from 'node:zlib';

const deflate = zlib.createDeflate();
const inflate = zlib.createInflate();
deflate.pipe(inflate);
for (const word of ['first', 'second']) {
  deflate.write(word);
  deflate.flush();
  console.log((await once(inflate, 'data')).toString());
}
deflate.end();
inflate.resume();
await once(inflate, 'end');

const dictionary = Buffer.from('the seats of the concert');
const packed = zlib.deflateRawSync('the seats of the concert are free', { dictionary });
console.log(packed.length < 20, zlib.inflateRawSync(packed, { dictionary }).toString());
const reset = zlib.createGzip();
reset.reset();
reset.end('after reset');
console.log(zlib.gunzipSync(Buffer.concat(await reset.toArray())).toString());
console.log(
  zlib.crc32('hello'),
  zlib.crc32(Buffer.from(' world'), zlib.crc32('hello')),
  zlib.constants.Z_BEST_SPEED,
);
