import { describe, expect, it } from 'vitest';
import { Sink, wholeCharacters } from '../../../../src/host/kernel/sink.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('wholeCharacters', () => {
  it.each([
    ['abc', 3],
    ['é', 2],
    ['a😀', 5],
  ])('keeps %j whole', (text, length) => {
    expect(wholeCharacters(bytes(text))).toBe(length);
  });

  it('stops before a sequence that is cut, at every cut', () => {
    const text = bytes('a😀');
    for (let cut = 2; cut < text.length; cut++) expect(wholeCharacters(text.subarray(0, cut))).toBe(1);
  });
});

describe('Sink', () => {
  it('never cuts a character, whatever the writes are', async () => {
    const chunks: string[] = [];
    const sink = new Sink((chunk) => {
      if (chunk) chunks.push(new TextDecoder('utf-8', { fatal: true }).decode(chunk));
    }, false);
    for (const byte of bytes('héllo 😀 wörld')) sink.write(Uint8Array.of(byte));
    await sink.end();
    expect(chunks.join('')).toBe('héllo 😀 wörld');
  });

  it('turns \\n into \\r\\n for a terminal, and leaves \\r\\n alone', async () => {
    let out = '';
    const sink = new Sink((chunk) => {
      if (chunk) out += new TextDecoder().decode(chunk);
    }, true);
    sink.write(bytes('a\nb\r\nc\n'));
    await sink.end();
    expect(out).toBe('a\r\nb\r\nc\r\n');
  });

  it('runs no further ahead of a slow reader than its window, and tells when bytes were taken', async () => {
    const waiting: (() => void)[] = [];
    let sent = 0;
    let taken = 0;
    const sink = new Sink((chunk) => {
      sent += chunk?.byteLength ?? 0;
      return new Promise<void>((resolve) => waiting.push(resolve));
    }, false);
    const megabyte = new Uint8Array(64 * 1024);
    for (let i = 0; i < 16; i++) sink.write(megabyte, (count) => (taken += count));
    expect(sent).toBe(256 * 1024);
    expect(taken).toBe(0);
    waiting.shift()?.();
    await expect.poll(() => taken).toBe(64 * 1024);
    expect(sent).toBe(320 * 1024);
  });

  it('ends with null, once, after everything', async () => {
    const seen: (number | null)[] = [];
    const sink = new Sink((chunk) => {
      seen.push(chunk?.byteLength ?? null);
    }, false);
    sink.write(bytes('abc'));
    await Promise.all([sink.end(), sink.end()]);
    expect(seen).toEqual([3, null]);
  });
});
