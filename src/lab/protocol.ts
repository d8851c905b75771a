/**
 * The wire between a page (or a terminal) and the lab programs inside the container.
 *
 * Both directions are lines of ASCII JSON over stdio. A line that carries a message starts with
 * {@link TO_LAB} or {@link FROM_LAB}; anything else on the stream (a pty's echo, a stray print) is
 * not ours and is ignored. Non-ASCII characters are escaped (`\uXXXX`), so that a chunk boundary can
 * never fall inside a character.
 */
export const TO_LAB = '\u0001>';
export const FROM_LAB = '\u0001<';

/** Header fields in the order they stood on the wire; names keep their case. */
export type HeaderList = [name: string, value: string][];

/** What the page asks the agent to send. `body` is base64, so that any bytes can be sent. */
export interface HttpRequestSpec {
  method: string;
  /** Absolute, `http:` only. */
  url: string;
  headers: HeaderList;
  bodyBase64: string;
  /** Milliseconds for the whole exchange; the default is 10,000. */
  timeoutMs?: number;
}

/** Milliseconds since the request was started; a phase that was not reached is null. */
export interface ExchangeTimings {
  connected: number | null;
  requestSent: number | null;
  firstByte: number | null;
  done: number;
}

export interface HttpResponseSpec {
  httpVersion: string;
  status: number;
  statusText: string;
  headers: HeaderList;
  trailers: HeaderList;
  /** Decoded from the transfer coding. Cut at 1 MiB; `bodyBytes` is the true length. */
  bodyBase64: string;
  bodyBytes: number;
}

/** One request and everything that came back, as bytes on the wire and as parsed. */
export interface Exchange {
  request: HttpRequestSpec;
  /** Exactly the bytes written to the socket, base64, cut at 256 KiB. */
  sentBase64: string;
  /** Exactly the bytes read from the socket, base64, cut at 256 KiB. */
  receivedBase64: string;
  response: HttpResponseSpec | null;
  timings: ExchangeTimings;
  /** Wall clock at the start, milliseconds since the epoch. */
  startedAt: number;
  /** Set when no whole response arrived: a Node error code where there is one, and a sentence. */
  error: { code: string | null; message: string } | null;
}

/** Page → agent. */
export type ToAgent = { type: 'http'; id: number; request: HttpRequestSpec } | { type: 'cancel'; id: number };

/** Agent → page. */
export type FromAgent =
  | { type: 'ready'; node: string; pid: number }
  | { type: 'exchange'; id: number; exchange: Exchange }
  | { type: 'bad-request'; id: number | null; message: string };

/** A service a lesson runs. `command` is run with the project folder as cwd. */
export interface ServiceSpec {
  name: string;
  /** argv, e.g. `['node', 'src/main.ts']`. */
  command: string[];
  /** The port the learner sees; given to the process as `PORT`. A check run gives another, free one. */
  port: number;
  env?: Record<string, string>;
  /** Milliseconds until the port must accept connections; default 5,000. */
  readyTimeoutMs?: number;
}

/** What `check` is asked to do; passed as JSON in a file, its path as the first argument. */
export interface CheckPlan {
  services: ServiceSpec[];
  /** Paths of check files, relative to the project folder. */
  files: string[];
}

export interface LogLine {
  service: string;
  stream: 'stdout' | 'stderr';
  text: string;
  /** Milliseconds since the epoch. */
  at: number;
}

/** One check's outcome. `expected` and `observed` are for people: short, already formatted. */
export interface CheckResult {
  name: string;
  file: string;
  state: 'passed' | 'failed' | 'skipped';
  ms: number;
  /** A sentence: what is wrong, and where to look. Null when passed. */
  message: string | null;
  expected: string | null;
  observed: string | null;
  /** Log lines the services wrote while this check ran (at most 50, the newest). */
  logs: LogLine[];
  /** Exchanges this check made, newest last (at most 5). */
  exchanges: Exchange[];
}

/** Page → check run, over stdin: end the services and the checks now. No `verdict` follows. */
export type ToCheck = { type: 'stop' };

/** Check run → page. The last message of a run is `verdict` or `fatal`. */
export type FromCheck =
  | {
      type: 'service';
      name: string;
      state: 'starting' | 'ready' | 'exited';
      pid: number | null;
      port: number;
      detail: string | null;
    }
  | { type: 'started'; name: string; file: string }
  | { type: 'result'; result: CheckResult }
  | { type: 'verdict'; passed: number; failed: number; total: number; ms: number }
  /** The run could not be carried out: one sentence, with the next step. */
  | { type: 'fatal'; message: string; logs: LogLine[] };
