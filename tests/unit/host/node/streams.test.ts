import { afterEach, describe, expect, it } from 'vitest';
import { EventLoop } from '../../../../src/host/node/loop.ts';
import { OUTPUT_WINDOW, Output } from '../../../../src/host/node/streams/output.ts';
import { type CausalClock, PortTransport } from '../../../../src/host/node/streams/port_transport.ts';
import type { ByteReceiver } from '../../../../src/host/node/streams/transport.ts';
import { STREAM_WINDOW } from '../../../../src/host/protocol.ts';

class Clock implements CausalClock {
  applied = 0;
  pending = false;
  readonly #confirmed: (() => void)[] = [];
  readonly #applied: [number, () => void][] = [];

  whenConfirmed(fn: () => void): void {
    this.#confirmed.push(fn);
  }

  whenApplied(seq: number, fn: () => void): void {
    this.#applied.push([seq, fn]);
  }

  confirm(): void {
    this.pending = false;
    for (const fn of this.#confirmed.splice(0)) fn();
  }

  apply(seq: number): void {
    this.applied = seq;
    for (const [wanted, fn] of this.#applied.splice(0)) if (wanted <= seq) fn();
  }
}

const open: PortTransport[] = [];
function pair(clockA = new Clock(), clockB = new Clock()) {
  const { port1, port2 } = new MessageChannel();
  const a = new PortTransport(port1, new EventLoop(), clockA);
  const b = new PortTransport(port2, new EventLoop(), clockB);
  open.push(a, b);
  const events: string[] = [];
  let bytes = 0;
  b.receiver = {
    data: (chunk) => {
      bytes += chunk.byteLength;
      events.push(chunk.byteLength < 100 ? new TextDecoder().decode(chunk) : `${chunk.byteLength} bytes`);
    },
    end: () => events.push('end'),
    reset: () => events.push('reset'),
  };
  return { a, b, events, received: () => bytes };
}
const text = (value: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(value);

afterEach(() => {
  for (const transport of open.splice(0)) transport.close();
});

describe('PortTransport', () => {
  it('delivers in order, and the end after the data', async () => {
    const { a, b, events } = pair();
    b.resume();
    a.write(text('one'), () => {});
    a.write(text('two'), () => {});
    a.end(() => {});
    await expect.poll(() => events).toEqual(['one', 'two', 'end']);
  });

  it('makes the writer wait when the reader does not read, and loses nothing', async () => {
    const { a, b, received } = pair();
    const size = 64 * 1024;
    let done = 0;
    const write = () => a.write(new Uint8Array(size), () => done++);
    const atOnce = Array.from({ length: 16 }, write).filter(Boolean).length;
    expect(atOnce).toBe(STREAM_WINDOW / size);
    b.resume();
    await expect.poll(received).toBe(16 * size);
    await expect.poll(() => done).toBe(16 - atOnce);
  });

  it('sends each byte of a large write once, also of one that was under way when it closed', async () => {
    const { a, b, received } = pair();
    expect(a.write(new Uint8Array(2 * STREAM_WINDOW + 1), () => {})).toBe(false);
    a.close();
    b.resume();
    await expect.poll(received).toBe(2 * STREAM_WINDOW + 1);
  });

  it('passes text on as its bytes', async () => {
    const { a, b } = pair();
    const bytes: number[] = [];
    b.receiver = { ...(b.receiver as ByteReceiver), data: (chunk) => bytes.push(...new Uint8Array(chunk)) };
    b.resume();
    expect(a.write('a\u00ff\0', () => {})).toBe(true);
    await expect.poll(() => bytes).toEqual([0x61, 0xff, 0]);
  });

  it('holds data until the file writes it depends on are visible to the reader', async () => {
    const [writer, reader] = [new Clock(), new Clock()];
    writer.applied = 5;
    const { a, b, events } = pair(writer, reader);
    b.resume();
    a.write(text('look at the file'), () => {});
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(events).toEqual([]);
    reader.apply(5);
    await expect.poll(() => events).toEqual(['look at the file']);
  });

  it('sends nothing while own file writes have no place in the order yet', async () => {
    const writer = new Clock();
    writer.pending = true;
    const { a, b, events } = pair(writer);
    b.resume();
    expect(a.write(text('after my write'), () => {})).toBe(false);
    writer.applied = 1;
    writer.confirm();
    expect(events).toEqual([]);
    b.peerGone();
    await expect.poll(() => events).toContain('end');
  });

  it('tells the reader of a reset', async () => {
    const { a, b, events } = pair();
    b.resume();
    a.write(text('half'), () => {});
    a.reset();
    await expect.poll(() => events).toEqual(['half', 'reset']);
  });
});

describe('Output', () => {
  const line = text('0123456789\n');

  it('drops the middle of a flood on a terminal, says how many lines, and keeps the end', () => {
    const sent: string[] = [];
    let bytes = 0;
    const output = new Output({
      loop: new EventLoop(),
      lossy: true,
      post: (_fd, data) => {
        bytes += data.byteLength;
        sent.push(new TextDecoder().decode(data));
      },
    });
    const lines = 500_000;
    for (let i = 0; i < lines; i++) output.write(1, line);
    output.write(1, text('the last line\n'));
    expect(bytes).toBeLessThanOrEqual(OUTPUT_WINDOW + 64 * 1024);
    output.taken(OUTPUT_WINDOW);
    const all = sent.join('');
    const dropped = Number(/\[([\d,]+) lines/.exec(all)?.[1]?.replaceAll(',', ''));
    const shown = all.split('\n').filter((one) => one === '0123456789').length;
    expect(dropped + shown).toBe(lines);
    expect(all.endsWith('the last line\n')).toBe(true);
  });

  it('loses nothing when the output is no terminal, and makes the writer wait', () => {
    let bytes = 0;
    const output = new Output({
      loop: new EventLoop(),
      lossy: false,
      post: (_fd, data) => (bytes += data.byteLength),
    });
    const chunk = new Uint8Array(100_000);
    let waited = 0;
    for (let i = 0; i < 30; i++) if (!output.write(1, chunk, () => {})) waited++;
    expect(waited).toBeGreaterThan(10);
    while (bytes < 30 * chunk.byteLength) {
      const before = bytes;
      output.taken(before);
      expect(bytes).toBeGreaterThan(before);
      bytes = bytes - before + before;
    }
    expect(bytes).toBe(30 * chunk.byteLength);
  });
});
