import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { readJson } from './body.ts';
import type { Concert, Concerts } from './seats.ts';
import { hold } from './seats.ts';

/** The inventory service over HTTP. */
export function createApp(concerts: Concerts): Server {
  return createServer((req, res) => {
    route(concerts, req, res).catch((error: unknown) => failed(req, res, error));
  });
}

/** The last resort: the log gets everything, the client gets a 500. */
function failed(req: IncomingMessage, res: ServerResponse, error: unknown): void {
  console.error(`${req.method} ${req.url} failed:`, error);
  // Half an answer cannot be taken back, only cut off.
  if (res.headersSent) return void res.destroy();
  sendJson(res, 500, { error: 'Something went wrong on our side.' });
}

async function route(concerts: Concerts, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const [path = ''] = (req.url ?? '').split('?');
  const [, id, collection] = /^\/events\/([^/]+)\/(seats|holds)$/.exec(path) ?? [];
  if (id === undefined) return sendJson(res, 404, { error: `There is nothing at ${path}.` });
  const allowed = collection === 'seats' ? 'GET' : 'POST';
  if (req.method !== allowed) {
    return sendJson(res, 405, { error: `Only ${allowed} works here.` }, { allow: allowed });
  }
  const concert = concerts.get(id);
  if (concert === undefined) return sendJson(res, 404, { error: `There is no event ${id}.` });
  if (collection === 'seats') return listSeats(concert, res);
  return holdSeat(concert, req, res);
}

function listSeats(concert: Concert, res: ServerResponse): void {
  const free = concert.seats.filter((seat) => seat.state === 'free').length;
  sendJson(res, 200, { event: concert.id, title: concert.title, free, seats: concert.seats });
}

async function holdSeat(concert: Concert, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const body = await readJson(req);
  if (!body.ok) return sendJson(res, body.status, { error: body.error });
  const { seat, fan } = Object(body.value) as { seat?: unknown; fan?: unknown };
  if (typeof seat !== 'string' || typeof fan !== 'string') {
    return sendJson(res, 400, { error: 'A hold needs a "seat" and a "fan".' });
  }
  const result = hold(concert, seat, fan);
  if (result.ok) return sendJson(res, 201, { seat, fan, state: result.seat.state });
  if (result.reason === 'taken') return sendJson(res, 409, { error: `Seat ${seat} is taken.`, seat, fan });
  sendJson(res, 404, { error: `There is no seat ${seat}.` });
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
