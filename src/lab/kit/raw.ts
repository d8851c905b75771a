import * as net from 'node:net';
import { CappedBytes, RAW_LIMIT } from '../exchange/bytes.ts';
import type { ParsedResponse } from '../exchange/responses.ts';
import { parseResponses } from '../exchange/responses.ts';
import type { Exchange, HeaderList } from '../protocol.ts';
import { byName, parseJson } from './http.ts';
import { record } from './journal.ts';
import { serviceAddress } from './services.ts';

/** How raw bytes are sent and how long to wait for what comes back. */
export interface RawOptions {
  /** The service's name; default: the lesson's first service. */
  service?: string;
  /** Milliseconds between two parts; default 0: the next part as soon as the last one was taken. */
  gapMs?: number;
  /** Whole responses to wait for; default 1. */
  responses?: number;
  /** Close our half once everything is sent; default false. */
  end?: boolean;
  /** Milliseconds without any progress (a byte taken or received) after which to give up; default 2,000. */
  idleMs?: number;
}

/** One response read from the raw bytes. */
export interface RawResponse {
  status: number;
  statusText: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  rawHeaders: HeaderList;
  text: string;
  /** The body parsed; fails the check with a sentence when it is not JSON. */
  json<T = unknown>(): T;
  /** False when the connection ended in the middle. */
  complete: boolean;
}

/** What a connection saw. */
export interface RawResult {
  /** Every byte that came back, up to 256 KiB. */
  received: Uint8Array;
  /** The same as UTF-8. */
  text: string;
  responses: RawResponse[];
  /** Bytes the service's side took before it closed, stopped reading, or all was sent. Buffers on the way included. */
  accepted: number;
  /** Bytes there were to send. */
  offered: number;
  /** How it ended: the peer closed, the peer reset, nothing moved for `idleMs`, or we had all we waited for. */
  ending: 'closed' | 'reset' | 'idle' | 'done';
  /** Milliseconds from the connection's start. */
  ms: number;
}

/**
 * Opens a TCP connection, writes exactly these bytes and reads what comes back. An array is sent
 * part by part, each as a write of its own.
 *
 * @example
 * // Two requests on one connection.
 * const two = await raw(['GET / HTTP/1.1\r\nHost: x\r\n\r\n', 'GET /b HTTP/1.1\r\nHost: x\r\n\r\n'], { responses: 2 });
 * // A client that sends one byte every 50 ms.
 * const slow = await raw([...'GET / HTTP/1.1\r\nHost: x\r\n\r\n'], { gapMs: 50 });
 */
export async function raw(
  bytes: string | Uint8Array | readonly (string | Uint8Array)[],
  options: RawOptions = {},
): Promise<RawResult> {
  const parts = (typeof bytes === 'string' || bytes instanceof Uint8Array ? [bytes] : bytes).map((part) =>
    typeof part === 'string' ? Buffer.from(part) : Buffer.from(part),
  );
  const { port } = serviceAddress(options.service);
  const connection = new RawConnection(port, options);
  const result = await connection.run(parts);
  record(asExchange(parts, port, result));
  return result;
}

class RawConnection {
  readonly #options: Required<Omit<RawOptions, 'service'>>;
  readonly #socket: net.Socket;
  readonly #received = new CappedBytes(RAW_LIMIT);
  readonly #ended = Promise.withResolvers<RawResult['ending']>();
  readonly #startedAt = performance.now();
  #accepted = 0;
  #sending = true;
  #idle: NodeJS.Timeout | null = null;

  constructor(port: number, options: RawOptions) {
    this.#options = { gapMs: 0, responses: 1, end: false, idleMs: 2_000, ...options };
    this.#socket = net.connect({ host: 'localhost', port, autoSelectFamily: true });
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (chunk: Buffer) => {
      this.#received.add(chunk);
      this.#progress();
    });
    this.#socket.on('end', () => this.#ended.resolve('closed'));
    this.#socket.on('close', () => this.#ended.resolve('closed'));
    this.#socket.on('error', () => this.#ended.resolve('reset'));
  }

  async run(parts: Buffer[]): Promise<RawResult> {
    this.#progress();
    void this.#send(parts);
    const ending = await this.#ended.promise;
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#socket.destroy();
    const bytes = this.#received.bytes();
    return {
      received: bytes,
      text: bytes.toString('utf8'),
      responses: this.#parse(ending === 'closed').map(describe),
      accepted: this.#accepted,
      offered: parts.reduce((sum, part) => sum + part.length, 0),
      ending,
      ms: Math.round(performance.now() - this.#startedAt),
    };
  }

  async #send(parts: Buffer[]): Promise<void> {
    for (const [index, part] of parts.entries()) {
      if (index > 0 && this.#options.gapMs > 0)
        await new Promise((go) => setTimeout(go, this.#options.gapMs));
      const taken = await new Promise<boolean>((resolve) => {
        this.#socket.write(part, (error) => resolve(error === null || error === undefined));
      });
      if (!taken) return;
      this.#accepted += part.length;
      this.#progress();
    }
    this.#sending = false;
    if (this.#options.end) this.#socket.end();
    this.#progress();
  }

  #parse(ended: boolean): ParsedResponse[] {
    return parseResponses(this.#received.bytes(), ended).responses;
  }

  /** Something moved: see whether all is here, else wait for the next movement. */
  #progress(): void {
    if (this.#idle !== null) clearTimeout(this.#idle);
    const whole = () => this.#parse(false).filter((response) => response.complete).length;
    if (!this.#sending && whole() >= this.#options.responses) {
      this.#ended.resolve('done');
      return;
    }
    this.#idle = setTimeout(() => this.#ended.resolve('idle'), this.#options.idleMs + this.#options.gapMs);
  }
}

function describe(response: ParsedResponse): RawResponse {
  const text = response.body.toString('utf8');
  return {
    status: response.status,
    statusText: response.statusText,
    headers: byName(response.headers),
    rawHeaders: response.headers,
    text,
    json: <T>() => parseJson(text, 'the answer') as T,
    complete: response.complete,
  };
}

/** For the check's report: the same shape as a request made through HTTP. */
function asExchange(parts: Buffer[], port: number, result: RawResult): Exchange {
  const sent = new CappedBytes(RAW_LIMIT);
  for (const part of parts) sent.add(part);
  const requestLine = /^([A-Z]+) (\S+) HTTP\/1\.[01]\r\n/.exec(sent.bytes().toString('latin1', 0, 2_048));
  const response = result.responses[0];
  return {
    request: {
      method: requestLine?.[1] ?? 'RAW',
      url: `http://localhost:${port}${requestLine?.[2] ?? '/'}`,
      headers: [],
      bodyBase64: '',
    },
    sentBase64: sent.bytes().subarray(0, result.accepted).toString('base64'),
    receivedBase64: Buffer.from(result.received).toString('base64'),
    response:
      response === undefined
        ? null
        : {
            httpVersion: '1.1',
            status: response.status,
            statusText: response.statusText,
            headers: response.rawHeaders,
            trailers: [],
            bodyBase64: Buffer.from(response.text).toString('base64'),
            bodyBytes: Buffer.byteLength(response.text),
          },
    timings: { connected: null, requestSent: null, firstByte: null, done: result.ms },
    startedAt: Date.now() - result.ms,
    error:
      result.ending === 'done' || response?.complete === true
        ? null
        : { code: null, message: endingSentence(result) },
  };
}

/** How the connection ended, as a phrase for `observed`. */
export function endingSentence(result: RawResult): string {
  const taken = `after ${result.accepted.toLocaleString('en')} of ${result.offered.toLocaleString('en')} bytes`;
  switch (result.ending) {
    case 'closed':
      return `the service closed the connection ${taken}`;
    case 'reset':
      return `the service broke the connection ${taken}`;
    case 'idle':
      return `nothing more came ${taken}`;
    case 'done':
      return `all ${result.offered.toLocaleString('en')} bytes were taken`;
    default:
      return result.ending satisfies never;
  }
}
