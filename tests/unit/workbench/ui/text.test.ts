import { describe, expect, it } from 'vitest';
import { phasesOf } from '../../../../src/workbench/panels/http/Timings.tsx';
import {
  byteCount,
  duration,
  hexRows,
  isText,
  textToBase64,
  wireLines,
} from '../../../../src/workbench/text/bytes.ts';
import { curlCommand } from '../../../../src/workbench/text/curl.ts';
import { diffLines } from '../../../../src/workbench/text/line-diff.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('bytes', () => {
  it('makes line ends visible, one line an entry', () => {
    expect(wireLines(bytes('GET / HTTP/1.1\r\n\r\nab'))).toEqual([
      [
        { kind: 'text', text: 'GET / HTTP/1.1' },
        { kind: 'control', text: '␍' },
        { kind: 'control', text: '␊' },
      ],
      [
        { kind: 'control', text: '␍' },
        { kind: 'control', text: '␊' },
      ],
      [{ kind: 'text', text: 'ab' }],
    ]);
  });

  it('prints hex as hexdump -C does', () => {
    const [first, second] = hexRows(bytes('GET / HTTP/1.1\r\nHi'));
    expect(first).toEqual({
      offset: '00000000',
      hex: '47 45 54 20 2f 20 48 54  54 50 2f 31 2e 31 0d 0a',
      text: 'GET / HTTP/1.1..',
    });
    expect(second).toMatchObject({ offset: '00000010', text: 'Hi' });
  });

  it('tells text from bytes', () => {
    expect(isText(bytes('ü\r\n\t'))).toBe(true);
    expect(isText(new Uint8Array([0xff, 0xfe]))).toBe(false);
    expect(isText(new Uint8Array([0]))).toBe(false);
  });

  it('encodes text as UTF-8', () => {
    expect(textToBase64('ü')).toBe('w7w=');
  });

  it('words sizes and times', () => {
    expect([1, 2, 2048, 3 * 1024 * 1024].map(byteCount)).toEqual(['1 byte', '2 bytes', '2.0 KiB', '3.0 MiB']);
    expect([0.123, 12.34, 123.4, 1234].map(duration)).toEqual(['0.12 ms', '12.3 ms', '123 ms', '1.23 s']);
  });
});

describe('curlCommand', () => {
  it('quotes for a POSIX shell', () => {
    const request = {
      method: 'POST',
      url: 'http://localhost:3001/a?b=1',
      headers: [
        ['x-it', "it's"],
        ['x-empty', ''],
      ] as [string, string][],
      bodyBase64: textToBase64('{"a":1}'),
    };
    expect(curlCommand(request)).toBe(
      `curl -i -H 'x-it: it'\\''s' -H 'x-empty;' --data-raw '{"a":1}' 'http://localhost:3001/a?b=1'`,
    );
  });

  it('names the method only where curl would take another', () => {
    const request = { method: 'GET', url: 'http://localhost:1/', headers: [], bodyBase64: '' };
    expect(curlCommand(request)).toBe('curl -i http://localhost:1/');
    expect(curlCommand({ ...request, method: 'DELETE' })).toBe('curl -i -X DELETE http://localhost:1/');
    expect(curlCommand({ ...request, method: 'HEAD' })).toBe('curl -i --head http://localhost:1/');
  });

  it('pipes a body that is not text', () => {
    const request = { method: 'POST', url: 'http://localhost:1/', headers: [], bodyBase64: '//4=' };
    expect(curlCommand(request)).toBe(
      'printf %s //4= | base64 -d | curl -i http://localhost:1/ --data-binary @-',
    );
  });
});

describe('diffLines', () => {
  it('pairs what is the same and shows what changed, is missing and is extra', () => {
    expect(
      diffLines('a\nb\nc\nd', 'a\nB\nc\nd\ne').map((row) => [row.kind, row.expected, row.observed]),
    ).toEqual([
      ['same', 'a', 'a'],
      ['changed', 'b', 'B'],
      ['same', 'c', 'c'],
      ['same', 'd', 'd'],
      ['extra', null, 'e'],
    ]);
    expect(diffLines('a\nb', 'b').map((row) => row.kind)).toEqual(['missing', 'same']);
  });

  it('stays quick for long texts', () => {
    const long = Array.from({ length: 20_000 }, (_, n) => `line ${n}`).join('\n');
    expect(diffLines(long, long).every((row) => row.kind === 'same')).toBe(true);
  });
});

describe('phasesOf', () => {
  it('cuts the exchange into phases whose sum is the whole', () => {
    const phases = phasesOf({ connected: 1, requestSent: 3, firstByte: 8, done: 10 });
    expect(phases).toEqual([
      { name: 'connect', ms: 1 },
      { name: 'send', ms: 2 },
      { name: 'wait', ms: 5 },
      { name: 'read', ms: 2 },
    ]);
  });

  it('leaves out phases that were not reached', () => {
    expect(phasesOf({ connected: null, requestSent: null, firstByte: null, done: 4 })).toEqual([
      { name: 'read', ms: 4 },
    ]);
  });
});
