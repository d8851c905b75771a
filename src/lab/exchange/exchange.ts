/**
 * One HTTP/1.1 request with everything that happened: the bytes of both directions, the parsed
 * response, the timings, and, when no whole response arrived, why. Made with `node:http` over a
 * socket of our own, so that what is shown is what was on the wire.
 */
import * as http from 'node:http';
import * as net from 'node:net';
import type {
  Exchange,
  ExchangeTimings,
  HeaderList,
  HttpRequestSpec,
  HttpResponseSpec,
} from '../protocol.ts';
import { BODY_LIMIT, CappedBytes, RAW_LIMIT } from './bytes.ts';
import { failureOf, sentenceOf } from './errors.ts';
import { headerOf, parseResponses } from './responses.ts';

const DEFAULT_TIMEOUT_MS = 10_000;

/** The parser's own code for bytes behind a whole answer. */
export const TRAILING_BYTES = 'HPE_CLOSED_CONNECTION';

/** Sends `request`. Never rejects: what goes wrong is the exchange's `error`. */
export function exchange(request: HttpRequestSpec, signal?: AbortSignal): Promise<Exchange> {
  const started = performance.now();
  const elapsed = () => Math.round((performance.now() - started) * 1000) / 1000;
  const timings: ExchangeTimings = { connected: null, requestSent: null, firstByte: null, done: 0 };
  const sent = new CappedBytes(RAW_LIMIT);
  const received = new CappedBytes(RAW_LIMIT);
  const body = new CappedBytes(BODY_LIMIT);
  const startedAt = Date.now();
  const timeoutMs = request.timeoutMs ?? DEFAULT_TIMEOUT_MS;

  return new Promise((resolve) => {
    let settled = false;
    let socket: net.Socket | null = null;
    let message: http.IncomingMessage | null = null;

    const finish = (error: Exchange['error']) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      timings.done = elapsed();
      const response = message === null ? null : describeResponse(message, body);
      // Taken before the socket is torn down: what was written to a socket that never connected was not sent.
      const sentBase64 = timings.connected === null ? '' : sent.base64();
      resolve({
        request,
        sentBase64,
        receivedBase64: received.base64(),
        response,
        timings,
        startedAt,
        error: error ?? trailingBytes(received, request.method),
      });
      socket?.destroy();
    };

    const onAbort = () => finish({ code: 'ABORT_ERR', message: 'The request was cancelled.' });
    const timer = setTimeout(
      () => finish({ code: 'ETIMEDOUT', message: timeoutSentence(timeoutMs, timings) }),
      timeoutMs,
    );
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort);

    let url: URL;
    let client: http.ClientRequest;
    try {
      url = parseUrl(request.url);
      const payload = Buffer.from(request.bodyBase64, 'base64');
      client = http.request({
        method: request.method,
        path: url.pathname + url.search,
        // A flat list keeps order, case and duplicates as they were asked for.
        headers: completeHeaders(request, url, payload.length).flat(),
        createConnection: () => {
          socket = tap(url, sent, received, {
            connected: () => {
              timings.connected ??= elapsed();
            },
            firstByte: () => {
              timings.firstByte ??= elapsed();
            },
          });
          return socket;
        },
      });
      listen(client, url);
      client.end(payload);
    } catch (error) {
      finish(failureOf(error));
    }

    function listen(client: http.ClientRequest, url: URL): void {
      client.on('finish', () => {
        timings.requestSent ??= elapsed();
      });
      client.on('error', (error) => {
        // The parser may stumble over bytes behind a whole answer: the answer's own end settles that.
        if (message?.complete !== true) finish(sentenceOf(error, url, message !== null));
      });
      client.on('response', (response) => {
        message = response;
        response.on('data', (chunk: Buffer) => body.add(chunk));
        response.on('end', () => finish(response.complete ? null : cutOff(response, body)));
        response.on('error', () => finish(cutOff(response, body)));
        response.on('close', () => finish(response.complete ? null : cutOff(response, body)));
      });
      // A switch of protocols or a tunnel has no body: the head is the whole answer.
      for (const event of ['upgrade', 'connect'] as const) {
        client.on(event, (response: http.IncomingMessage) => {
          message = response;
          finish(null);
        });
      }
      client.on('close', () => {
        if (message === null) finish(sentenceOf({ code: 'ECONNRESET' }, url, false));
      });
    }
  });
}

function parseUrl(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Error(`"${text}" is not an address. Write one like http://localhost:3001/events.`);
  }
  if (url.protocol !== 'http:') {
    throw new Error(`Only http: addresses can be called here, found "${url.protocol}".`);
  }
  return url;
}

/** The headers as asked for, with those that HTTP/1.1 needs where they are missing. */
function completeHeaders(request: HttpRequestSpec, url: URL, bodyBytes: number): HeaderList {
  const has = (name: string) => headerOf(request.headers, name) !== null;
  const headers: HeaderList = has('host') ? [] : [['Host', url.host]];
  headers.push(...request.headers);
  const expectsBody = /^(POST|PUT|PATCH)$/i.test(request.method);
  if ((bodyBytes > 0 || expectsBody) && !has('content-length') && !has('transfer-encoding')) {
    headers.push(['Content-Length', String(bodyBytes)]);
  }
  if (!has('connection')) headers.push(['Connection', 'close']);
  return headers;
}

/** A connection whose two directions are copied as they pass. */
function tap(
  url: URL,
  sent: CappedBytes,
  received: CappedBytes,
  on: { connected(): void; firstByte(): void },
): net.Socket {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const socket = net.connect({ host, port: Number(url.port || 80), autoSelectFamily: true });
  socket.setNoDelay(true);
  socket.once('connect', on.connected);
  socket.on('data', (chunk: Buffer) => {
    on.firstByte();
    received.add(chunk);
  });
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  socket.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
    const encoding = typeof rest[0] === 'string' ? (rest[0] as BufferEncoding) : 'utf8';
    sent.add(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
    return write(chunk, ...rest);
  }) as typeof socket.write;
  return socket;
}

function describeResponse(message: http.IncomingMessage, body: CappedBytes): HttpResponseSpec {
  return {
    httpVersion: message.httpVersion,
    status: message.statusCode ?? 0,
    statusText: message.statusMessage ?? '',
    headers: pairs(message.rawHeaders),
    trailers: pairs(message.rawTrailers),
    bodyBase64: body.base64(),
    bodyBytes: body.total,
  };
}

function pairs(flat: string[]): HeaderList {
  const list: HeaderList = [];
  for (let i = 0; i + 1 < flat.length; i += 2) list.push([flat[i] ?? '', flat[i + 1] ?? '']);
  return list;
}

function cutOff(message: http.IncomingMessage, body: CappedBytes): Exchange['error'] {
  const declared = message.headers['content-length'];
  const had = `${body.total} ${body.total === 1 ? 'byte' : 'bytes'} of the body`;
  return {
    code: 'ECONNRESET',
    message:
      declared === undefined
        ? `The connection closed in the middle of the answer, after ${had}.`
        : `The connection closed after ${had}; content-length promised ${declared}.`,
  };
}

/** Bytes behind the answer's end mean that its content-length is too small: the next answer would be misread. */
function trailingBytes(received: CappedBytes, method: string): Exchange['error'] {
  if (received.truncated) return null;
  const { rest, responses } = parseResponses(received.bytes(), true, method);
  const last = responses.at(-1);
  if (rest.length === 0 || last === undefined) return null;
  const sent = last.body.length + rest.length;
  return {
    code: TRAILING_BYTES,
    message:
      `content-length says ${last.body.length} bytes, but the service sent ${sent}: ` +
      'what is left over would be read as the beginning of the next answer.',
  };
}

function timeoutSentence(timeoutMs: number, timings: ExchangeTimings): string {
  const within = `within ${timeoutMs / 1000} s`;
  if (timings.connected === null) return `No connection was made ${within}.`;
  if (timings.firstByte === null) return `The service took the connection and did not answer ${within}.`;
  return `The answer began and did not end ${within}.`;
}
