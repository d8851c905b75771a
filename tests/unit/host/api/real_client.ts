import { WebContainer } from '@webcontainer/api';
import * as Comlink from 'comlink';
import { createFsApi, loadTree, scopedPath, serialize } from '../../../../src/host/kernel/api/index.ts';
import type { Vfs } from '../../../../src/host/vfs/vfs.ts';

const ORIGIN = 'https://host.test';

/**
 * Boots the real client of `@webcontainer/api` against the file API of `vfs`, over Comlink and a
 * real MessageChannel. Only the page around it (window, document) is imitated.
 */
export async function bootClient(vfs: Vfs, workdir: string): Promise<WebContainer> {
  vfs.mkdirs(workdir);
  current = { vfs, workdir };
  if (!installed) install();
  return WebContainer.boot();
}

let installed = false;
let current: { vfs: Vfs; workdir: string } | null = null;

/** Once, since the client keeps its connection for all boots. */
function install(): void {
  installed = true;
  const { port1, port2 } = new MessageChannel();
  Comlink.expose({ build }, port1);
  let onMessage: (event: unknown) => void = () => {};
  Object.assign(globalThis, {
    WEBCONTAINER_API_IFRAME_URL: ORIGIN,
    window: {
      location: { host: 'page.test' },
      addEventListener: (_type: string, listener: typeof onMessage) => {
        onMessage = listener;
      },
    },
    document: {
      createElement: () => ({ style: {}, setAttribute: () => {} }),
      body: {
        insertBefore: () =>
          queueMicrotask(() => onMessage({ origin: ORIGIN, data: { type: 'init' }, ports: [port2] })),
      },
    },
  });
}

function build(): unknown {
  if (current === null) throw new Error('bootClient() was not called.');
  const { vfs, workdir } = current;
  return Comlink.proxy({
    fs: () => Comlink.proxy(createFsApi(vfs, () => workdir)),
    previewScript: () => Comlink.proxy({}),
    runtimeInfo: () => ({ path: '/usr/bin', cwd: workdir }),
    loadFiles: (bytes: Uint8Array, { mountPoints = '.' }: { mountPoints?: string }) =>
      loadTree(vfs, bytes, scopedPath(workdir, mountPoints, 'mount')),
    serialize: (path: string, options: object) =>
      serialize(vfs, scopedPath(workdir, path, 'export'), options),
    teardown: () => {},
  });
}
