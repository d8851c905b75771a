/** Finds the browser that tests and benchmarks drive, or installs one. */
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** No background traffic, no first-run pages; no sandbox, since tests run as root in containers. */
export const CHROMIUM_FLAGS: readonly string[] = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const VARIABLES = ['BULKHEAD_CHROMIUM', 'CHROMIUM_PATH'];
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** What the search touches; tests give their own. */
export interface ChromiumSystem {
  env: Record<string, string | undefined>;
  isExecutable(path: string): Promise<boolean>;
  /** Path of the browser Playwright installs, whether it is there or not. */
  playwrightPath(): Promise<string>;
  isRootOnDebian(): Promise<boolean>;
  /** Runs a command with its output shown; resolves with the exit code. */
  run(command: string, args: string[]): Promise<number>;
}

/**
 * Path of a Chromium: `BULKHEAD_CHROMIUM` or `CHROMIUM_PATH`, else `chromium`, `chromium-browser` or
 * `google-chrome` on PATH, else Playwright's own, which is installed when it is not there, else Debian's package
 * when we are root.
 * @throws Error, one sentence with what to do, when none can be had.
 */
export async function findChromium(system: ChromiumSystem = thisSystem): Promise<string> {
  for (const name of VARIABLES) {
    const path = system.env[name];
    if (!path) continue;
    if (await system.isExecutable(path)) return path;
    throw new Error(
      `${name} should be the path of a Chromium or Chrome, found "${path}", which cannot be run. Correct or unset it.`,
    );
  }
  const onPath = await findOnPath(system);
  if (onPath !== null) return onPath;

  const playwright = await system.playwrightPath();
  if (await system.isExecutable(playwright)) return playwright;
  const installed = await system.run('npx', ['playwright', 'install', 'chromium']);
  if (installed === 0 && (await system.isExecutable(playwright))) return playwright;

  if (await system.isRootOnDebian()) {
    await system.run('apt-get', ['update']);
    await system.run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium']);
    const afterwards = await findOnPath(system);
    if (afterwards !== null) return afterwards;
  }
  throw new Error(
    'No Chromium was found on PATH and none could be installed: install Chromium or Chrome and, if it is not on PATH, ' +
      'put its path into BULKHEAD_CHROMIUM.',
  );
}

async function findOnPath(system: ChromiumSystem): Promise<string | null> {
  const folders = (system.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const name of NAMES) {
    for (const folder of folders) {
      const path = join(folder, name);
      if (await system.isExecutable(path)) return path;
    }
  }
  return null;
}

const thisSystem: ChromiumSystem = {
  env: process.env,
  isExecutable: (path) =>
    access(path, constants.X_OK).then(
      () => true,
      () => false,
    ),
  async playwrightPath() {
    const { chromium } = await import('@playwright/test');
    return chromium.executablePath();
  },
  async isRootOnDebian() {
    if (process.getuid?.() !== 0) return false;
    const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
    return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(release);
  },
  run: (command, args) =>
    new Promise((resolve) => {
      const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
      child.on('error', () => resolve(127));
      child.on('exit', (code) => resolve(code ?? 1));
    }),
};
