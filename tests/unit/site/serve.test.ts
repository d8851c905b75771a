import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ResponseInfo, type ServeOptions, type Serving, serve } from '../../../scripts/serve.ts';

const LONG = 'const seat = 1;\n'.repeat(200);
let root: string;
const running: Serving[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'bulkhead-serve-'));
  const files = {
    'dist/index.html': '<h1>landing</h1>',
    'dist/404.html': '<h1>missing</h1>',
    'dist/headless.html': 'host',
    'dist/learn/a/index.html': 'lesson',
    'dist/_astro/app.Bx1.js': LONG,
    'dist/runtime/oxc-6b73c5e64a28.wasm': 'wasm',
    'dist/.hidden': 'no',
    'dist/_headers': 'no',
    'secret.txt': 'secret',
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
});

afterAll(() => rm(root, { recursive: true }));
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function start(options: ServeOptions = {}): Promise<Serving> {
  const server = await serve({ root: join(root, 'dist'), port: 0, ...options });
  running.push(server);
  return server;
}

/** The bytes as sent: `fetch` would decompress them. */
async function raw(
  url: string,
  headers: Record<string, string>,
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }> {
  const request = get(url, { headers });
  const [response] = await once(request, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
}

describe('addresses', () => {
  it('gives pages by clean addresses', async () => {
    const { url } = await start();
    expect(await (await fetch(url)).text()).toBe('<h1>landing</h1>');
    expect(await (await fetch(`${url}headless?version=1`)).text()).toBe('host');
    expect(await (await fetch(`${url}learn/a/`)).text()).toBe('lesson');
  });

  it('sends a folder without its slash to the one with it, query included', async () => {
    const { url } = await start();
    const response = await fetch(`${url}learn/a?host=builtin`, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([308, '/learn/a/?host=builtin']);
  });

  it('answers 404 with the site’s own page', async () => {
    const { url } = await start();
    const response = await fetch(`${url}nowhere`);
    expect([response.status, await response.text()]).toEqual([404, '<h1>missing</h1>']);
  });

  it('lives below a base', async () => {
    const { url } = await start({ base: '/course/' });
    expect(new URL(url).pathname).toBe('/course/');
    expect(await (await fetch(`${url}learn/a/`)).text()).toBe('lesson');
    expect((await fetch(new URL('/learn/a/', url))).status).toBe(404);
    expect((await fetch(new URL('/course', url), { redirect: 'manual' })).headers.get('location')).toBe(
      '/course/',
    );
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/learn/../../secret.txt',
    '/.hidden',
    '/_headers',
    '/%00',
  ])('never leaves its folder: %s', async (path) => {
    const { url } = await start();
    const { port } = new URL(url);
    const socket = connect(Number(port), 'localhost');
    socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 404 /);
  });

  it('answers 400 to an address that cannot be decoded, and 405 to a method it does not know', async () => {
    const { url } = await start();
    expect((await fetch(`${url}%zz`)).status).toBe(400);
    const post = await fetch(url, { method: 'POST' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('headers', () => {
  it('isolates pages, unless it is told not to', async () => {
    const isolated = await fetch((await start()).url);
    expect(isolated.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(isolated.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    const open = await fetch((await start({ isolation: false })).url);
    expect(open.headers.get('cross-origin-embedder-policy')).toBeNull();
  });

  it('lets hashed files be kept for ever and asks for all others each time', async () => {
    const { url } = await start();
    expect((await fetch(`${url}_astro/app.Bx1.js`)).headers.get('cache-control')).toContain('immutable');
    expect((await fetch(`${url}runtime/oxc-6b73c5e64a28.wasm`)).headers.get('cache-control')).toContain(
      'immutable',
    );
    expect((await fetch(url)).headers.get('cache-control')).toBe('no-cache');
  });

  it('names types as browsers need them', async () => {
    const { url } = await start();
    expect((await fetch(`${url}runtime/oxc-6b73c5e64a28.wasm`)).headers.get('content-type')).toBe(
      'application/wasm',
    );
    expect((await fetch(`${url}_astro/app.Bx1.js`)).headers.get('content-type')).toMatch(/^text\/javascript/);
  });

  it('answers 304 when the browser has the same content', async () => {
    const { url } = await start();
    const first = await raw(url, {});
    const again = await raw(url, { 'if-none-match': String(first.headers.etag) });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });
});

describe('bytes', () => {
  it('are compressed as the browser accepts it, and counted as sent', async () => {
    const seen: ResponseInfo[] = [];
    const { url } = await start({ onResponse: (info) => seen.push(info) });
    const { body, headers } = await raw(`${url}_astro/app.Bx1.js`, { 'accept-encoding': 'gzip, br' });
    expect(headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(body).toString()).toBe(LONG);
    expect(seen).toEqual([{ path: '/_astro/app.Bx1.js', status: 200, bytes: body.length, encoding: 'br' }]);
  });

  it('are the build’s own brotli file where there is one', async () => {
    await writeFile(join(root, 'dist/_astro/app.Bx1.js.br'), 'packed by the build');
    const { url } = await start();
    const { body } = await raw(`${url}_astro/app.Bx1.js`, { 'accept-encoding': 'br' });
    expect(body.toString()).toBe('packed by the build');
    await rm(join(root, 'dist/_astro/app.Bx1.js.br'));
  });

  it('are plain when compression is refused', async () => {
    const { url } = await start();
    const { headers } = await raw(`${url}_astro/app.Bx1.js`, { 'accept-encoding': 'br;q=0' });
    expect(headers['content-encoding']).toBeUndefined();
  });
});

describe('starting', () => {
  it('says in a sentence that the port is taken', async () => {
    const { url } = await start();
    const port = Number(new URL(url).port);
    await expect(start({ port })).rejects.toThrow(`Port ${port} on localhost is taken by another program`);
  });

  it('says in a sentence that nothing was built', async () => {
    await expect(start({ root: join(root, 'empty') })).rejects.toThrow('build it first with npm run build');
  });
});
