/**
 * The service worker without the worker: what to keep, what to answer, what to forget. `worker.ts` connects it to
 * the browser, tests to fakes.
 *
 * One cache holds the files of all versions. A file whose name carries its hash is kept under its address, any
 * other under address + revision, so that versions share what they have in common. Beside the files lie the
 * manifests of the versions, newest last; the current and the previous one are kept, the rest is forgotten when a
 * new version takes over. That moment comes when no page of the old version is open (the worker never skips
 * waiting), and a page that was somehow missed still finds the previous version's files.
 */
import { isImmutable, type OfflineFile, type OfflineManifest } from './manifest.ts';

/** The part of the browser it needs. */
export interface OfflineEnvironment {
  /** The site's base as an absolute address with a slash at the end. */
  scope: string;
  cache: () => Promise<Pick<Cache, 'match' | 'put' | 'delete' | 'keys'>>;
  fetch: typeof fetch;
  /** Resolves after that many milliseconds. */
  wait: (ms: number) => Promise<void>;
}

export interface Offline {
  /** Brings every essential file; files already here are not fetched again. Rejects with the address that failed. */
  fill(onProgress?: (done: number, total: number) => void): Promise<void>;
  /** Brings what is nice to have; never rejects. */
  fillExtra(): Promise<void>;
  /** Forgets versions older than the previous one. */
  forgetOld(): Promise<void>;
  status(): Promise<{ done: number; total: number }>;
  /** The answer to a request, or null when the request is none of ours. */
  respond(request: Request): Promise<Response> | null;
}

/** How long a page may wait for a slow network before the kept copy is shown. */
const PATIENCE_MS = 3000;
const PARALLEL = 4;
const MANIFESTS = '__versions';
const MISSING_PAGE = '404.html';

export function createOffline(manifest: OfflineManifest, env: OfflineEnvironment): Offline {
  const { scope } = env;
  const byAddress = new Map([...manifest.essential, ...manifest.extra].map((file) => [file.url, file]));
  const keyOf = (file: OfflineFile) =>
    scope + file.url + (file.revision === null ? '' : `?__revision=${file.revision}`);

  async function bring(file: OfflineFile): Promise<void> {
    const cache = await env.cache();
    if ((await cache.match(keyOf(file))) !== undefined) return;
    const address = scope + file.url;
    const response = await env.fetch(address, { cache: file.revision === null ? 'default' : 'no-cache' });
    if (!response.ok || response.redirected) {
      throw new Error(
        `Keeping the course for offline use stopped at ${address}: expected the file itself, found status ` +
          `${response.status}${response.redirected ? ' after a redirect' : ''}. It is tried again on the next visit.`,
      );
    }
    await cache.put(keyOf(file), response);
  }

  async function bringAll(files: OfflineFile[], onDone: () => void): Promise<void> {
    const queue = files.values();
    const worker = async () => {
      for (const file of queue) {
        await bring(file);
        onDone();
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
  }

  async function versions(): Promise<OfflineManifest[]> {
    const cache = await env.cache();
    const kept = await cache.match(scope + MANIFESTS);
    return kept === undefined ? [] : ((await kept.json()) as OfflineManifest[]);
  }

  async function kept(file: OfflineFile | undefined): Promise<Response | undefined> {
    return file === undefined ? undefined : (await env.cache()).match(keyOf(file));
  }

  /** Hashed names: the kept copy is the file. */
  async function immutable(request: Request): Promise<Response> {
    const cache = await env.cache();
    const found = await cache.match(request.url);
    if (found !== undefined) return found;
    const response = await env.fetch(request);
    if (response.ok && !response.redirected) await cache.put(request.url, response.clone());
    return response;
  }

  /** Everything else: the network, unless it is gone or slower than a reader's patience. */
  async function fresh(request: Request, file: OfflineFile | undefined): Promise<Response> {
    const network = env.fetch(request);
    // When the kept copy wins, a network that fails later is nobody's news.
    network.catch(() => {});
    const slow = env.wait(PATIENCE_MS).then(() => kept(file));
    try {
      return (await Promise.race([network, slow])) ?? (await network);
    } catch (error) {
      const copy = await kept(file);
      if (copy !== undefined) return copy;
      const missing = request.mode === 'navigate' ? await kept(byAddress.get(MISSING_PAGE)) : undefined;
      if (missing !== undefined) return new Response(missing.body, { status: 404, headers: missing.headers });
      throw error;
    }
  }

  return {
    async fill(onProgress) {
      let done = 0;
      await bringAll(manifest.essential, () => onProgress?.(++done, manifest.essential.length));
      const cache = await env.cache();
      const others = (await versions()).filter((entry) => entry.version !== manifest.version);
      await cache.put(scope + MANIFESTS, Response.json([...others, manifest]));
    },

    async fillExtra() {
      for (const file of manifest.extra) await bring(file).catch(() => {});
    },

    async forgetOld() {
      const cache = await env.cache();
      const recent = (await versions()).slice(-2);
      const wanted = new Set(recent.flatMap((entry) => [...entry.essential, ...entry.extra]).map(keyOf));
      wanted.add(scope + MANIFESTS);
      const requests = await cache.keys();
      await Promise.all(
        requests.filter(({ url }) => !wanted.has(url)).map((request) => cache.delete(request)),
      );
      await cache.put(scope + MANIFESTS, Response.json(recent));
    },

    async status() {
      const cache = await env.cache();
      const here = new Set((await cache.keys()).map(({ url }) => url));
      const done = manifest.essential.filter((file) => here.has(keyOf(file))).length;
      return { done, total: manifest.essential.length };
    },

    respond(request) {
      if (request.method !== 'GET' || request.headers.has('range')) return null;
      const url = new URL(request.url);
      const path = url.origin + url.pathname;
      if (!path.startsWith(scope)) return null;
      const address = path.slice(scope.length);
      if (isImmutable(address)) return immutable(request);
      const file = byAddress.get(address) ?? byAddress.get(`${address}/`);
      return file === undefined && request.mode !== 'navigate' ? null : fresh(request, file);
    },
  };
}
