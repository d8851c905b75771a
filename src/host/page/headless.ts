/**
 * The page at /headless: makes the kernel worker and the opaque process frame, joins them, and hands
 * the container client its port. It stays out of everything after that.
 */
import type { KernelBoot } from '../protocol.ts';
import { frameDocument } from './frame_document.ts';

declare const __ASSETS__: {
  kernel: string;
  process: string;
  oxc: string;
  transform: string;
  programs: Record<string, string>;
};

const asset = (path: string): string => new URL(path, document.baseURI).href;

async function boot(): Promise<void> {
  const kernel = new Worker(asset(__ASSETS__.kernel), { type: 'module', name: 'kernel' });
  const failed = (message: string): void =>
    parent.postMessage({ type: 'warning', level: 'error', message }, location.origin);
  kernel.onerror = (event) =>
    failed(`The kernel stopped: ${event.message || 'its script could not be loaded'}.`);
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.allow = 'cross-origin-isolated *';
  frame.srcdoc = frameDocument;
  const loaded = new Promise<void>((resolve) =>
    frame.addEventListener('load', () => resolve(), { once: true }),
  );
  document.body.append(frame);
  await loaded;
  const client = new MessageChannel();
  const link = new MessageChannel();
  // The opaque frame has no origin to name; what it gets is one port.
  frame.contentWindow?.postMessage({ type: 'link' }, '*', [link.port1]);
  const message: KernelBoot = {
    type: 'boot',
    assets: {
      process: asset(__ASSETS__.process),
      oxc: asset(__ASSETS__.oxc),
      transform: asset(__ASSETS__.transform),
      programs: Object.fromEntries(
        Object.entries(__ASSETS__.programs).map(([name, path]) => [name, asset(path)]),
      ),
    },
    origin: location.origin,
  };
  kernel.postMessage(message, [client.port1, link.port2]);
  parent.postMessage({ type: 'init' }, location.origin, [client.port2]);
}

void boot();
