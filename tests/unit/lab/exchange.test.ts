import * as http from 'node:http';
import { describe, expect, it } from 'vitest';
import { exchange } from '../../../src/lab/exchange/exchange.ts';
import type { Exchange, HttpRequestSpec } from '../../../src/lab/protocol.ts';
import { answering, listen, tcp } from './servers.ts';

function request(port: number, more: Partial<HttpRequestSpec> = {}): HttpRequestSpec {
  return {
    method: 'GET',
    url: `http://localhost:${port}/x?y=1`,
    headers: [],
    bodyBase64: '',
    timeoutMs: 4_000,
    ...more,
  };
}

const text = (base64: string) => Buffer.from(base64, 'base64').toString();
const sent = (result: Exchange) => text(result.sentBase64);
const body = (result: Exchange) => text(result.response?.bodyBase64 ?? '');

describe('exchange', () => {
  it('reports exactly the bytes of both directions', async () => {
    const answer = 'HTTP/1.1 200 Fine\r\nX-One: 1\r\nx-one: 2\r\nContent-Length: 4\r\n\r\nRós';
    let seen = '';
    const port = await tcp((socket) => {
      socket.on('data', (chunk) => {
        seen += chunk.toString();
        socket.end(answer);
      });
    });
    const result = await exchange(request(port));
    expect(sent(result)).toBe(`GET /x?y=1 HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`);
    expect(sent(result)).toBe(seen);
    expect(text(result.receivedBase64)).toBe(answer);
    expect(result.error).toBeNull();
    expect(result.response).toMatchObject({
      httpVersion: '1.1',
      status: 200,
      statusText: 'Fine',
      headers: [
        ['X-One', '1'],
        ['x-one', '2'],
        ['Content-Length', '4'],
      ],
      bodyBytes: 4,
    });
    expect(body(result)).toBe('Rós');
  });

  it('sends headers in the order and case they were given, and a body as it is', async () => {
    const port = await listen(http.createServer((_req, res) => res.end()));
    const bytes = Buffer.from([0, 255, 13, 10]);
    const result = await exchange(
      request(port, {
        method: 'POST',
        headers: [
          ['X-b', '1'],
          ['x-A', '2'],
          ['X-b', '3'],
        ],
        bodyBase64: bytes.toString('base64'),
      }),
    );
    const raw = Buffer.from(result.sentBase64, 'base64');
    expect(raw.toString('latin1')).toContain('X-b: 1\r\nx-A: 2\r\nX-b: 3\r\nContent-Length: 4\r\n');
    expect(raw.subarray(-4)).toEqual(bytes);
    expect(result.response?.status).toBe(200);
  });

  it('decodes a chunked answer with trailers, and keeps the raw bytes', async () => {
    const answer =
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\nX-End: 1\r\n\r\n';
    const result = await exchange(request(await tcp(answering(answer))));
    expect(body(result)).toBe('abc');
    expect(result.response?.trailers).toEqual([['X-End', '1']]);
    expect(text(result.receivedBase64)).toBe(answer);
  });

  it('has timings in order', async () => {
    const port = await listen(http.createServer((_req, res) => res.end('x')));
    const { timings } = await exchange(request(port));
    const { connected, requestSent, firstByte, done } = timings;
    expect(connected).toBeGreaterThan(0);
    expect(firstByte).toBeGreaterThanOrEqual(connected ?? Number.NaN);
    expect(requestSent).not.toBeNull();
    expect(done).toBeGreaterThanOrEqual(firstByte ?? Number.NaN);
  });

  it('cuts a long body and says its true length', async () => {
    const size = 1024 * 1024 + 500;
    const port = await listen(http.createServer((_req, res) => res.end(Buffer.alloc(size))));
    const result = await exchange(request(port));
    expect(result.error).toBeNull();
    expect(result.response?.bodyBytes).toBe(size);
    expect(Buffer.from(result.response?.bodyBase64 ?? '', 'base64').length).toBe(1024 * 1024);
    expect(Buffer.from(result.receivedBase64, 'base64').length).toBe(256 * 1024);
  });

  it('says that nothing listens', async () => {
    const port = await tcp(() => {});
    const free = port === 1 ? 2 : 1;
    const result = await exchange(request(free));
    expect(result).toMatchObject({ response: null, sentBase64: '', error: { code: 'ECONNREFUSED' } });
    expect(result.error?.message).toBe(
      `Nothing listens on localhost:${free} (ECONNREFUSED). Is the service running?`,
    );
  });

  it('says that the connection was reset before an answer', async () => {
    const result = await exchange(
      request(await tcp((socket) => socket.once('data', () => socket.resetAndDestroy()))),
    );
    expect(result.response).toBeNull();
    expect(result.error).toEqual({
      code: 'ECONNRESET',
      message: 'The service closed the connection without an answer (ECONNRESET).',
    });
    expect(sent(result)).toMatch(/^GET /);
  });

  it('keeps what came of an answer that was cut off', async () => {
    const result = await exchange(
      request(await tcp(answering('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'))),
    );
    expect(body(result)).toBe('half');
    expect(result.error?.message).toBe(
      'The connection closed after 4 bytes of the body; content-length promised 9.',
    );
  });

  it('says that an answer is longer than its content-length', async () => {
    const result = await exchange(
      request(await tcp(answering('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nRós'))),
    );
    expect(result.response?.status).toBe(200);
    expect(result.error?.message).toMatch(/^content-length says 3 bytes, but the service sent 4:/);
  });

  it('says that what came back is not HTTP', async () => {
    const result = await exchange(request(await tcp(answering('220 mail.example ESMTP\r\n'))));
    expect(result.response).toBeNull();
    expect(result.error?.message).toMatch(/^What came back is not valid HTTP: /);
    expect(text(result.receivedBase64)).toBe('220 mail.example ESMTP\r\n');
  });

  it('gives up after the timeout, with what came until then', async () => {
    const port = await tcp(answering('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', false));
    const result = await exchange(request(port, { timeoutMs: 80 }));
    expect(result.error).toEqual({
      code: 'ETIMEDOUT',
      message: 'The answer began and did not end within 0.08 s.',
    });
    expect(body(result)).toBe('half');
  });

  it('can be cancelled', async () => {
    const controller = new AbortController();
    const port = await tcp((socket) => socket.once('data', () => controller.abort()));
    const result = await exchange(request(port), controller.signal);
    expect(result.error).toEqual({ code: 'ABORT_ERR', message: 'The request was cancelled.' });
  });

  it.each([
    ['an address that is none', { url: 'localhost' }, /localhost/],
    ['another protocol', { url: 'https://localhost/' }, /Only http: addresses/],
    ['a method with a space', { method: 'GET IT' }, /GET IT/],
    ['a header with a line break', { headers: [['x', 'a\r\nb']] }, /header/i],
  ] as [string, Partial<HttpRequestSpec>, RegExp][])(
    'answers %s with a sentence',
    async (_name, more, sentence) => {
      const result = await exchange(request(1, more));
      expect(result).toMatchObject({ response: null, sentBase64: '' });
      expect(result.error?.message).toMatch(sentence);
    },
  );
});
