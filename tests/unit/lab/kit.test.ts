import * as http from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { SERVICES_VARIABLE } from '../../../src/lab/check/wire.ts';
import { CheckFailure, http as call, check, raw } from '../../../src/lab/kit/index.ts';
import { answering, listen, tcp } from './servers.ts';

afterEach(() => {
  delete process.env[SERVICES_VARIABLE];
});

function service(...ports: number[]): void {
  const names = ['first', 'second'];
  process.env[SERVICES_VARIABLE] = JSON.stringify(ports.map((port, index) => ({ name: names[index], port })));
}

function failure(action: () => unknown): CheckFailure {
  try {
    action();
  } catch (error) {
    if (error instanceof CheckFailure) return error;
    throw error;
  }
  throw new Error('It should have failed.');
}

describe('check', () => {
  it('says nothing when it holds', () => {
    check(200).is(200, '');
    check({ a: [1] }).is({ a: [1] }, '');
    check(3).isAtMost(3, '');
    check('a body').lacks('stack', '');
    check([1, 2]).includes(2, '');
    check(409).isOneOf([201, 409], '');
  });

  it('carries the sentence and both sides', () => {
    expect(failure(() => check(404).is(200, 'It should answer 200.'))).toMatchObject({
      message: 'It should answer 200.',
      expected: '200',
      observed: '404',
    });
    expect(failure(() => check('text/html').matches(/^application\/json/, ''))).toMatchObject({
      expected: 'text like /^application\\/json/',
      observed: "'text/html'",
    });
    expect(failure(() => check(12).isAtMost(10, ''))).toMatchObject({
      expected: 'at most 10',
      observed: '12',
    });
  });

  it('shows a long value shortened', () => {
    expect(failure(() => check('x'.repeat(5_000)).is('y', '')).observed?.length).toBeLessThan(700);
  });
});

describe('http', () => {
  it('sends JSON and reads JSON, to the first service or the named one', async () => {
    const echo = (name: string) =>
      http.createServer((req, res) => {
        req.on('data', (chunk: Buffer) => {
          res.end(
            JSON.stringify({ name, type: req.headers['content-type'], body: JSON.parse(chunk.toString()) }),
          );
        });
      });
    service(await listen(echo('first')), await listen(echo('second')));
    const first = await call({ path: '/', body: { fan: 'Zoë' } });
    expect(first.json()).toEqual({ name: 'first', type: 'application/json', body: { fan: 'Zoë' } });
    const second = await call({ path: '/', body: 1, service: 'second' });
    expect(second.json()).toMatchObject({ name: 'second' });
  });

  it('joins repeated headers and keeps the raw ones', async () => {
    service(await tcp(answering('HTTP/1.1 204 No Content\r\nVia: a\r\nVIA: b\r\n\r\n')));
    const res = await call('/');
    expect(res.headers).toEqual({ via: 'a, b' });
    expect(res.rawHeaders).toEqual([
      ['Via', 'a'],
      ['VIA', 'b'],
    ]);
  });

  it('fails with a sentence when no whole answer comes', async () => {
    service(await tcp((socket) => socket.once('data', () => socket.destroy())));
    await expect(call('/x')).rejects.toMatchObject({
      name: 'CheckFailure',
      message: 'GET /x got no whole answer.',
      observed: 'The service closed the connection without an answer (ECONNRESET).',
    });
  });

  it('fails with a sentence when the body is not JSON', async () => {
    service(await tcp(answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi')));
    const res = await call('/x');
    expect(failure(() => res.json())).toMatchObject({ expected: 'a JSON body', observed: "'hi'" });
  });

  it('says that a service of that name does not exist', async () => {
    service(1);
    await expect(call({ path: '/', service: 'bank' })).rejects.toThrow(
      'This lesson has no service called "bank". Its services: first.',
    );
  });
});

describe('raw', () => {
  it('writes exactly these bytes and reads every response', async () => {
    const urls: string[] = [];
    service(
      await listen(
        http.createServer((req, res) => {
          urls.push(req.url ?? '');
          res.end('ok');
        }),
      ),
    );
    const result = await raw(['GET /a HTTP/1.1\r\nHo', 'st: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n'], {
      responses: 2,
    });
    expect(urls).toEqual(['/a', '/b']);
    expect(result.responses.map(({ status, text }) => [status, text])).toEqual([
      [200, 'ok'],
      [200, 'ok'],
    ]);
    expect(result).toMatchObject({ ending: 'done', accepted: result.offered });
  });

  it('writes part by part, with gaps', async () => {
    const chunks: string[] = [];
    service(
      await tcp((socket) => {
        socket.on('data', (chunk) => {
          chunks.push(chunk.toString());
          if (chunks.length === 3) socket.end();
        });
      }),
    );
    const result = await raw([...'abc'], { gapMs: 20 });
    expect(chunks).toEqual(['a', 'b', 'c']);
    expect(result).toMatchObject({ ending: 'closed', accepted: 3, offered: 3 });
  });

  it('counts what was taken by a peer that stops reading', async () => {
    service(await tcp((socket) => socket.pause()));
    const parts = Array.from({ length: 1_000 }, () => Buffer.alloc(64 * 1024));
    const result = await raw(parts, { idleMs: 300 });
    expect(result.ending).toBe('idle');
    expect(result.accepted).toBeGreaterThan(0);
    expect(result.accepted).toBeLessThan(result.offered);
  });

  it('reports a connection the peer closed without an answer', async () => {
    service(await tcp((socket) => socket.once('data', () => socket.end())));
    const result = await raw('GET / HTTP/1.1\r\n\r\n');
    expect(result).toMatchObject({ ending: 'closed', responses: [] });
  });

  it('gives up when nothing moves', async () => {
    service(await tcp(() => {}));
    const result = await raw('GET / HTTP/1.1\r\n\r\n', { idleMs: 50 });
    expect(result).toMatchObject({ ending: 'idle', responses: [], accepted: 18 });
  });
});
