import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { Concerts } from './seats.ts';

/** The inventory service over HTTP. */
export function createApp(concerts: Concerts): Server {
  return createServer((req, res) => {
    // Until you write it, every request is answered with 501 Not Implemented.
    res.statusCode = 501;
    res.end();
  });
}
