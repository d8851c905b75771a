import { describe, expect, it } from 'vitest';
import { encodeFrame, frameParser } from '../../../src/container/frames.ts';
import { FROM_LAB } from '../../../src/lab/protocol.ts';

describe('frames', () => {
  it('are lines of ASCII', () => {
    const line = encodeFrame({ text: 'Grüße 🛳\u0001' });
    expect(line.endsWith('\n')).toBe(true);
    expect([...line].every((char) => char < '\u007f')).toBe(true);
    expect(JSON.parse(line.slice(2))).toEqual({ text: 'Grüße 🛳\u0001' });
  });

  it('are found wherever the stream is cut', () => {
    const stream = `noise\n${FROM_LAB}{"type":"a","n":1}\nmore ${FROM_LAB}{"type":"b"}\r\n`;
    for (let cut = 0; cut <= stream.length; cut++) {
      const found: object[] = [];
      const parser = frameParser((message) => found.push(message));
      parser.push(stream.slice(0, cut));
      parser.push(stream.slice(cut));
      expect(found).toEqual([{ type: 'a', n: 1 }, { type: 'b' }]);
      expect(parser.noise).toEqual(['noise']);
    }
  });

  it('do not make an endless line of noise pile up, and survive it', () => {
    const found: object[] = [];
    const parser = frameParser((message) => found.push(message));
    for (let chunk = 0; chunk < 40; chunk++) parser.push('x'.repeat(10_000));
    parser.push(`${FROM_LAB}{"type":"a"}\n`);
    expect(found).toEqual([{ type: 'a' }]);
    expect(parser.noise.join('').length).toBeLessThan(10_000);
  });

  it('are objects with a type, all else is noise', () => {
    const found: object[] = [];
    const parser = frameParser((message) => found.push(message));
    parser.push(`${FROM_LAB}null\n${FROM_LAB}[1]\n${FROM_LAB}{"kind":"a"}\n${FROM_LAB}7\n`);
    expect(found).toEqual([]);
    expect(parser.noise).toHaveLength(4);
  });
});
