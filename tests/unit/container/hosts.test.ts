import { describe, expect, it } from 'vitest';
import { config } from '../../../src/container/config.ts';
import { hostAddress, hostChoice, storeHostChoice } from '../../../src/container/hosts.ts';

function storage(content: Record<string, string> = {}) {
  return () => ({
    getItem: (key: string) => content[key] ?? null,
    setItem: (key: string, value: string) => {
      content[key] = value;
    },
  });
}

const refused = () => {
  throw new DOMException('no', 'SecurityError');
};

describe('the choice of host', () => {
  it('is the address, then what was remembered, then the configuration', () => {
    const remembered = storage();
    storeHostChoice('stackblitz', remembered);
    expect(hostChoice('?host=builtin', remembered, config)).toBe('builtin');
    expect(hostChoice('?host=elsewhere', remembered, config)).toBe('stackblitz');
    expect(hostChoice('', storage({ 'bulkhead:host': 'nonsense' }), config)).toBe('builtin');
    expect(hostChoice('', storage(), { ...config, defaultHost: 'stackblitz' })).toBe('stackblitz');
  });

  it('works where storage is refused', () => {
    expect(hostChoice('', refused, config)).toBe('builtin');
    expect(hostChoice('?host=stackblitz', refused, config)).toBe('stackblitz');
    expect(() => storeHostChoice('stackblitz', refused)).not.toThrow();
  });

  it("finds the built-in host under the site's base and the vendor's at its own origin", () => {
    const page = new URL('http://lan.test:4321/course/x');
    expect(hostAddress('builtin', page, '/')).toEqual({ origin: 'http://lan.test:4321', path: '/headless' });
    expect(hostAddress('builtin', page, '/course').path).toBe('/course/headless');
    expect(hostAddress('builtin', page, '/course/').path).toBe('/course/headless');
    expect(hostAddress('stackblitz', page, '/course/')).toEqual({ origin: undefined, path: '/headless' });
  });
});
