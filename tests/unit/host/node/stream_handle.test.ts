import { expect, it } from 'vitest';
import { EventLoop } from '../../../../src/host/node/loop.ts';
import { type Runtime, UV } from '../../../../src/host/node/runtime.ts';
import { StreamHandle } from '../../../../src/host/node/streams/stream_handle.ts';
import { type ByteTransport, bytesOf, type Data } from '../../../../src/host/node/streams/transport.ts';

const transport: ByteTransport = {
  receiver: null,
  write: () => false,
  end() {},
  reset() {},
  close() {},
  resume() {},
  pause() {},
};

function handleOver(to: ByteTransport) {
  const loop = new EventLoop();
  const runtime = { loop, asyncIds: { next: () => 1, frame: undefined } } as Partial<Runtime> as Runtime;
  const handle = new StreamHandle(runtime);
  handle.attach(to);
  return { handle, loop };
}

it('cancels what was not taken when it is closed, and lets the process end', async () => {
  const { handle, loop } = handleOver({ ...transport });
  const told: unknown[] = [];
  handle.writeBuffer({ oncomplete: (status) => told.push(status) }, new Uint8Array(8));
  handle.shutdown({ oncomplete: (status) => told.push(status) });
  expect(loop.alive).toBe(true);
  handle.close(() => told.push('closed'));
  await expect.poll(() => told).toEqual([UV.ECANCELED, UV.ECANCELED, 'closed']);
  expect(loop.alive).toBe(false);
});

it('copies a buffer, which its writer may use again, and hands text over as bytes', () => {
  const taken: Data[] = [];
  const { handle } = handleOver({ ...transport, write: (data) => taken.push(data) > 0 });
  const request = { oncomplete() {} };
  const buffer = Buffer.from('first');
  handle.writeBuffer(request, buffer);
  buffer.fill('x');
  handle.writeUtf8String(request, 'plain');
  handle.writeUtf8String(request, 'größer');
  handle.writeLatin1String(request, 'größer');
  handle.writev(request, [Buffer.from('a'), Buffer.from('b')], true);
  handle.writev(request, ['head ', 'latin1', 'body', 'utf8'], false);
  handle.writev(request, ['head ', 'latin1', Buffer.from([255]), 'buffer'], false);
  handle.writeLatin1String(request, '\u0141');
  handle.close();
  expect(taken.map((data) => Buffer.from(bytesOf(data)).toString('latin1'))).toEqual([
    'first',
    'plain',
    'gr\u00c3\u00b6\u00c3\u009fer',
    'größer',
    'ab',
    'head body',
    'head \u00ff',
    'A',
  ]);
  for (const data of taken) expect(bytesOf(data).byteLength).toBe(bytesOf(data).buffer.byteLength);
});
