import { describe, expect, it } from 'vitest';
import { lastWords } from '../../../src/lab/check/explain.ts';

const logs = (...lines: string[]) =>
  lines.map((text) => ({ service: 'inventory', stream: 'stderr' as const, text, at: 0 }));

describe('lastWords', () => {
  it('is the error with the first place in the project', () => {
    const lines = logs(
      'file:///home/ana/project/src/app.ts:12',
      '  throw new TypeError("x");',
      'TypeError: x',
      '    at file:///home/ana/project/node_modules/a/i.js:1:1',
      '    at file:///home/ana/project/src/app.ts:12:9',
      'Node.js v24.21.0',
    );
    expect(lastWords(lines, '/home/ana/project')).toBe('TypeError: x (src/app.ts:12)');
  });

  it('is an EADDRINUSE without a place of its own', () => {
    const lines = logs(
      'Error: listen EADDRINUSE: address already in use :::3001',
      '    at Server.listen (node:net:1:1)',
    );
    expect(lastWords(lines, '/p')).toBe('Error: listen EADDRINUSE: address already in use :::3001');
  });

  it('is the last line with text where there is no error', () => {
    expect(lastWords(logs('up', '  ', ''), '/p')).toBe('up');
    expect(lastWords([], '/p')).toBeNull();
  });
});
