import type { OfflineQuestion } from './messages.ts';

/** After the page has loaded, so that keeping the course never competes with opening it. Milliseconds. */
const DELAY_MS = 3000;

/**
 * Registers the service worker when the page is idle, on secure contexts only (https, or localhost); elsewhere
 * the course works without it, online. A refusal (private window, blocked storage) is no fault of the page's.
 */
export function registerOffline(base: string): void {
  if (!isSecureContext || !('serviceWorker' in navigator)) return;
  const start = () => {
    setTimeout(() => {
      const whenIdle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 1));
      whenIdle(async () => {
        try {
          await navigator.serviceWorker.register(`${base}sw.js`, { scope: base, updateViaCache: 'none' });
          const { active } = await navigator.serviceWorker.ready;
          active?.postMessage({ type: 'offline-status?' } satisfies OfflineQuestion);
        } catch (error) {
          console.info('The course is not kept for offline use in this browser:', error);
        }
      });
    }, DELAY_MS);
  };
  if (document.readyState === 'complete') start();
  else addEventListener('load', start, { once: true });
}
