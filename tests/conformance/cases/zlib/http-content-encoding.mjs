import { once } from 'node:events';
import http from 'node:http';
import zlib from 'node:zlib';

const server = http.createServer((request, response) => {
  response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' });
  const gzip = zlib.createGzip();
  gzip.pipe(response);
  gzip.end(`asked with ${request.headers['accept-encoding']}\n`.repeat(3));
});
server.listen(0);
await once(server, 'listening');
const url = `http://localhost:${server.address().port}/`;
const answer = await fetch(url, { headers: { 'accept-encoding': 'gzip' } });
console.log(answer.headers.get('content-encoding'), await answer.text());
http.get(url, { headers: { 'accept-encoding': 'gzip, deflate' } }, async (response) => {
  const bytes = Buffer.concat(await response.toArray());
  console.log(bytes.subarray(0, 2).toString('hex'), zlib.gunzipSync(bytes).toString());
  server.close();
});
