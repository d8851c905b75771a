import { test } from 'node:test';
import { check, http, raw } from '@bulkhead/lab';

interface Seats {
  event: string;
  title: string;
  free: number;
  seats: { id: string; price: number; state: string }[];
}

test('GET /events/e1/seats answers 200 with the seats', async () => {
  const res = await http('/events/e1/seats');
  check(res.status).is(200, 'GET /events/e1/seats should answer 200: the event exists.');
  const { event, title, free, seats } = res.json<Seats>();
  check({ event, title, free }).is(
    { event: 'e1', title: 'Sigur Rós', free: 3 },
    'The body should name the event and count its free seats.',
  );
  check(seats?.map((seat) => seat.id)).is(
    ['A1', 'A2', 'A3', 'B1'],
    'The body should list every seat of the event, in its order.',
  );
});

test('another event has seats of its own', async () => {
  const res = await http('/events/e2/seats');
  check(res.status).is(200, 'GET /events/e2/seats should answer 200: the id in the path chooses the event.');
  const { event, free } = res.json<Seats>();
  check({ event, free }).is({ event: 'e2', free: 1 }, 'The answer should be about the event in the path.');
});

test('the answer says that it is JSON', async () => {
  const res = await http('/events/e1/seats');
  check(res.headers['content-type'] ?? 'no content-type').matches(
    /^application\/json\b/,
    'Set content-type to application/json: a client should not have to guess what the bytes are.',
  );
});

test('content-length counts the bytes of the body', async () => {
  const { text, responses } = await raw(
    'GET /events/e1/seats HTTP/1.1\r\nHost: inventory\r\nConnection: close\r\n\r\n',
  );
  check(responses[0]?.status).is(200, 'GET /events/e1/seats should answer 200 with a body to count.');
  const declared = responses[0]?.headers['content-length'];
  const body = text.slice(text.indexOf('\r\n\r\n') + 4);
  check(declared ?? 'no content-length').is(
    String(Buffer.byteLength(body)),
    'content-length counts bytes, and "ó" has two of them: use Buffer.byteLength(body), and send it with the other headers.',
  );
});

test('an event that does not exist answers 404', async () => {
  const res = await http('/events/e99/seats');
  check(res.status).is(
    404,
    'GET /events/e99/seats should answer 404: the path is right, the event is not there.',
  );
  check(res.headers['content-type'] ?? 'no content-type').matches(
    /^application\/json\b/,
    'Errors are JSON too.',
  );
});

test('a path that does not exist answers 404', async () => {
  for (const path of ['/', '/events', '/events/e1', '/events/e1/seats/A1', '/nothing']) {
    const res = await http(path);
    check(res.status).is(404, `GET ${path} should answer 404: only /events/:id/seats exists.`);
  }
});

test('the wrong method answers 405 and says what is allowed', async () => {
  for (const method of ['POST', 'PUT', 'DELETE']) {
    const res = await http({ method, path: '/events/e1/seats' });
    check(res.status).is(
      405,
      `${method} /events/e1/seats should answer 405: the path exists, the method does not fit.`,
    );
    check(res.headers['allow'] ?? 'no Allow header').matches(
      /\bGET\b/,
      'A 405 must say in Allow which methods work (RFC 9110, section 15.5.6).',
    );
  }
});

test('a query string does not change the path', async () => {
  const res = await http('/events/e1/seats?free=true');
  check(res.status).is(200, 'req.url holds the path and the query: split it at "?" before you compare.');
});
