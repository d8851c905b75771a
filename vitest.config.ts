import { defineConfig } from 'vitest/config';
import { containerPlugins } from './src/container/vite/index.ts';

export default defineConfig({
  plugins: [...containerPlugins()],
  test: {
    include: ['tests/unit/**/*.test.{ts,tsx}'],
    testTimeout: 20_000,
  },
});
