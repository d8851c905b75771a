import { describe, expect, it } from 'vitest';
import { type ChromiumSystem, findChromium } from '../../../scripts/lib/chromium.ts';

/** A machine with these programs; `install` says which appear when a command is run. */
function machine(
  programs: string[],
  {
    env = {},
    root = false,
    install = {},
  }: { env?: Record<string, string>; root?: boolean; install?: Record<string, string> } = {},
): ChromiumSystem & { ran: string[] } {
  const there = new Set(programs);
  const ran: string[] = [];
  return {
    ran,
    env: { PATH: '/usr/local/bin:/usr/bin', ...env },
    isExecutable: async (path) => there.has(path),
    playwrightPath: async () => '/cache/chrome',
    isRootOnDebian: async () => root,
    async run(command, args) {
      const line = [command, ...args].join(' ');
      ran.push(line);
      const appears = Object.entries(install).find(([key]) => line.includes(key))?.[1];
      if (appears === undefined) return 1;
      there.add(appears);
      return 0;
    },
  };
}

describe('finding Chromium', () => {
  it('takes the one the environment names', async () => {
    const system = machine(['/opt/chrome', '/usr/bin/chromium'], { env: { CHROMIUM_PATH: '/opt/chrome' } });
    expect(await findChromium(system)).toBe('/opt/chrome');
  });

  it('says which variable is wrong rather than taking another browser', async () => {
    const system = machine(['/usr/bin/chromium'], { env: { BULKHEAD_CHROMIUM: '/opt/gone' } });
    await expect(findChromium(system)).rejects.toThrow(
      'BULKHEAD_CHROMIUM should be the path of a Chromium or Chrome, found "/opt/gone"',
    );
  });

  it('prefers chromium to google-chrome on PATH', async () => {
    expect(await findChromium(machine(['/usr/local/bin/google-chrome', '/usr/bin/chromium']))).toBe(
      '/usr/bin/chromium',
    );
  });

  it('uses what Playwright installed before without installing again', async () => {
    const system = machine(['/cache/chrome']);
    expect(await findChromium(system)).toBe('/cache/chrome');
    expect(system.ran).toEqual([]);
  });

  it('lets Playwright install one', async () => {
    const system = machine([], { install: { 'playwright install chromium': '/cache/chrome' } });
    expect(await findChromium(system)).toBe('/cache/chrome');
  });

  it('asks apt as root on Debian when Playwright cannot', async () => {
    const system = machine([], { root: true, install: { 'apt-get install': '/usr/bin/chromium' } });
    expect(await findChromium(system)).toBe('/usr/bin/chromium');
  });

  it('says what to do when none can be had', async () => {
    await expect(findChromium(machine([]))).rejects.toThrow('put its path into BULKHEAD_CHROMIUM');
  });
});
