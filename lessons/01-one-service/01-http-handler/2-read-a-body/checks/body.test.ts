import { test } from 'node:test';
import { check, endingSentence, fail, http, raw } from '@bulkhead/lab';

const LIMIT = 64 * 1024;
const MEBIBYTE = 1024 * 1024;

/** The head of a POST with these further header lines. */
function head(...lines: string[]): Buffer {
  const all = [
    'POST /events/e1/holds HTTP/1.1',
    'Host: inventory',
    'Content-Type: application/json',
    ...lines,
  ];
  return Buffer.from(`${all.join('\r\n')}\r\n\r\n`);
}

/** One chunk of the chunked coding. */
function chunk(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

test('a hold is made from a JSON body', async () => {
  const res = await http({ path: '/events/e1/holds', body: { seat: 'A1', fan: 'Zoë' } });
  check(res.status).is(201, 'POST /events/e1/holds with a free seat should answer 201: the hold was made.');
  check(res.json()).is(
    { seat: 'A1', fan: 'Zoë', state: 'held' },
    'The answer should say who holds which seat.',
  );
});

test('a body cut at every byte arrives whole', async () => {
  const body = Buffer.from('{"seat":"A1","fan":"Zoë"}');
  const cuts = Array.from({ length: body.length - 1 }, (_, index) => index + 1);
  await Promise.all(
    cuts.map(async (at) => {
      const chunks = [chunk(body.subarray(0, at)), chunk(body.subarray(at)), chunk(Buffer.alloc(0))];
      const { responses } = await raw([head('Transfer-Encoding: chunked'), ...chunks]);
      const where = `A body in two chunks, cut after byte ${at} of ${body.length}`;
      const { status = 'no answer' } = responses[0] ?? {};
      check(status).isOneOf([201, 409], `${where}, should be read like any other.`);
      const { fan } = responses[0]?.json<{ fan: string }>() ?? {};
      check(fan).is(
        'Zoë',
        `${where}: join the bytes first and decode them once. A cut may fall inside a character.`,
      );
      check(status).is(201, `${where}, should hold the seat like any other.`);
    }),
  );
});

test('a body that is not JSON answers 400', async () => {
  for (const body of ['', '{"seat":', 'seat=A1&fan=Ana', '{"seat":"A1","fan":"Ana"} {}']) {
    const res = await http({ path: '/events/e1/holds', method: 'POST', body });
    check(res.status).is(
      400,
      `The body ${JSON.stringify(body)} is not JSON: the client must change it, so answer 400.`,
    );
  }
});

test('a body of exactly 64 KiB is read', async () => {
  const body = '{"seat":"A2","fan":"Ana"}'.padEnd(LIMIT, ' ');
  const res = await http({ path: '/events/e1/holds', body });
  check(res.status).is(201, 'The limit is 65,536 bytes, and a body of 65,536 bytes is within it.');
});

test('a body that is too big is refused before it is whole', async () => {
  // 1 MiB is announced and 128 KiB are sent; then the client waits for an answer.
  const parts = [
    head(`Content-Length: ${MEBIBYTE}`),
    ...Array.from({ length: 8 }, () => Buffer.alloc(LIMIT / 4, ' ')),
  ];
  const result = await raw(parts, { idleMs: 1_000 });
  const answer = result.responses[0];
  if (answer === undefined) {
    fail(
      'Count the bytes as they come, and answer 413 as soon as there are too many: do not wait for the end.',
      {
        expected: 'an answer 413 after 64 KiB',
        observed: `no answer: ${endingSentence(result)}`,
      },
    );
  }
  check(answer.status).is(413, 'A body over 64 KiB should be answered with 413 Content Too Large.');
});

test('the rest of a body that is too big is drained, or the connection closed', async () => {
  const body = Array.from({ length: 64 }, () => Buffer.alloc(MEBIBYTE / 64, ' '));
  const next = 'GET /events/e1/seats HTTP/1.1\r\nHost: inventory\r\n\r\n';
  const result = await raw([head(`Content-Length: ${MEBIBYTE}`), ...body, next], {
    responses: 2,
    idleMs: 1_000,
  });
  if (result.ending === 'idle') {
    fail(
      'Keep reading what is left of the body and drop it, or close the connection: a client must not be left waiting.',
      {
        expected: 'all bytes taken and the next request answered, or a closed connection',
        observed: endingSentence(result),
      },
    );
  }
  if (result.ending === 'done') {
    check(result.responses.map((response) => response.status)).is(
      [413, 200],
      'After the 413, the next request on the same connection should be answered as usual.',
    );
  }
});

test('a slow client is waited for, and others are served meanwhile', async () => {
  const body = '{"seat":"A3","fan":"Al"}';
  // The last ten bytes come one by one, every 50 ms.
  const slow = raw([head(`Content-Length: ${body.length}`), body.slice(0, -10), ...body.slice(-10)], {
    gapMs: 50,
  });
  const other = await http('/events/e2/seats');
  check(other.status).is(200, 'While one client is slow, another one should get its answer.');
  const { responses } = await slow;
  check(responses[0]?.status ?? 'no answer').is(
    201,
    'A body that comes slowly is still a body: wait for its end.',
  );
});
