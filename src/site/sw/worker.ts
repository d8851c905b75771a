/** The service worker itself; bundled by `build/offline.ts`, which puts the manifest in. */
import type { OfflineManifest } from './manifest.ts';
import type { OfflineMessage, OfflineQuestion } from './messages.ts';
import { createOffline } from './offline.ts';

declare const __OFFLINE_MANIFEST__: OfflineManifest;

const worker = self as unknown as ServiceWorkerGlobalScope;
const manifest = __OFFLINE_MANIFEST__;
const scope = worker.registration.scope;

const offline = createOffline(manifest, {
  scope,
  // Sites below different paths of one origin keep apart.
  cache: () => caches.open(`bulkhead ${new URL(scope).pathname}`),
  fetch: (input, init) => fetch(input, init),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
});

async function tellPages(message: OfflineMessage): Promise<void> {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  for (const page of pages) page.postMessage(message);
}

worker.addEventListener('install', (event) => {
  event.waitUntil(offline.fill((done, total) => void tellPages({ type: 'offline-progress', done, total })));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      await offline.forgetOld();
      await worker.clients.claim();
      await tellPages({ type: 'offline-ready', version: manifest.version });
    })(),
  );
});

worker.addEventListener('fetch', (event) => {
  const answer = offline.respond(event.request);
  if (answer !== null) event.respondWith(answer);
});

worker.addEventListener('message', (event) => {
  const question = event.data as OfflineQuestion | null;
  if (question?.type !== 'offline-status?') return;
  event.waitUntil(
    (async () => {
      const { done, total } = await offline.status();
      const answer: OfflineMessage =
        done === total
          ? { type: 'offline-ready', version: manifest.version }
          : { type: 'offline-progress', done, total };
      event.source?.postMessage(answer);
      if (done === total) await offline.fillExtra();
      // The browser may have evicted files: bring them again.
      else await offline.fill().then(() => tellPages({ type: 'offline-ready', version: manifest.version }));
    })(),
  );
});
