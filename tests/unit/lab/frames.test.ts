import { describe, expect, it } from 'vitest';
import { encodeFrame, FrameDecoder } from '../../../src/lab/frames.ts';
import { FROM_LAB, TO_LAB } from '../../../src/lab/protocol.ts';

describe('frames', () => {
  it('writes one line of ASCII', () => {
    const line = encodeFrame(FROM_LAB, { text: 'Sigur Rós\n🎸' });
    expect(line.startsWith(FROM_LAB)).toBe(true);
    expect(line.slice(FROM_LAB.length)).toMatch(/^[ -~]*\n$/);
    expect(JSON.parse(line.slice(FROM_LAB.length))).toEqual({ text: 'Sigur Rós\n🎸' });
  });

  it('finds a message however the stream is cut', () => {
    const line = encodeFrame(FROM_LAB, { type: 'ready', name: 'é' });
    for (let at = 1; at < line.length; at += 1) {
      const decoder = new FrameDecoder(FROM_LAB);
      const decoded = [...decoder.push(line.slice(0, at)), ...decoder.push(line.slice(at))];
      expect(decoded).toEqual([{ kind: 'message', message: { type: 'ready', name: 'é' } }]);
    }
  });

  it('finds a message behind a print without a newline, and before a pty carriage return', () => {
    const line = encodeFrame(FROM_LAB, 1).replace('\n', '\r\n');
    expect(new FrameDecoder(FROM_LAB).push(`50 %${line}`)).toEqual([{ kind: 'message', message: 1 }]);
  });

  it('takes the other direction, as a pty echoes it, for plain text', () => {
    const echo = encodeFrame(TO_LAB, { type: 'stop' });
    expect(new FrameDecoder(FROM_LAB).push(echo)).toEqual([{ kind: 'text', line: echo.trimEnd() }]);
  });

  it('says that a frame is broken', () => {
    expect(new FrameDecoder(FROM_LAB).push(`${FROM_LAB}{"type":\n`)).toMatchObject([{ kind: 'broken' }]);
  });
});
