/** The kernel worker: waits for its two ports, then answers the container client. */
import type { KernelBoot } from '../protocol.ts';
import { Transformer } from '../transform/client.ts';
import { exposeContainer } from './container.ts';
import { ProcessFrame } from './frame.ts';
import { Programs } from './programs.ts';

self.onmessage = ({ data, ports }: MessageEvent<KernelBoot>) => {
  const [client, framePort] = ports;
  if (data.type !== 'boot' || !client || !framePort) return;
  const { assets } = data;
  const host = exposeContainer(client, {
    frame: new ProcessFrame(framePort, (worker, message) => host.workerCrashed(worker, message)),
    transformer: new Transformer(assets.transform, assets.oxc),
    programs: new Programs(assets.programs),
    loadProcess: async () => {
      const response = await fetch(assets.process);
      if (!response.ok)
        throw new Error(
          `The process runtime could not be loaded: the server answered ${response.status} for ${assets.process}.`,
        );
      return response.text();
    },
  });
};

// Tells the page that this worker has started; see `page/headless.ts`.
self.postMessage('up');
