import type { Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';

/** A service of one path: `GET /hello?name=Ada`. */
export function createApp(): Server {
  return createServer((req, res) => {
    const [path = '', query = ''] = (req.url ?? '').split('?');
    if (path !== '/hello')
      return sendJson(res, 404, { error: `There is nothing at ${path}. Try /hello?name=Ada.` });
    if (req.method !== 'GET') return sendJson(res, 405, { error: 'Only GET works here.' }, { allow: 'GET' });
    const name = new URLSearchParams(query).get('name') ?? 'world';
    sendJson(res, 200, { greeting: `Hello, ${name}!` });
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
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  res.end(body);
}
