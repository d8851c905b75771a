import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, http, proc, raw } from '@bulkhead/lab';

/** The imported event, whose seats are missing: listing them throws. */
const BROKEN = { path: '/events/e3/seats', timeoutMs: 1_500 };

test('a handler that throws answers 500', async () => {
  const res = await http(BROKEN);
  check(res.status).is(500, 'GET /events/e3/seats throws inside the handler; the client should get a 500.');
  check(res.headers['content-type'] ?? 'no content-type').matches(
    /^application\/json\b/,
    'A 500 is JSON like any other answer.',
  );
});

test('the answer gives nothing away', async () => {
  const { text } = await http(BROKEN);
  for (const secret of ['TypeError', 'Cannot read', 'seats.ts', 'app.ts', 'node:internal', '\\n    at ']) {
    check(text).lacks(
      secret,
      'A stack trace tells a stranger how your service is built: log it, and send one plain sentence instead.',
    );
  }
});

test('the log says what the answer hides', async () => {
  await http(BROKEN);
  // Logs take their own way; they may be a moment behind the answer.
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const logs = await proc().logs();
    if (logs.some((line) => line.text.includes('TypeError'))) return;
    await sleep(20);
  }
  check((await proc().logs()).map((line) => line.text)).includes(
    'TypeError: …',
    'The error should be written to the log with its stack: whoever is on call has nothing else.',
  );
});

test('the next request works', async () => {
  await http(BROKEN);
  const res = await http('/events/e1/seats');
  check(res.status).is(
    200,
    'After a request that failed, the next one should be answered as if nothing had happened.',
  );
});

test('a body that reaches broken code answers 500', async () => {
  const res = await http({ path: '/events/e3/holds', body: { seat: 'A1', fan: 'Ana' }, timeoutMs: 1_500 });
  check(res.status).is(
    500,
    'POST /events/e3/holds throws after the body was read; that error must not escape either.',
  );
});

test('a client that hangs up does no harm', async () => {
  const pid = await proc().pid();
  await raw('POST /events/e1/holds HTTP/1.1\r\nHost: inventory\r\nContent-Length: 30\r\n\r\n{"seat":', {
    end: true,
    idleMs: 200,
  });
  const res = await http('/events/e1/seats');
  check(res.status).is(
    200,
    'A client went away in the middle of its body. That is its right; others are still served.',
  );
  check(await proc().pid()).is(pid, 'The process should be the same one as before.');
});

test('100 mixed requests, one process', async () => {
  const pid = await proc().pid();
  const kinds = [
    { request: { path: '/events/e1/seats' }, status: 200 },
    { request: BROKEN, status: 500 },
    { request: { path: '/events/e1/holds', body: { seat: 'A1', fan: 'Ana' } }, status: 201 },
    { request: { path: '/events/e1/holds', method: 'POST', body: '{' }, status: 400 },
    { request: { path: '/nothing' }, status: 404 },
  ];
  for (let round = 0; round < 20; round += 1) {
    await Promise.all(
      kinds.map(async ({ request, status }) => {
        const res = await http(request);
        check(res.status).is(
          status,
          `${request.path} should answer ${status}, whatever the requests beside it do.`,
        );
      }),
    );
  }
  check(await proc().pid()).is(
    pid,
    'The process that answered the first request should answer the last one.',
  );
  check(await proc().alive()).is(true, 'The process should be alive after 100 requests.');
});
