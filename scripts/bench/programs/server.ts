// The measured service: a small JSON answer over node:http. Runs unchanged on both.
import { createServer } from 'node:http';

const seats = [
  { id: 'A1', state: 'free' },
  { id: 'A2', state: 'held' },
];

createServer((_request, response) => {
  const body = JSON.stringify({ event: 'e1', seats });
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}).listen(Number(process.env.PORT));
