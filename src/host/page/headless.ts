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

/** Workers tried for the kernel: a browser that is short of something may fail to start one. */
const ATTEMPTS = 3;
/** Milliseconds after which another is tried beside one that has said nothing. */
const PATIENCE = 5000;

/** The first worker that is up. Rejects, with the reason, when none could be started. */
function startKernel(): Promise<Worker> {
  return new Promise((resolve, reject) => {
    const tried: Worker[] = [];
    let failed = 0;
    let patience: ReturnType<typeof setTimeout>;
    const attempt = (): void => {
      if (tried.length === ATTEMPTS) return;
      const worker = new Worker(asset(__ASSETS__.kernel), { type: 'module', name: 'kernel' });
      tried.push(worker);
      patience = setTimeout(attempt, PATIENCE);
      worker.onmessage = () => {
        clearTimeout(patience);
        for (const other of tried) if (other !== worker) other.terminate();
        worker.onmessage = null;
        worker.onerror = (event) => warn(`The kernel stopped: ${event.message}.`);
        resolve(worker);
      };
      worker.onerror = (event) => {
        clearTimeout(patience);
        failed += 1;
        if (failed < ATTEMPTS) attempt();
        else reject(new Error(event.message || 'its script could not be loaded'));
      };
    };
    attempt();
  });
}

const warn = (message: string): void =>
  parent.postMessage({ type: 'warning', level: 'error', message }, location.origin);

async function boot(): Promise<void> {
  const starting = startKernel();
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.allow = 'cross-origin-isolated *';
  frame.srcdoc = frameDocument;
  const loaded = new Promise<void>((resolve) =>
    frame.addEventListener('load', () => resolve(), { once: true }),
  );
  document.body.append(frame);
  const [kernel] = await Promise.all([starting, loaded]);
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

boot().catch((error: Error) => warn(`The kernel could not be started: ${error.message}.`));
