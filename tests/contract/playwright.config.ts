/**
 * The contract of the built-in host: what the npm client `@webcontainer/api` 1.6 gets from it, in a real
 * Chromium. Run with `playwright test --config tests/contract/playwright.config.ts`.
 */
import { defineConfig } from '@playwright/test';
import { CHROMIUM_FLAGS, findChromium } from '../../scripts/lib/chromium.ts';

export default defineConfig({
  testDir: '.',
  globalSetup: './setup.ts',
  outputDir: '../../.cache/contract',
  reporter: 'list',
  workers: 1,
  retries: 0,
  timeout: 30_000,
  forbidOnly: Boolean(process.env['CI']),
  use: {
    launchOptions: { executablePath: await findChromium(), args: [...CHROMIUM_FLAGS] },
  },
});
