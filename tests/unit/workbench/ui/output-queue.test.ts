import { describe, expect, it } from 'vitest';
import {
  FRAME_BUDGET,
  KEPT_HEAD,
  MAX_QUEUED,
  OutputQueue,
} from '../../../../src/workbench/stores/output-queue.ts';

function drain(queue: OutputQueue): string {
  let all = '';
  for (let part = queue.take(FRAME_BUDGET); part !== ''; part = queue.take(FRAME_BUDGET)) all += part;
  return all;
}

/** Frames that the test draws, and a sink that it lets finish. */
function screen(queue: OutputQueue) {
  const frames: (() => void)[] = [];
  const writes: { text: string; done(): void }[] = [];
  const attached = queue.attach({ write: (text, done) => writes.push({ text, done }) }, (run) => {
    frames.push(run);
    return { dispose: () => frames.splice(frames.indexOf(run), 1) };
  });
  return { attached, frames, writes, frame: () => frames.shift()?.() };
}

describe('OutputQueue', () => {
  it('gives small output unchanged and in order', () => {
    const queue = new OutputQueue();
    queue.push('a\n');
    queue.push('b\n');
    expect(drain(queue)).toBe('a\nb\n');
    expect(queue.droppedLines).toBe(0);
  });

  it('never holds more than its limit, keeps both ends and says how many lines are missing', () => {
    const queue = new OutputQueue();
    const lines = 200_000;
    for (let n = 0; n < lines; n += 1) queue.push(`line ${n} ${'x'.repeat(20)}\r\n`);
    expect(queue.length).toBeLessThanOrEqual(MAX_QUEUED);
    const text = drain(queue);
    expect(text.startsWith('line 0 ')).toBe(true);
    expect(text).toContain(`line ${lines - 1} `);
    const shown = text.match(/^line \d+ /gm)?.length ?? 0;
    expect(queue.droppedLines + shown).toBe(lines);
    expect(text).toContain(`${queue.droppedLines.toLocaleString('en')} lines dropped`);
  });

  it('cuts one chunk that is larger than everything at a line end', () => {
    const queue = new OutputQueue();
    queue.push('x'.repeat(KEPT_HEAD - 1));
    queue.push(`${'y\n'.repeat(MAX_QUEUED)}end`);
    expect(queue.length).toBeLessThanOrEqual(MAX_QUEUED);
    expect(drain(queue)).toMatch(/ dropped: [^\n]*\n(y\n)+end$/);
  });

  it('goes on without loss after a flood was shown', () => {
    const queue = new OutputQueue();
    for (let n = 0; n < 100_000; n += 1) queue.push(`${'z'.repeat(30)}\n`);
    drain(queue);
    queue.push('after\n');
    expect(drain(queue)).toBe('after\n');
  });

  it('keeps a surrogate pair together when a budget ends inside it', () => {
    const queue = new OutputQueue();
    queue.push(`${'a'.repeat(9)}😀`);
    expect(queue.take(10)).toBe(`${'a'.repeat(9)}😀`);
  });

  it('writes one budget a frame, and the next only when the terminal has taken it', () => {
    const queue = new OutputQueue();
    const { frame, frames, writes } = screen(queue);
    queue.push('x'.repeat(FRAME_BUDGET + 10));
    frame();
    expect(writes.map((one) => one.text.length)).toEqual([FRAME_BUDGET]);
    expect(frames).toHaveLength(0);
    writes[0]?.done();
    frame();
    expect(writes.map((one) => one.text.length)).toEqual([FRAME_BUDGET, 10]);
  });

  it('asks for one frame however often it is pushed to', () => {
    const queue = new OutputQueue();
    const { frames } = screen(queue);
    for (let n = 0; n < 100; n += 1) queue.push('x');
    expect(frames).toHaveLength(1);
  });

  it('writes nothing more after it was detached', () => {
    const queue = new OutputQueue();
    const { attached, frames, frame, writes } = screen(queue);
    queue.push('x');
    attached.dispose();
    frame();
    queue.push('y');
    expect(frames).toHaveLength(0);
    expect(writes).toHaveLength(0);
  });
});
