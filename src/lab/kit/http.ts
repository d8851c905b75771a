import { exchange, TRAILING_BYTES } from '../exchange/exchange.ts';
import type { Exchange, HeaderList, HttpRequestSpec } from '../protocol.ts';
import { CheckFailure, show } from './failure.ts';
import { record } from './journal.ts';
import { askProc } from './link.ts';
import { serviceAddress } from './services.ts';

/** A request to a service. */
export interface HttpRequest {
  /** Path and query, e.g. `/events/e1/seats?free=true`. */
  path: string;
  /** Default `GET`, or `POST` when there is a body. */
  method?: string;
  headers?: Record<string, string> | HeaderList;
  /** Text or bytes as they are; any other value as JSON, with its content-type unless you give one. */
  body?: unknown;
  /** The service's name; default: the lesson's first service. */
  service?: string;
  /** For the whole exchange; default 5,000. */
  timeoutMs?: number;
}

/** A whole answer. */
export interface HttpAnswer {
  status: number;
  statusText: string;
  /** Names in lower case; a repeated field's values are joined with `, `. */
  headers: Record<string, string>;
  /** As on the wire: order, case and repetition. */
  rawHeaders: HeaderList;
  /** The body as UTF-8. */
  text: string;
  /** The body parsed; fails the check with a sentence when it is not JSON. */
  json<T = unknown>(): T;
  /** Everything about it, the raw bytes of both directions included. */
  exchange: Exchange;
}

/**
 * Sends one request on a connection of its own. Fails the check when no whole answer comes.
 *
 * @example
 * const res = await http('/events/e1/seats');
 * const made = await http({ path: '/events/e1/holds', body: { seat: 'A1', fan: 'Zoë' } });
 * check(made.status).is(201, 'A hold was made, so the answer is 201 Created.');
 */
export async function http(request: string | HttpRequest): Promise<HttpAnswer> {
  const wanted = typeof request === 'string' ? { path: request } : request;
  const address = serviceAddress(wanted.service);
  const spec = toSpec(wanted, address.port);
  const result = await exchange(spec);
  record(result);
  const { response, error } = result;
  const what = `${spec.method} ${wanted.path}`;
  if (error?.code === TRAILING_BYTES) {
    throw new CheckFailure(`The answer to ${what} does not end where its content-length says.`, {
      expected: 'content-length equal to the bytes of the body',
      observed: error.message,
    });
  }
  if (response === null || error !== null) {
    throw new CheckFailure(`${what} got no whole answer. ${await explain(address.name)}`.trim(), {
      expected: 'a whole HTTP answer',
      observed: error?.message ?? 'nothing',
    });
  }
  const text = Buffer.from(response.bodyBase64, 'base64').toString('utf8');
  return {
    status: response.status,
    statusText: response.statusText,
    headers: byName(response.headers),
    rawHeaders: response.headers,
    text,
    json: <T>() => parseJson(text, what) as T,
    exchange: result,
  };
}

/** A process's end is known a moment after its connections broke. */
const EXIT_GRACE_MS = 100;

/** `''` while the service is alive; else the sentence that says it is gone. */
async function explain(service: string): Promise<string> {
  let state = await askProc(service);
  if (state?.exitCode === null) {
    await new Promise((go) => setTimeout(go, EXIT_GRACE_MS));
    state = await askProc(service);
  }
  if (state === null || state.exitCode === null) return '';
  return `The ${service} process is gone: it exited with code ${state.exitCode}. Its log says why.`;
}

function toSpec(request: HttpRequest, port: number): HttpRequestSpec {
  const headers: HeaderList = Array.isArray(request.headers)
    ? [...request.headers]
    : Object.entries(request.headers ?? {});
  let body = Buffer.alloc(0) as Buffer;
  if (typeof request.body === 'string') body = Buffer.from(request.body);
  else if (request.body instanceof Uint8Array) body = Buffer.from(request.body);
  else if (request.body !== undefined) {
    body = Buffer.from(JSON.stringify(request.body));
    if (!headers.some(([name]) => name.toLowerCase() === 'content-type')) {
      headers.push(['Content-Type', 'application/json']);
    }
  }
  return {
    method: request.method ?? (request.body === undefined ? 'GET' : 'POST'),
    url: `http://localhost:${port}${request.path}`,
    headers,
    bodyBase64: body.toString('base64'),
    timeoutMs: request.timeoutMs ?? 5_000,
  };
}

/** Header fields by lower-case name. */
export function byName(list: HeaderList): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of list) {
    const key = name.toLowerCase();
    headers[key] = headers[key] === undefined ? value : `${headers[key]}, ${value}`;
  }
  return headers;
}

/** @param what whose body it is, for the sentence. */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CheckFailure(`The body of ${what} should be JSON: ${(error as Error).message}.`, {
      expected: 'a JSON body',
      observed: text === '' ? 'an empty body' : show(text),
    });
  }
}
