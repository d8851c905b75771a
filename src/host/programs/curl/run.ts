import process from 'node:process';
import { CurlFailure } from './failure.ts';
import type { CurlOptions } from './options.ts';
import { type Output, openOutput, print } from './output.ts';
import { bodyOf, buildRequest, type CurlRequest } from './request.ts';
import { type Connections, headerOf, type Transfer, type TransferEvents, transfer } from './transfer.ts';
import { parseTarget, redirectTarget, type Target } from './url.ts';
import { type Outcome, writeOut } from './write-out.ts';

/** Fetches one URL with its redirects and retries. Resolves with curl's exit code. */
export async function fetchUrl(
  url: string,
  file: string | null,
  options: CurlOptions,
  connections: Connections,
): Promise<number> {
  const output = openOutput(file);
  try {
    for (let attempt = 0; ; attempt++) {
      const outcome = await attemptUrl(url, file ?? '', options, connections, output);
      const wait = attempt < options.retries ? retryReason(outcome, options) : null;
      if (wait === null) return await report(outcome, options);
      const seconds = options.retryDelay || 2 ** attempt;
      const left = options.retries - attempt;
      if (!options.silent) {
        const retry = `Will retry in ${seconds} seconds. ${left} retries left.`;
        process.stderr.write(`Warning: Problem: ${wait}. ${retry}\n`);
      }
      await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    }
  } finally {
    output.dispose();
  }
}

async function report(outcome: Outcome, options: CurlOptions): Promise<number> {
  const { exitCode, error } = outcome;
  const quiet = options.silent && !options.showError;
  if (exitCode !== 0 && !quiet) await print(process.stderr, `curl: (${exitCode}) ${error}\n`);
  if (options.writeOut !== null) {
    const warnings: string[] = [];
    const text = writeOut(options.writeOut, outcome, (warning) => warnings.push(warning));
    await print(process.stdout, text);
    await print(process.stderr, warnings.join(''));
  }
  return exitCode;
}

async function attemptUrl(
  url: string,
  file: string,
  options: CurlOptions,
  connections: Connections,
  output: Output,
): Promise<Outcome> {
  const began = performance.now();
  const limits = {
    began,
    deadline: options.maxTime > 0 ? began + options.maxTime * 1_000 : Number.POSITIVE_INFINITY,
    connectTimeout: options.connectTimeout * 1_000,
  };
  const outcome: Outcome = {
    ...{ redirects: 0, redirectUrl: '', redirectSeconds: 0, connects: 0, exitCode: 0, error: '', url, file },
    transfer: idle(placeholder(url)),
  };
  try {
    let request = firstRequest(url, options);
    for (;;) {
      const state = idle(request);
      outcome.transfer = state;
      await transfer(state, connections, limits, reporter(options, output, state, outcome));
      const next = redirectOf(state);
      if (!next) break;
      if (!options.follow) {
        outcome.redirectUrl = next.href;
        break;
      }
      if (outcome.redirects >= options.maxRedirects) {
        throw new CurlFailure(47, `Maximum (${options.maxRedirects}) redirects followed`);
      }
      outcome.redirects += 1;
      outcome.redirectSeconds = state.total;
      note(options, `Issue another request to this URL: '${next.href}'`);
      request = followed(request, state.status, next, options);
    }
    const { status } = outcome.transfer;
    if ((options.fail || options.failWithBody) && status >= 400) {
      throw new CurlFailure(22, `The requested URL returned error: ${status}`);
    }
  } catch (error) {
    if (!(error instanceof CurlFailure)) throw error;
    outcome.exitCode = error.code;
    outcome.error = error.message;
  }
  return outcome;
}

function firstRequest(url: string, options: CurlOptions): CurlRequest {
  const target = parseTarget(url, options.pathAsIs);
  const body = bodyOf(options.data);
  if (options.get && body) {
    const path = `${target.path}${target.path.includes('?') ? '&' : '?'}${body.toString()}`;
    const moved = { ...target, path, href: `http://${target.authority}${path}` };
    return buildRequest(options, moved, options.method ?? (options.head ? 'HEAD' : 'GET'), null);
  }
  const inferred = options.head ? 'HEAD' : body ? 'POST' : 'GET';
  return buildRequest(options, target, options.method ?? inferred, body);
}

/** After 301, 302 and 303 a POST becomes a GET, as in browsers; 307 and 308 repeat the request. */
function followed(before: CurlRequest, status: number, target: Target, options: CurlOptions): CurlRequest {
  const repeat = status === 307 || status === 308 || (before.body === null && status !== 303);
  if (repeat) return buildRequest(options, target, before.method, before.body);
  const method = options.method ?? (before.method === 'HEAD' ? 'HEAD' : 'GET');
  return buildRequest(options, target, method, null);
}

function redirectOf(state: Transfer): Target | null {
  const location = headerOf(state, 'location');
  if (![301, 302, 303, 307, 308].includes(state.status) || !location) return null;
  return redirectTarget(state.request.target, location);
}

function retryReason(outcome: Outcome, options: CurlOptions): string | null {
  const { exitCode, transfer: state } = outcome;
  if (exitCode === 28) return 'timeout';
  if (exitCode === 7 && options.retryRefused) return 'connection refused';
  if ([408, 429, 500, 502, 503, 504].includes(state.status)) return 'HTTP error';
  return null;
}

/** Prints what `-v`, `-i` and the body ask for, in curl's order. */
function reporter(options: CurlOptions, output: Output, state: Transfer, outcome: Outcome): TransferEvents {
  const showHead = options.include || options.head;
  const trace = (text: string) => {
    if (options.verbose) process.stderr.write(text);
  };
  let writing: Promise<void> = Promise.resolve();
  const isSkipped = () => {
    const redirected = options.follow && redirectOf(state) !== null;
    return redirected || (options.fail && state.status >= 400);
  };
  return {
    note: (text) => {
      if (text.startsWith('Connected')) outcome.connects += 1;
      note(options, text);
    },
    sent: (head, bodyBytes) => {
      trace(`${head.map((line) => `> ${line}\r\n`).join('')}> \r\n`);
      if (bodyBytes > 0 && output.elsewhere) trace(`} [${bodyBytes} bytes data]\n`);
    },
    head: (lines) => {
      trace(`${lines.map((line) => `< ${line}\r\n`).join('')}< \r\n`);
      if (options.follow && redirectOf(state) && headerOf(state, 'content-length') !== '0') {
        note(options, 'Ignoring the response-body');
      }
      if (showHead) writing = output.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'));
    },
    data: async (chunk) => {
      if (output.elsewhere) trace(`{ [${chunk.length} bytes data]\n`);
      await writing;
      if (!isSkipped()) await output.write(chunk);
    },
  };
}

function note(options: CurlOptions, text: string): void {
  if (options.verbose) process.stderr.write(`* ${text}\n`);
}

function idle(request: CurlRequest): Transfer {
  return {
    ...{ request, status: 0, httpVersion: '', headers: [], received: 0, headerBytes: 0 },
    ...{ connected: 0, firstByte: 0, total: 0, remote: null, local: null, reusable: false },
  };
}

/** Stands in the outcome of an address that could not be read. */
function placeholder(url: string): CurlRequest {
  const target = { host: '', port: 0, path: '/', user: null, authority: '', href: url };
  return { method: 'GET', target, headers: [], body: null };
}
