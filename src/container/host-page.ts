/**
 * One host page: the iframe the client makes and the `message` listener it adds, owned here so that both can
 * be removed. The client gets its `window` and `document` from this module (see `vite/client.ts`).
 */
import type { HostAddress } from './hosts.ts';
import type { Disposable } from './types.ts';

export interface HostWindow {
  location: { host: string };
  crossOriginIsolated: boolean;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  removeEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

export interface HostFrame {
  src: string;
  title: string;
  style: { display: string };
  readonly contentWindow: unknown;
  setAttribute(name: string, value: string): void;
  addEventListener(type: 'load' | 'error', listener: () => void): void;
  remove(): void;
}

export interface HostDocument {
  createElement(tag: 'iframe'): HostFrame;
  body: { insertBefore(frame: HostFrame, before: null): unknown };
}

/** What `createClient` is given instead of the page's globals. */
export interface ClientEnvironment {
  window: Pick<HostWindow, 'location' | 'crossOriginIsolated' | 'addEventListener'>;
  document: HostDocument;
  hostOrigin: string | undefined;
  hostPath: string;
}

/** How far the host's page came, for the sentence when it came no further. */
export type HostContact =
  /** Nothing was loaded. */
  | 'silent'
  /** A page was loaded, and did not introduce itself as a host. */
  | 'loaded'
  | 'introduced';

export type HostPageFailure =
  /** Sent a message the client could not read. */
  | { cause: 'garbage'; detail: string }
  /** The page was loaded a second time: everything in it is gone. */
  | { cause: 'reloaded' };

export interface HostPage extends Disposable {
  readonly environment: ClientEnvironment;
  readonly contact: HostContact;
}

export interface HostPagePorts {
  window: HostWindow;
  document: HostDocument;
}

export function openHostPage(
  ports: HostPagePorts,
  address: HostAddress,
  onFailure: (failure: HostPageFailure) => void,
): HostPage {
  const frames: HostFrame[] = [];
  const listeners: ((event: MessageEvent) => void)[] = [];
  let contact: HostContact = 'silent';
  let disposed = false;

  const addEventListener = (_type: 'message', listener: (event: MessageEvent) => void) => {
    const own = (event: MessageEvent) => {
      // The client looks at the origin alone; on the built-in host that is also the origin of this page.
      if (!frames.some((frame) => frame.contentWindow === event.source)) return;
      try {
        listener(event);
        if (event.data?.type === 'init') contact = 'introduced';
      } catch (error) {
        if (contact === 'introduced') return;
        onFailure({ cause: 'garbage', detail: error instanceof Error ? error.message : String(error) });
      }
    };
    listeners.push(own);
    ports.window.addEventListener('message', own);
  };

  const createElement = (tag: 'iframe'): HostFrame => {
    const frame = ports.document.createElement(tag);
    frame.title = 'Container host';
    let loads = 0;
    frame.addEventListener('load', () => {
      if (disposed) return;
      loads += 1;
      if (contact === 'silent') contact = 'loaded';
      if (loads > 1) onFailure({ cause: 'reloaded' });
    });
    frames.push(frame);
    return frame;
  };

  return {
    environment: {
      window: {
        get location() {
          return ports.window.location;
        },
        get crossOriginIsolated() {
          return ports.window.crossOriginIsolated;
        },
        addEventListener,
      },
      document: { createElement, body: ports.document.body },
      hostOrigin: address.origin,
      hostPath: address.path,
    },
    get contact() {
      return contact;
    },
    dispose() {
      disposed = true;
      for (const listener of listeners.splice(0)) ports.window.removeEventListener('message', listener);
      for (const frame of frames.splice(0)) frame.remove();
    },
  };
}
