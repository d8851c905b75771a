import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { CurlFailure } from './failure.ts';
import type { CurlRequest } from './request.ts';

/** What is known of a transfer so far; `--write-out` and the limits read it. */
export interface Transfer {
  request: CurlRequest;
  /** 0 until a response has come. */
  status: number;
  httpVersion: string;
  headers: [string, string][];
  received: number;
  headerBytes: number;
  /** Seconds since the start of the transfer. */
  connected: number;
  firstByte: number;
  total: number;
  remote: { address: string; port: number } | null;
  local: { address: string; port: number } | null;
  /** The server keeps the connection open. */
  reusable: boolean;
}

export interface TransferEvents {
  /** A line for `-v`, without the `* `. */
  note(text: string): void;
  /** The head of the request as it is sent. */
  sent(head: string[], bodyBytes: number): void;
  /** The head of a response, 1xx ones too. */
  head(lines: string[], transfer: Transfer): void;
  /** Resolves when the bytes are taken. */
  data(chunk: Buffer): Promise<void>;
}

export interface Limits {
  /** Milliseconds since the epoch of `performance.now()`; Infinity is no limit. */
  deadline: number;
  began: number;
  /** Milliseconds; 0 is no limit. */
  connectTimeout: number;
}

/** Connections of one run of curl, numbered as `-v` numbers them. */
export class Connections {
  readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #numbers = new WeakMap<Socket, number>();
  #next = 0;

  numberOf(socket: Socket): { number: number; fresh: boolean } {
    const known = this.#numbers.get(socket);
    if (known !== undefined) return { number: known, fresh: false };
    const number = this.#next++;
    this.#numbers.set(socket, number);
    return { number, fresh: true };
  }

  dispose(): void {
    this.agent.destroy();
  }
}

/** Sends one request and reads its response to the end. @throws CurlFailure */
export async function transfer(
  state: Transfer,
  connections: Connections,
  limits: Limits,
  events: TransferEvents,
): Promise<void> {
  const { request } = state;
  const { target } = request;
  let number = 0;
  let socket: Socket | null = null;
  let gone = false;
  const since = () => (performance.now() - limits.began) / 1_000;
  const outgoing = httpRequest({
    agent: connections.agent,
    host: target.host,
    port: target.port,
    path: target.path,
    method: request.method,
    setHost: false,
  });
  for (const [name, value] of request.headers) outgoing.appendHeader(name, value);
  // curl does not send this header, and Node would.
  outgoing.removeHeader('Connection');
  const ready = (connected: Socket, fresh: boolean) => {
    state.connected = since();
    const address = connected.remoteAddress ?? target.host;
    state.remote = { address, port: connected.remotePort ?? target.port };
    state.local = { address: connected.localAddress ?? '', port: connected.localPort ?? 0 };
    if (fresh) events.note(`Connected to ${target.host} (${address}) port ${target.port} (#${number})`);
    else events.note(`Re-using existing connection #${number} with host ${target.host}`);
    const authorization = request.headers.find(([name]) => name === 'Authorization')?.[1];
    if (authorization?.startsWith('Basic ')) {
      const [user] = Buffer.from(authorization.slice(6), 'base64').toString().split(':');
      events.note(`Server auth using Basic with user '${user}'`);
    }
    const lines = request.headers.map(([name, value]) => `${name}: ${value}`);
    events.sent([`${request.method} ${target.path} HTTP/1.1`, ...lines], request.body?.length ?? 0);
  };
  outgoing.on('socket', (used: Socket) => {
    socket = used;
    const known = connections.numberOf(used);
    number = known.number;
    if (!known.fresh) ready(used, false);
    else {
      const shown = target.host === 'localhost' ? '127.0.0.1' : target.host;
      events.note(`  Trying ${shown.includes(':') ? `[${shown}]` : shown}:${target.port}...`);
      if (used.connecting) used.once('connect', () => ready(used, true));
      else ready(used, true);
    }
  });
  try {
    await new Promise<void>((resolve, reject) => {
      const timers = startTimers(state, limits, since, (failure) => {
        gone = true;
        outgoing.destroy();
        reject(failure);
      });
      const settle = (action: () => void) => {
        for (const timer of timers) clearTimeout(timer);
        action();
      };
      outgoing.on('error', (error) => settle(() => reject(failureOf(error, state, since()))));
      outgoing.on('information', (info) => {
        events.head([`HTTP/1.1 ${info.statusCode} ${info.statusMessage}`, ...pairs(info.rawHeaders)], state);
      });
      outgoing.on('response', (response) => {
        takeHead(response, state, since());
        const line = `HTTP/${response.httpVersion} ${response.statusCode} ${response.statusMessage}`;
        events.head([line, ...pairs(response.rawHeaders)], state);
        readBody(response, state, events).then(
          () => settle(resolve),
          (error: Error) => settle(() => reject(error)),
        );
      });
      outgoing.end(request.body ?? undefined);
    });
    state.total = since();
    if (state.reusable) events.note(`Connection #${number} to host ${target.host} left intact`);
    else events.note(`Closing connection ${number}`);
  } catch (error) {
    state.total = since();
    if (!(error instanceof CurlFailure)) throw error;
    if (error.code === 7)
      events.note(`connect to ${shownHost(target.host)} port ${target.port} failed: Connection refused`);
    events.note(error.message);
    events.note(`Closing connection ${number}`);
    if (!gone) (socket as Socket | null)?.destroy();
    throw error;
  }
}

function shownHost(host: string): string {
  return host === 'localhost' ? '127.0.0.1' : host;
}

function startTimers(
  state: Transfer,
  limits: Limits,
  since: () => number,
  fail: (failure: CurlFailure) => void,
): NodeJS.Timeout[] {
  const timers: NodeJS.Timeout[] = [];
  const ms = () => Math.round(since() * 1_000);
  const left = limits.deadline - performance.now();
  if (Number.isFinite(left)) {
    const text = () => `Operation timed out after ${ms()} milliseconds with ${received(state)} received`;
    timers.push(setTimeout(() => fail(new CurlFailure(28, text())), Math.max(0, left)));
  }
  if (limits.connectTimeout > 0) {
    const check = () => {
      if (state.connected === 0) fail(new CurlFailure(28, `Connection timed out after ${ms()} milliseconds`));
    };
    timers.push(setTimeout(check, limits.connectTimeout));
  }
  return timers;
}

function received(state: Transfer): string {
  const expected = headerOf(state, 'content-length');
  return expected && state.status ? `${state.received} out of ${expected} bytes` : `${state.received} bytes`;
}

function takeHead(response: IncomingMessage, state: Transfer, at: number): void {
  state.firstByte = at;
  state.status = response.statusCode ?? 0;
  state.httpVersion = response.httpVersion;
  state.headers = [];
  for (let index = 0; index < response.rawHeaders.length; index += 2) {
    state.headers.push([response.rawHeaders[index] ?? '', response.rawHeaders[index + 1] ?? '']);
  }
  const lines = [`HTTP/1.1 ${state.status} ${response.statusMessage}`, ...pairs(response.rawHeaders), ''];
  state.headerBytes += lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 2, 0);
  const connection = headerOf(state, 'connection')?.toLowerCase();
  state.reusable = connection !== 'close' && (state.httpVersion === '1.1' || connection === 'keep-alive');
}

async function readBody(response: IncomingMessage, state: Transfer, events: TransferEvents): Promise<void> {
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      state.received += chunk.length;
      await events.data(chunk);
    }
  } catch (error) {
    if (error instanceof CurlFailure) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ECONNRESET') throw failureOf(error as Error, state, 0);
    const expected = headerOf(state, 'content-length');
    const rest = expected
      ? `${Number(expected) - state.received} bytes remaining`
      : 'outstanding read data remaining';
    throw new CurlFailure(18, `transfer closed with ${rest}${expected ? ' to read' : ''}`);
  }
}

export function headerOf(state: Pick<Transfer, 'headers'>, name: string): string | undefined {
  return state.headers.find(([key]) => key.toLowerCase() === name)?.[1];
}

function failureOf(error: Error, state: Transfer, seconds: number): CurlFailure {
  const { code } = error as NodeJS.ErrnoException;
  const { target } = state.request;
  if (error instanceof CurlFailure) return error;
  if (state.connected === 0) {
    const ms = Math.floor(seconds * 1_000);
    const place = `${target.host} port ${target.port}`;
    return new CurlFailure(7, `Failed to connect to ${place} after ${ms} ms: Couldn't connect to server`);
  }
  if (error.message === 'socket hang up') return new CurlFailure(52, 'Empty reply from server');
  if (code === 'ECONNRESET') return new CurlFailure(56, 'Recv failure: Connection reset by peer');
  if (code === 'EPIPE') return new CurlFailure(55, 'Send failure: Broken pipe');
  if (code?.startsWith('HPE_'))
    return new CurlFailure(1, `Received HTTP/0.9 when not allowed (${error.message})`);
  return new CurlFailure(56, error.message);
}

function pairs(raw: readonly string[]): string[] {
  const lines: string[] = [];
  for (let index = 0; index < raw.length; index += 2) lines.push(`${raw[index]}: ${raw[index + 1]}`);
  return lines;
}
