import { expect, it } from 'vitest';
import { EventLoop } from '../../../../src/host/node/loop.ts';
import { type Runtime, UV } from '../../../../src/host/node/runtime.ts';
import { StreamHandle } from '../../../../src/host/node/streams/stream_handle.ts';
import type { ByteTransport } from '../../../../src/host/node/streams/transport.ts';

it('cancels what was not taken when it is closed, and lets the process end', async () => {
  const loop = new EventLoop();
  const stuck: ByteTransport = {
    receiver: null,
    write: () => false,
    end() {},
    reset() {},
    close() {},
    resume() {},
    pause() {},
  };
  const runtime = { loop, asyncIds: { next: () => 1, frame: undefined } } as Partial<Runtime> as Runtime;
  const handle = new StreamHandle(runtime);
  handle.attach(stuck);
  const told: unknown[] = [];
  handle.writeBuffer({ oncomplete: (status) => told.push(status) }, new Uint8Array(8));
  handle.shutdown({ oncomplete: (status) => told.push(status) });
  expect(loop.alive).toBe(true);
  handle.close(() => told.push('closed'));
  await expect.poll(() => told).toEqual([UV.ECANCELED, UV.ECANCELED, 'closed']);
  expect(loop.alive).toBe(false);
});
