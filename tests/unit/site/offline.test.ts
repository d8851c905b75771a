import { describe, expect, it } from 'vitest';
import type { OfflineFile, OfflineManifest } from '../../../src/site/sw/manifest.ts';
import { createOffline } from '../../../src/site/sw/offline.ts';

const SCOPE = 'https://example.test/course/';

function file(url: string, revision: string | null = null): OfflineFile {
  return { url, revision };
}

function manifest(version: string, ...essential: OfflineFile[]): OfflineManifest {
  return { version, essential, extra: [] };
}

/** A cache, a network that can be cut or hang, and a clock that the test moves. */
function world(site: Record<string, string>) {
  const kept = new Map<string, Response>();
  const asked: string[] = [];
  const waiting: (() => void)[] = [];
  let network: 'up' | 'down' | 'hanging' = 'up';
  const key = (request: RequestInfo | URL) => (request instanceof Request ? request.url : String(request));
  const cache = {
    match: async (request: RequestInfo | URL) => kept.get(key(request))?.clone(),
    put: async (request: RequestInfo | URL, response: Response) => void kept.set(key(request), response),
    delete: async (request: RequestInfo | URL) => kept.delete(key(request)),
    keys: async () => [...kept.keys()].map((url) => new Request(url)),
  };
  return {
    asked,
    site,
    kept: () =>
      [...kept.keys()]
        .map((url) => url.slice(SCOPE.length))
        .filter((url) => url !== '__versions')
        .sort(),
    set network(state: 'up' | 'down' | 'hanging') {
      network = state;
    },
    patienceEnds: () => {
      for (const resolve of waiting.splice(0)) resolve();
    },
    offline: (own: OfflineManifest) =>
      createOffline(own, {
        scope: SCOPE,
        cache: async () => cache,
        fetch: (async (input: RequestInfo | URL) => {
          const url = key(input);
          asked.push(url.slice(SCOPE.length));
          if (network === 'down') throw new TypeError('Failed to fetch');
          if (network === 'hanging') return new Promise<Response>(() => {});
          const text = site[url.slice(SCOPE.length)];
          return new Response(text ?? 'missing', {
            status: text === undefined ? 404 : 200,
            headers: { 'cross-origin-embedder-policy': 'require-corp' },
          });
        }) as typeof fetch,
        wait: () => new Promise<void>((resolve) => waiting.push(resolve)),
      }),
  };
}

function request(
  path: string,
  init: { navigate?: boolean; method?: string; headers?: HeadersInit } = {},
): Request {
  const made = new Request(new URL(path, SCOPE), {
    method: init.method ?? 'GET',
    headers: init.headers ?? {},
  });
  if (init.navigate) Object.defineProperty(made, 'mode', { value: 'navigate' });
  return made;
}

const SITE = { '': 'landing v1', 'learn/a/': 'lesson v1', '_astro/app.1a.js': 'app 1', headless: 'host v1' };
const V1 = manifest(
  'v1',
  file('', 'r1'),
  file('learn/a/', 'r1'),
  file('_astro/app.1a.js'),
  file('headless', 'r1'),
);

describe('keeping the course', () => {
  it('brings every file and counts them', async () => {
    const here = world(SITE);
    const offline = here.offline(V1);
    const counts: number[] = [];
    await offline.fill((done, total) => counts.push(done / total));
    expect(counts).toEqual([0.25, 0.5, 0.75, 1]);
    expect(await offline.status()).toEqual({ done: 4, total: 4 });
  });

  it('does not fetch again what is here', async () => {
    const here = world(SITE);
    await here.offline(V1).fill();
    here.asked.length = 0;
    await here.offline(V1).fill();
    expect(here.asked).toEqual([]);
  });

  it('names the file that could not be had, and goes on from there the next time', async () => {
    const here = world({ ...SITE });
    delete (here.site as Record<string, string>)['learn/a/'];
    await expect(here.offline(V1).fill()).rejects.toThrow('https://example.test/course/learn/a/');
    here.site['learn/a/'] = 'lesson v1';
    await here.offline(V1).fill();
    expect(here.asked.filter((url) => url === '_astro/app.1a.js')).toHaveLength(1);
  });
});

describe('without the network', () => {
  it('answers pages, the host and scripts, with the headers they came with', async () => {
    const here = world(SITE);
    const offline = here.offline(V1);
    await offline.fill();
    here.network = 'down';
    const page = await offline.respond(request('learn/a/?host=builtin', { navigate: true }));
    expect(await page?.text()).toBe('lesson v1');
    expect(page?.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(await (await offline.respond(request('headless?version=1.6.4')))?.text()).toBe('host v1');
    expect(await (await offline.respond(request('_astro/app.1a.js')))?.text()).toBe('app 1');
  });

  it('finds a page whose address lost its slash', async () => {
    const here = world(SITE);
    const offline = here.offline(V1);
    await offline.fill();
    here.network = 'down';
    expect(await (await offline.respond(request('learn/a', { navigate: true })))?.text()).toBe('lesson v1');
  });

  it('answers 404 with the site’s own page where there is none', async () => {
    const here = world({ ...SITE, '404.html': 'no such page' });
    const offline = here.offline({ ...V1, extra: [file('404.html', 'r1')] });
    await offline.fill();
    await offline.fillExtra();
    here.network = 'down';
    const answer = await offline.respond(request('learn/zzz/', { navigate: true }));
    expect([answer?.status, await answer?.text()]).toEqual([404, 'no such page']);
  });

  it('fails as the browser would for a page that was never kept', async () => {
    const here = world(SITE);
    const offline = here.offline(V1);
    await offline.fill();
    here.network = 'down';
    await expect(offline.respond(request('learn/zzz/', { navigate: true }))).rejects.toThrow(
      'Failed to fetch',
    );
  });
});

describe('with the network', () => {
  it('shows the newest page', async () => {
    const here = world({ ...SITE });
    const offline = here.offline(V1);
    await offline.fill();
    here.site['learn/a/'] = 'lesson v2';
    expect(await (await offline.respond(request('learn/a/', { navigate: true })))?.text()).toBe('lesson v2');
  });

  it('shows the kept page when the network is slower than a reader’s patience', async () => {
    const here = world(SITE);
    const offline = here.offline(V1);
    await offline.fill();
    here.network = 'hanging';
    const answer = offline.respond(request('learn/a/', { navigate: true }));
    here.patienceEnds();
    expect(await (await answer)?.text()).toBe('lesson v1');
  });

  it('does not ask twice for a file whose name carries its hash', async () => {
    const here = world(SITE);
    const offline = here.offline(manifest('v0'));
    await offline.respond(request('_astro/app.1a.js'));
    await offline.respond(request('_astro/app.1a.js'));
    expect(here.asked).toEqual(['_astro/app.1a.js']);
  });

  it.each([
    ['another origin', new Request('https://elsewhere.test/x.js')],
    ['an address outside the site', new Request('https://example.test/other/')],
    ['a request that changes something', request('learn/a/', { method: 'POST' })],
    ['a part of a file', request('_astro/app.1a.js', { headers: { range: 'bytes=0-9' } })],
  ])('leaves %s to the browser', (_case, foreign) => {
    expect(world(SITE).offline(V1).respond(foreign)).toBeNull();
  });
});

describe('a new deployment', () => {
  const V2 = manifest('v2', file('', 'r2'), file('_astro/app.2b.js'));
  const V3 = manifest('v3', file('', 'r3'), file('_astro/app.3c.js'));

  it('keeps the previous version’s chunks for a tab that was left open', async () => {
    const here = world({ ...SITE });
    await here.offline(V1).fill();
    Object.assign(here.site, { '': 'landing v2', '_astro/app.2b.js': 'app 2' });
    delete (here.site as Record<string, string>)['_astro/app.1a.js'];
    const next = here.offline(V2);
    await next.fill();
    await next.forgetOld();
    expect(await (await next.respond(request('_astro/app.1a.js')))?.text()).toBe('app 1');
  });

  it('forgets the version before the previous one', async () => {
    const here = world({ ...SITE });
    await here.offline(V1).fill();
    Object.assign(here.site, { '_astro/app.2b.js': 'app 2', '_astro/app.3c.js': 'app 3' });
    await here.offline(V2).fill();
    const newest = here.offline(V3);
    await newest.fill();
    await newest.forgetOld();
    expect(here.kept()).toEqual(['?__revision=r2', '?__revision=r3', '_astro/app.2b.js', '_astro/app.3c.js']);
  });
});
