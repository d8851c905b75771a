import type { Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Concerts } from './seats.ts';

/** The inventory service over HTTP. */
export function createApp(concerts: Concerts): Server {
  return createServer((req, res) => {
    const [path = ''] = (req.url ?? '').split('?');
    const id = /^\/events\/([^/]+)\/seats$/.exec(path)?.[1];
    if (id === undefined) return sendJson(res, 404, { error: `There is nothing at ${path}.` });
    if (req.method !== 'GET') return sendJson(res, 405, { error: 'Only GET works here.' }, { allow: 'GET' });
    const concert = concerts.get(id);
    if (concert === undefined) return sendJson(res, 404, { error: `There is no event ${id}.` });
    const free = concert.seats.filter((seat) => seat.state === 'free').length;
    sendJson(res, 200, { event: concert.id, title: concert.title, free, seats: concert.seats });
  });
}

function sendJson(
  res: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  const body = JSON.stringify(value);
  res.writeHead(status, {
    'content-type': 'application/json',
    'content-length': body.length,
    ...headers,
  });
  res.end(body);
}
