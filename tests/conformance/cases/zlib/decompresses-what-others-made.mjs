// Bytes that zlib itself made: gzip, zlib and a raw stream; two gzip members behind each other; zeros behind the last one.
import zlib from 'node:zlib';

const gzip = Buffer.from('H4sIAAAAAAAC/8tIzcnJ11Eozy/KSVEEABONmFgNAAAA', 'base64');
console.log(zlib.gunzipSync(gzip).toString());
console.log(zlib.gunzipSync(Buffer.concat([gzip, gzip])).toString());
console.log(zlib.gunzipSync(Buffer.concat([gzip, Buffer.alloc(10)])).toString());
console.log(zlib.inflateSync(Buffer.from('eJzLSM3JyddRKM8vyklRBAAh/gSq', 'base64')).toString());
console.log(zlib.inflateRawSync(Buffer.from('y0jNycnXUSjPL8pJUQQA', 'base64')).toString());
console.log(zlib.unzipSync(gzip, { info: true }).engine.bytesWritten, gzip.length);
