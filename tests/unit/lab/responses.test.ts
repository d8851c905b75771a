import { describe, expect, it } from 'vitest';
import { parseResponses } from '../../../src/lab/exchange/responses.ts';

function parse(text: string, ended = true, method = 'GET') {
  const { responses, rest } = parseResponses(Buffer.from(text), ended, method);
  return {
    responses: responses.map(({ status, body, complete }) => ({ status, body: body.toString(), complete })),
    rest: rest.toString(),
  };
}

describe('parseResponses', () => {
  it('reads a body by its content-length', () => {
    expect(parse('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi')).toEqual({
      responses: [{ status: 200, body: 'hi', complete: true }],
      rest: '',
    });
  });

  it('keeps order, case and repetition of headers', () => {
    const { responses } = parseResponses(
      Buffer.from('HTTP/1.1 204 No Content\r\nX-B: 1\r\nx-a:2\r\nX-B: 3\r\n\r\n'),
      true,
    );
    expect(responses[0]?.headers).toEqual([
      ['X-B', '1'],
      ['x-a', '2'],
      ['X-B', '3'],
    ]);
  });

  it('reads several responses on one connection', () => {
    const one = 'HTTP/1.1 413 Content Too Large\r\nContent-Length: 1\r\n\r\na';
    const two = 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb';
    expect(parse(one + two, false).responses.map(({ status }) => status)).toEqual([413, 200]);
  });

  it('decodes chunks and trailers', () => {
    const text =
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3;x=1\r\ncde\r\n0\r\nX-Sum: 5\r\n\r\n';
    const { responses } = parseResponses(Buffer.from(text), false);
    expect(responses[0]).toMatchObject({ complete: true, trailers: [['X-Sum', '5']] });
    expect(responses[0]?.body.toString()).toBe('abcde');
  });

  it('tells a body that was cut off', () => {
    expect(parse('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi').responses).toEqual([
      { status: 200, body: 'hi', complete: false },
    ]);
    expect(parse('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab').responses).toEqual([
      { status: 200, body: 'ab', complete: false },
    ]);
  });

  it('ends a body without a length where the connection ends', () => {
    const text = 'HTTP/1.1 200 OK\r\n\r\nall of it';
    expect(parse(text, false).responses[0]?.complete).toBe(false);
    expect(parse(text, true).responses[0]).toEqual({ status: 200, body: 'all of it', complete: true });
  });

  it('expects no body after HEAD, 204 and 304', () => {
    expect(parse('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n', false, 'HEAD').responses[0]?.complete).toBe(
      true,
    );
    expect(
      parse('HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n', false).responses[0]?.complete,
    ).toBe(true);
  });

  it('passes over 100 Continue', () => {
    const text = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';
    expect(parse(text).responses.map(({ status }) => status)).toEqual([200]);
  });

  it('gives back what is behind the last whole response', () => {
    expect(parse('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab').rest).toBe('b');
    expect(parse('220 smtp ready\r\n')).toEqual({ responses: [], rest: '220 smtp ready\r\n' });
  });
});
