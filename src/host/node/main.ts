/** The process worker: boots Node's library at once (a spare), runs a program when told to. */
import natives from 'virtual:natives';
import type { ToProcess } from '../protocol.ts';
import type { Bells } from './busy_poll.ts';
import { native } from './native.ts';
import { ProcessHost } from './process.ts';

Error.stackTraceLimit = 10;

native.addEventListener(
  'message',
  (event) => {
    const { data, ports } = event as MessageEvent<Bells>;
    const [port] = ports;
    if (!port) return;
    const host = new ProcessHost(natives, port, data);
    port.onmessage = (message: MessageEvent<ToProcess>) => host.receive(message.data, message.ports);
    seal();
  },
  { once: true },
);

/** The worker's own ways out: a program does not need them, and Node does not have them. */
function seal(): void {
  for (const name of [
    'postMessage',
    'onmessage',
    'importScripts',
    'close',
    'onerror',
    'name',
    'self',
    'WorkerGlobalScope',
    'DedicatedWorkerGlobalScope',
    'location',
    'origin',
    'isSecureContext',
    'crossOriginIsolated',
    'indexedDB',
    'caches',
    'XMLHttpRequest',
    'Worker',
    'requestAnimationFrame',
    'cancelAnimationFrame',
    'Notification',
    'FileReader',
    'FileReaderSync',
    'OffscreenCanvas',
    'ImageData',
  ]) {
    try {
      Object.defineProperty(globalThis, name, {
        value: undefined,
        writable: true,
        configurable: true,
        enumerable: false,
      });
    } catch {
      // Not configurable in this browser: it stays, and leads nowhere under the frame's policy.
    }
  }
}
