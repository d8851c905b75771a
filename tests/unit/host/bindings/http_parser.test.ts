import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { createHttpParserBinding } from '../../../../src/host/node/bindings/http_parser.ts';
import { onOurs, onReal, type Program } from './real.ts';

const wasm = createRequire(import.meta.url)('undici/lib/llhttp/llhttp-wasm.js') as Uint8Array;
const bindings = { http_parser: createHttpParserBinding({ wasm: () => wasm }) };

function sameAsNode(program: Program<unknown>): void {
  expect(onOurs(program, bindings)).toEqual(onReal(program));
}

/** What both sides run: feeds byte streams, whole and split, and logs callbacks, results and errors in order. */
const feedStreams: Program<unknown> = (internalBinding) => {
  interface Parser {
    [slot: number]: unknown;
    initialize(type: number, resource: object, maxHeaderSize?: number, lenient?: number): void;
    execute(data: Uint8Array): unknown;
    finish(): unknown;
  }
  const { HTTPParser } = internalBinding('http_parser') as unknown as { HTTPParser: new () => Parser };
  const many = (count: number, line: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => line(i)).join('');
  const get = 'GET /a?b=c HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n';
  const chunked = 'POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n';
  const requests: [name: string, bytes: string, lenient?: number, maxHeaderSize?: number][] = [
    ['get', get],
    ['pipelined', get + get + get],
    ['post with a body', 'POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello'],
    ['body shorter than said', 'POST / HTTP/1.1\r\nContent-Length: 50\r\n\r\nhello'],
    ['post and get', `POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello${get}`],
    ['chunked', `${chunked}5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n${get}`],
    ['chunk extensions', `${chunked}5;a=b;c="d e"\r\nhello\r\n3;x\r\nabc\r\n0;last\r\n\r\n`],
    ['trailers', `${chunked}5\r\nhello\r\n0\r\nX-Sum: 1 \r\nX-End:\r\n\r\n${get}`],
    ['chunk extensions too long', `${chunked}5;${'e'.repeat(17_000)}\r\nhello\r\n0\r\n\r\n`],
    [
      'many chunks, each with an extension',
      `${chunked + many(20, (i) => `1;${'e'.repeat(1000)}=${i}\r\nx\r\n`)}0\r\n\r\n`,
    ],
    ['extension value too long', `${chunked}5;a=${'e'.repeat(17_000)}\r\nhello\r\n0\r\n\r\n`],
    ['bad chunk size', `${chunked}5x\r\nhello\r\n`],
    ['chunk size missing', `${chunked}\r\nhello\r\n`],
    ['chunk size overflow', `${chunked}fffffffffffffffff\r\n`],
    ['chunk not ended', `${chunked}5\r\nhelloX\r\n0\r\n\r\n`],
    ['bad chunk extension', `${chunked}5;a="\x01"\r\nhello\r\n0\r\n\r\n`],
    ['unknown method', 'BAD / HTTP/1.1\r\n\r\n'],
    ['lower case method', 'get / HTTP/1.1\r\n\r\n'],
    ['half a method', 'PO'],
    ['no path', 'GET\r\n\r\n'],
    ['space in path', 'GET /a b HTTP/1.1\r\n\r\n'],
    ['high bytes in path', 'GET /\xe9\xff HTTP/1.1\r\nX: \xe9\xff\x80\r\n\r\n'],
    ['absolute url', 'GET http://user@h:80/p?q#f HTTP/1.1\r\n\r\n'],
    ['asterisk', 'OPTIONS * HTTP/1.1\r\n\r\n'],
    ['bad url', 'GET \x7f HTTP/1.1\r\n\r\n'],
    ['http 1.0', 'GET / HTTP/1.0\r\n\r\n'],
    ['http 1.0 keep-alive', `GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n${get}`],
    ['http 0.9', 'GET /\r\n\r\n'],
    ['http 2.0', 'GET / HTTP/2.0\r\n\r\n'],
    ['preface of http 2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['bad version', 'GET / HTTP/1.x\r\n\r\n'],
    ['bad version, lenient', 'GET / HTTP/9.9\r\n\r\n', 1023],
    ['bad protocol', 'GET / HTP/1.1\r\n\r\n'],
    ['connection close', `GET / HTTP/1.1\r\nConnection: close\r\n\r\n${get}`],
    ['connection close, lenient', `GET / HTTP/1.1\r\nConnection: close\r\n\r\n${get}`, 1023],
    ['upgrade', 'GET /ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x05hello'],
    ['upgrade without connection', `GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n\r\n${get}`],
    [
      'upgrade with a body',
      'POST / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: x\r\nContent-Length: 2\r\n\r\nabrest',
    ],
    ['connect', 'CONNECT host:443 HTTP/1.1\r\nHost: host\r\n\r\n\x16\x03\x01'],
    ['connect without port', 'CONNECT / HTTP/1.1\r\n\r\n'],
    [
      'length and chunked',
      'POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'chunked and length',
      'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n',
    ],
    [
      'length and chunked, lenient',
      'POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      1023,
    ],
    ['two lengths', 'POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello'],
    ['length is no number', 'POST / HTTP/1.1\r\nContent-Length: 5a\r\n\r\nhello'],
    ['length is negative', 'POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\nhello'],
    ['length is empty', 'POST / HTTP/1.1\r\nContent-Length: \r\n\r\nhello'],
    ['length too large', 'POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n'],
    ['chunked not last', 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n'],
    ['gzip, chunked', 'POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
    ['other transfer encoding', 'POST / HTTP/1.1\r\nTransfer-Encoding: identity\r\n\r\nrest'],
    ['folded header', 'GET / HTTP/1.1\r\nA: b\r\n c\r\n\td\r\nE: f\r\n\r\n'],
    ['folded header, lenient', 'GET / HTTP/1.1\r\nA: b\r\n c\r\n\td\r\nE: f\r\n\r\n', 1023],
    ['white space', 'GET / HTTP/1.1\r\nA:   b c \t \r\nB:\t\r\nC:d\r\n\r\n'],
    ['space before colon', 'GET / HTTP/1.1\r\nA : b\r\n\r\n'],
    ['bad field name', 'GET / HTTP/1.1\r\nA(: b\r\n\r\n'],
    ['empty field name', 'GET / HTTP/1.1\r\n: b\r\n\r\n'],
    ['no colon', 'GET / HTTP/1.1\r\nAB\r\n\r\n'],
    ['control in a value', 'GET / HTTP/1.1\r\nA: b\x01c\r\n\r\n'],
    ['control in a value, lenient', 'GET / HTTP/1.1\r\nA: b\x01c\r\n\r\n', 1023],
    ['control in a value, relaxed', 'GET / HTTP/1.1\r\nA: b\x01c\r\n\r\n', 1024],
    ['bare LF', 'GET / HTTP/1.1\nA: b\n\n'],
    ['bare LF, lenient', 'GET / HTTP/1.1\nA: b\n\n', 1023],
    ['bare CR', 'GET / HTTP/1.1\r\nA: b\rC: d\r\n\r\n'],
    ['empty lines first', `\r\n\r\n${get}`],
    ['31 headers', `GET / HTTP/1.1\r\n${many(31, (i) => `H${i}: v${i}\r\n`)}\r\n`],
    ['32 headers', `GET / HTTP/1.1\r\n${many(32, (i) => `H${i}: v${i}\r\n`)}\r\n`],
    [
      '100 headers, then a small request',
      `GET /long HTTP/1.1\r\n${many(100, (i) => `H${i}: v${i} \r\n`)}\r\n${get}`,
    ],
    ['40 trailers', `${chunked}0\r\n${many(40, (i) => `T${i}: v${i}\r\n`)}\r\n${get}`],
    ['head too large', `GET / HTTP/1.1\r\n${many(20, () => `H: ${'v'.repeat(1000)}\r\n`)}\r\n`],
    ['url too large', `GET /${'u'.repeat(17_000)} HTTP/1.1\r\n\r\n`],
    ['head above a small limit', get, 0, 20],
    ['head below a small limit', get, 0, 60],
    ['trailers too large', `${chunked}0\r\n${many(20, () => `T: ${'v'.repeat(1000)}\r\n`)}\r\n`],
    ['two large heads', many(2, () => `GET / HTTP/1.1\r\nH: ${'v'.repeat(10_000)}\r\n\r\n`)],
    ['websocket bytes instead of http', '\x81\x05hello'],
    ['tls hello', '\x16\x03\x01\x02\x00'],
    ['method query', 'QUERY / HTTP/1.1\r\nContent-Length: 1\r\n\r\nq'],
    ['m-search and patch', 'M-SEARCH * HTTP/1.1\r\n\r\nPATCH / HTTP/1.1\r\n\r\n'],
    ['source of icecast', 'SOURCE /x ICE/1.0\r\n\r\n'],
    ['rtsp', 'DESCRIBE rtsp://h/ RTSP/1.0\r\n\r\n'],
    ['expect', 'POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok'],
  ];
  const responses: typeof requests = [
    ['200', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'],
    ['200 without reason', 'HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n'],
    ['reason with high bytes', 'HTTP/1.1 299 \xe9t\xe9 \r\nContent-Length: 0\r\n\r\n'],
    ['until the end', 'HTTP/1.1 200 OK\r\n\r\nall the rest'],
    ['http 1.0', 'HTTP/1.0 200 OK\r\n\r\nall the rest'],
    ['chunked', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX: y\r\n\r\n'],
    ['chunked, cut off', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nok'],
    ['cut off', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok'],
    ['continue first', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'],
    [
      'early hints',
      'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
    ],
    ['204', 'HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n'],
    ['switching', 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nraw'],
    [
      '200 with upgrade',
      'HTTP/1.1 200 OK\r\nConnection: Upgrade\r\nUpgrade: x\r\nContent-Length: 2\r\n\r\nok',
    ],
    [
      'after close',
      'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n',
    ],
    ['bad status', 'HTTP/1.1 2x0 OK\r\n\r\n'],
    ['long status', 'HTTP/1.1 2000 OK\r\n\r\n'],
    ['no http', 'SSH-2.0-OpenSSH\r\n'],
    ['empty', ''],
    [
      'length and chunked',
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['head too large', `HTTP/1.1 200 OK\r\n${many(20, () => `H: ${'v'.repeat(1000)}\r\n`)}\r\n`],
    ['reason too large', `HTTP/1.1 200 ${'r'.repeat(17_000)}\r\n\r\n`],
    ['40 headers', `HTTP/1.1 200 OK\r\n${many(40, (i) => `H${i}: v\r\n`)}Content-Length: 1\r\n\r\nx`],
    ['a request instead', get],
    ['keep-alive of 1.0', 'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx'],
    ['gzip', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nrest'],
  ];
  const text = (bytes: unknown) => String.fromCharCode(...(bytes as Uint8Array));
  const out: unknown[] = [];
  for (const [type, cases] of [
    [1, requests],
    [2, responses],
  ] as const) {
    for (const [name, stream, lenient = 0, maxHeaderSize = 0] of cases) {
      for (const answer of name === 'get' || name === '200' || name === 'connect' ? [0, 1, 2] : [0]) {
        for (const size of [stream.length || 1, 1, 7, 1000]) {
          if (size === 1 && stream.length > 3000) continue;
          const log: unknown[] = [];
          const parser = new HTTPParser();
          parser.initialize(type, {}, maxHeaderSize, lenient);
          parser[0] = () => log.push('begin');
          parser[1] = (headers: unknown, url: unknown) => log.push(['headers', headers, url]);
          parser[2] = (...args: unknown[]) => {
            log.push(['head', ...args]);
            return answer;
          };
          parser[3] = (bytes: unknown) => log.push(['body', text(bytes)]);
          parser[4] = () => log.push('end');
          for (let at = 0; at < stream.length; at += size) {
            const part = Uint8Array.from(stream.slice(at, at + size), (char) => char.charCodeAt(0));
            const result = parser.execute(part);
            if (result !== part.length) log.push(result);
            if (result instanceof Error) break;
          }
          log.push(parser.finish());
          out.push([type, name, answer, size, log]);
        }
      }
    }
  }
  return out;
};

describe('HTTPParser, against the real one', () => {
  it('has the same methods, constants and numbers', () => {
    sameAsNode((internalBinding) => {
      const { HTTPParser, methods, allMethods } = internalBinding('http_parser');
      const surface = HTTPParser as unknown as { prototype: object };
      return [{ ...surface }, methods, allMethods, Object.getOwnPropertyNames(surface.prototype).sort()];
    });
  });

  it('reports every stream, whole and split, with the same callbacks, results and errors', () => {
    const real = onReal(feedStreams) as unknown[][];
    const ours = onOurs(feedStreams, bindings) as unknown[][];
    expect(real.length).toBeGreaterThan(400);
    const differences = real.filter((entry, i) => JSON.stringify(entry) !== JSON.stringify(ours[i]));
    expect(differences.map(([type, name]) => `${type} ${name}`)).toEqual([]);
  });

  it('passes exceptions of callbacks on, and stops there', () => {
    sameAsNode((internalBinding) => {
      const { HTTPParser } = internalBinding('http_parser') as unknown as {
        HTTPParser: new () => Record<number, unknown> & {
          initialize(type: number, resource: object): void;
          execute(data: Uint8Array): unknown;
        };
      };
      const stream = 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nT: 1\r\n\r\n';
      const bytes = Uint8Array.from(stream, (char) => char.charCodeAt(0));
      // Not kOnHeaders: Node loses what that throws. Lib's own never does.
      return [2, 3, 4].map((slot) => {
        const log: unknown[] = [];
        const parser = new HTTPParser();
        parser.initialize(1, {});
        for (const other of [1, 2, 3, 4]) {
          parser[other] = () => {
            log.push(other);
            if (other === slot) throw new RangeError(`in ${slot}`);
          };
        }
        for (let round = 0; round < 2; round++) {
          try {
            log.push(parser.execute(bytes));
          } catch (error) {
            log.push(error);
          }
        }
        return log;
      });
    });
  });

  it('pauses, resumes, nests and works without callbacks', () => {
    sameAsNode((internalBinding) => {
      const { HTTPParser } = internalBinding('http_parser') as unknown as {
        HTTPParser: new () => Record<number, unknown> & {
          initialize(type: number, resource: object): void;
          execute(data: Uint8Array): unknown;
          finish(): unknown;
          pause(): void;
          resume(): void;
          getCurrentBuffer(): Uint8Array;
          remove(): void;
          free(): void;
          close(): void;
        };
      };
      const encode = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
      const get = encode('GET /outer HTTP/1.1\r\nHost: x\r\n\r\n');
      const log: unknown[] = [];

      const silent = new HTTPParser();
      silent.initialize(1, {});
      log.push(silent.execute(get), silent.finish());

      const paused = new HTTPParser();
      paused.initialize(1, {});
      paused[2] = () => {
        log.push('head');
        paused.pause();
      };
      paused[4] = () => log.push('end');
      // Where a pause was is a stale address in Node, so the position is left out.
      const code = (result: unknown) => (result as { code?: string }).code ?? result;
      log.push(paused.execute(get), code(paused.execute(get)));
      paused.resume();
      log.push(paused.execute(get));
      paused.resume();
      paused.pause();
      log.push(code(paused.execute(get)));

      const inner = new HTTPParser();
      inner.initialize(2, {});
      inner[2] = (...args: unknown[]) => void log.push(['inner', ...args]);
      inner[3] = (body: Uint8Array) => log.push(body.length);
      const outer = new HTTPParser();
      outer.initialize(1, {});
      outer[2] = (...args: unknown[]) => {
        log.push(['outer', ...args], outer.getCurrentBuffer().length);
        log.push(
          inner.execute(encode(`HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n${'x'.repeat(300_000)}`)),
        );
      };
      outer[3] = (body: Uint8Array) => log.push(String.fromCharCode(...body));
      log.push(
        outer.execute(
          encode('POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhelloGET /2 HTTP/1.1\r\nA: b\r\n\r\n'),
        ),
      );
      log.push(outer.getCurrentBuffer().length);

      outer.remove();
      outer.free();
      outer.initialize(2, {});
      log.push(outer.execute(encode('HTTP/1.1 200 OK\r\n\r\n')), outer.finish());
      outer.close();
      return log;
    });
  });
});

describe('HTTPParser, on its own', () => {
  interface Parser {
    [slot: number]: unknown;
    initialize(type: number, resource: object, max?: number, lenient?: number, list?: object): void;
    execute(data: Uint8Array): unknown;
    remove(): void;
  }
  interface List {
    all(): Parser[];
    idle(): Parser[];
    active(): Parser[];
    expired(headersTimeout: number, requestTimeout: number): Parser[];
  }
  type Surface = { HTTPParser: new () => Parser; ConnectionsList: new () => List };
  const encode = (text: string) => new TextEncoder().encode(text);

  it('tells idle, active and expired connections apart', () => {
    let time = 1000;
    const { HTTPParser, ConnectionsList } = createHttpParserBinding({
      wasm: () => wasm,
      now: () => time,
    }) as unknown as Surface;
    const list = new ConnectionsList();
    const connect = () => {
      const parser = new HTTPParser();
      parser.initialize(1, {}, 0, 0, list);
      return parser;
    };
    const silent = connect();
    time += 10;
    const slowBody = connect();
    time += 10;
    const done = connect();
    expect(list.active()).toEqual([silent, slowBody, done]);
    slowBody.execute(encode('POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhe'));
    done.execute(encode('GET / HTTP/1.1\r\n\r\n'));
    expect(list.idle()).toEqual([done]);
    expect(list.active()).toEqual([silent, slowBody]);
    expect(list.all()).toEqual([done, silent, slowBody]);
    time += 60;
    expect(list.expired(0, 0)).toEqual([]);
    expect(list.expired(50, 500)).toEqual([silent]);
    expect(list.expired(50, 500)).toEqual([]);
    time += 1000;
    expect(list.expired(50, 500)).toEqual([slowBody]);
    expect(list.active()).toEqual([]);
    done.remove();
    expect(list.all()).toEqual([silent, slowBody]);
  });

  it('runs callbacks in the async context in which it was initialised', () => {
    const context = { frame: 'first' as unknown };
    const { HTTPParser } = createHttpParserBinding({ wasm: () => wasm, context }) as unknown as Surface;
    const parser = new HTTPParser();
    parser.initialize(1, {});
    context.frame = 'second';
    let seen: unknown;
    parser[2] = () => {
      seen = context.frame;
    };
    parser.execute(encode('GET / HTTP/1.1\r\n\r\n'));
    expect([seen, context.frame]).toEqual(['first', 'second']);
  });

  it('says so when it is used before initialize()', () => {
    const { HTTPParser } = createHttpParserBinding({ wasm: () => wasm }) as unknown as Surface;
    expect(() => new HTTPParser().execute(encode('GET /'))).toThrow('before initialize()');
  });

  it('compiles llhttp once, and only when a parser needs it', () => {
    let asked = 0;
    const { HTTPParser } = createHttpParserBinding({
      wasm() {
        asked += 1;
        return wasm;
      },
    }) as unknown as Surface;
    const parsers = [new HTTPParser(), new HTTPParser()];
    expect(asked).toBe(0);
    for (const parser of parsers) parser.initialize(1, {});
    expect(asked).toBe(1);
  });

  it('keeps views of its memory valid when the memory grows', () => {
    const { HTTPParser } = createHttpParserBinding({ wasm: () => wasm }) as unknown as Surface;
    const parser = new HTTPParser();
    parser.initialize(1, {});
    let length = 0;
    parser[3] = (body: Uint8Array) => {
      length += body.length;
      new HTTPParser().initialize(1, {});
    };
    const size = 3_000_000;
    const head = encode(`POST / HTTP/1.1\r\nContent-Length: ${size}\r\n\r\n`);
    const packet = new Uint8Array(head.length + size).fill(0x61);
    packet.set(head);
    expect(parser.execute(packet)).toBe(packet.length);
    expect(length).toBe(size);
  });
});
