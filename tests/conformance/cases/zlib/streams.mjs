import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i} of the log\n`);
const gzip = zlib.createGzip({ level: 3 });
let packed = 0;
gzip.on('data', (chunk) => {
  packed += chunk.length;
});
const gunzip = zlib.createGunzip();
let text = '';
gunzip.setEncoding('utf8').on('data', (chunk) => {
  text += chunk;
});
await pipeline(Readable.from(lines), gzip, gunzip);
console.log(text === lines.join(''), packed < text.length / 4, gzip.bytesWritten, gunzip.destroyed);
console.log((await promisify(zlib.unzip)(await promisify(zlib.deflate)('promised'))).toString());

const broken = zlib.createInflate();
broken
  .on('error', (error) => console.log(error.code, error.message))
  .on('close', () => console.log('closed'));
broken.end('nonsense');
