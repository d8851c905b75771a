/** A static server from memory: a build that is replaced while the tests run does not disturb them. */
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

export interface Page {
  type: string;
  body: string | Uint8Array;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
};

/** As the site is served; without these headers the host works too (tests/e2e/hosting.spec.ts). */
const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/** Serves `headless.html` and `runtime/*` of `folder`, and `extra` by address, on a free port. */
export async function serveMemory(
  folder: string,
  extra: Record<string, Page>,
): Promise<{ url: string; close: () => Promise<void> }> {
  const pages = new Map(Object.entries(extra));
  const runtime = (await readdir(path.join(folder, 'runtime'))).map((name) => `runtime/${name}`);
  for (const name of ['headless.html', ...runtime]) {
    const type = TYPES[path.extname(name)];
    if (type === undefined) continue;
    const body = await readFile(path.join(folder, name));
    pages.set(`/${name.replace(/\.html$/, '')}`, { type, body });
  }
  const server = createServer((request, response) => {
    const page = pages.get((request.url ?? '/').replace(/\?.*/, ''));
    if (page) response.writeHead(200, { ...ISOLATED, 'content-type': page.type }).end(page.body);
    else response.writeHead(404, { 'content-type': 'text/plain' }).end('Not here.');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
