/**
 * The static server behind `npm start`. `node:http` and nothing else.
 *
 *   node scripts/serve.ts [--port 4321] [--host localhost] [--base /course/] [--no-isolation] [--quiet] [--root dist]
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Encoding, type Found, openFolder, type StaticFolder } from './lib/static-folder.ts';

export interface ServeOptions {
  /** Folder of the build; default `dist` of this project. */
  root?: string;
  /** Default 4321; 0 takes any free port. */
  port?: number;
  /** Default `localhost`; `0.0.0.0` opens the server to the network. */
  host?: string;
  /** Where the site lives below the origin, as it was built: `/course/`. Default `/`. */
  base?: string;
  /** False leaves out COOP and COEP, as on a host where headers cannot be set. Default true. */
  isolation?: boolean;
  /** Told after each response was sent. */
  onResponse?: (info: ResponseInfo) => void;
}

export interface ResponseInfo {
  /** Path of the request without its query. */
  path: string;
  status: number;
  /** Bytes of the body as sent, that is compressed. */
  bytes: number;
  encoding: Encoding;
}

export interface Serving {
  /** With the base and a slash at the end. */
  url: string;
  close(): Promise<void>;
}

const DEFAULT_PORT = 4321;

/**
 * Serves a build until `close()`.
 * @throws Error, one sentence, when the folder holds no build or the address is taken.
 */
export async function serve(options: ServeOptions = {}): Promise<Serving> {
  const root = options.root ?? fileURLToPath(new URL('../dist/', import.meta.url));
  const host = options.host ?? 'localhost';
  const port = options.port ?? DEFAULT_PORT;
  const base = `/${options.base ?? ''}/`.replace(/\/+/g, '/');
  const folder = await openFolder(root);
  const isolation = options.isolation ?? true;

  const server = createServer((request, response) => {
    answer(folder, { base, isolation }, request, response)
      .then((info) => options.onResponse?.(info))
      .catch((error: unknown) => {
        console.error(`${request.method} ${request.url} failed:`, error);
        if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
        response.end('The server failed on this request; its terminal says why.\n');
      });
  });
  await listen(server, port, host);
  const { port: actual } = server.address() as AddressInfo;
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return {
    url: `http://${shown.includes(':') ? `[${shown}]` : shown}:${actual}${base}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new Error(
        `Port ${port} on ${host} is taken by another program: stop that one, or choose another port with --port ${port + 1}.`,
      );
    }
    if (code === 'EACCES') {
      throw new Error(
        `Port ${port} needs more rights than this user has: choose one above 1023 with --port ${DEFAULT_PORT}.`,
      );
    }
    if (code === 'ENOTFOUND' || code === 'EADDRNOTAVAIL') {
      throw new Error(
        `"${host}" is no address of this machine: use --host localhost, or --host 0.0.0.0 for the whole network.`,
      );
    }
    throw error;
  }
}

async function answer(
  folder: StaticFolder,
  { base, isolation }: { base: string; isolation: boolean },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<ResponseInfo> {
  const [path = '/', query] = (request.url ?? '/').split('?', 2) as [string, string?];
  const common: Record<string, string> = {
    'x-content-type-options': 'nosniff',
    ...(isolation
      ? {
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-embedder-policy': 'require-corp',
          'cross-origin-resource-policy': 'same-origin',
        }
      : {}),
  };
  const send = (
    status: number,
    headers: Record<string, string>,
    body: Buffer | string = '',
    encoding: Encoding = 'identity',
  ) => {
    const bytes = Buffer.byteLength(body);
    response.writeHead(status, {
      ...common,
      ...headers,
      ...(status === 304 ? {} : { 'content-length': String(bytes) }),
    });
    if (request.method === 'HEAD' || status === 304) response.end();
    else response.end(body);
    return { path, status, bytes: request.method === 'HEAD' || status === 304 ? 0 : bytes, encoding };
  };

  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return send(405, { allow: 'GET, HEAD', 'content-type': 'text/plain' }, 'Only GET and HEAD work here.\n');
  }
  const decoded = decode(path);
  if (decoded === null)
    return send(400, { 'content-type': 'text/plain' }, 'This address cannot be decoded.\n');
  const suffix = query === undefined ? '' : `?${query}`;
  if (`${decoded}/` === base) return send(308, { location: base + suffix });
  if (!decoded.startsWith(base)) {
    return decoded === '/'
      ? send(302, { location: base })
      : send(404, { 'content-type': 'text/plain; charset=utf-8' }, `This site lives below ${base}\n`);
  }

  const inside = decoded.slice(base.length);
  const found = await folder.find(inside);
  if (found?.kind === 'redirect') return send(308, { location: `${base}${encodeURI(found.to)}${suffix}` });
  if (found === null) {
    const missing = await folder.find('404.html');
    if (missing?.kind !== 'file')
      return send(404, { 'content-type': 'text/plain; charset=utf-8' }, 'Not found.\n');
    const { body, encoding } = await missing.body(accepted(request));
    return send(404, headersOf(missing, encoding, 'no-cache'), body, encoding);
  }

  const control = found.immutable ? 'public, max-age=31536000, immutable' : 'no-cache';
  const { body, encoding } = await found.body(accepted(request));
  const headers = headersOf(found, encoding, control);
  const same = request.headers['if-none-match']?.split(',').some((tag) => tag.trim() === headers.etag);
  return same ? send(304, headers, '', encoding) : send(200, headers, body, encoding);
}

function headersOf(
  file: Found & { kind: 'file' },
  encoding: Encoding,
  control: string,
): Record<string, string> {
  return {
    'content-type': file.type,
    'cache-control': control,
    etag: `"${file.hash}${encoding === 'identity' ? '' : `-${encoding}`}"`,
    vary: 'accept-encoding',
    ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
  };
}

function accepted(request: IncomingMessage): Encoding[] {
  const header = String(request.headers['accept-encoding'] ?? '');
  const offers = header.split(',').map((part) => part.trim().toLowerCase());
  const takes = (name: string) =>
    offers.some((offer) => offer.split(';', 1)[0] === name && !/;\s*q=0(\.0*)?$/.test(offer));
  return (['br', 'gzip'] as const).filter(takes);
}

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: String(DEFAULT_PORT) },
      host: { type: 'string', default: 'localhost' },
      base: { type: 'string', default: process.env.BULKHEAD_BASE ?? '/' },
      root: { type: 'string' },
      'no-isolation': { type: 'boolean', default: false },
      quiet: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error(`--port should be a number from 0 to 65535, found "${values.port}".`);
  }
  const { url, close } = await serve({
    port,
    host: values.host,
    base: values.base,
    isolation: !values['no-isolation'],
    ...(values.root === undefined ? {} : { root: values.root }),
  });
  if (!values.quiet) console.log(`Bulkhead is served at ${url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close());
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
