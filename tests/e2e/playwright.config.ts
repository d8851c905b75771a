/**
 * The learner's path in a real Chromium, on the built site. Run with
 * `playwright test --config tests/e2e/playwright.config.ts`.
 *
 *   BULKHEAD_DIST=dist   a build that is there already; without it the site is built first
 *   BULKHEAD_SLOW=1      waits as long as a person would, where the suite takes a short cut
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
