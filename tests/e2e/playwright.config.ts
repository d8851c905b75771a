/**
 * The learner's path through the built site, in a real Chromium.
 * Run with `playwright test --config tests/e2e/playwright.config.ts`; `BULKHEAD_DIST` names a build that is ready.
 */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  globalSetup: './setup.ts',
  outputDir: '../../.cache/e2e',
  reporter: 'list',
  workers: 1,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env['CI']),
  use: { viewport: { width: 1440, height: 900 } },
});
