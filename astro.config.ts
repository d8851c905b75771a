import { fileURLToPath } from 'node:url';
import preact from '@astrojs/preact';
import { defineConfig } from 'astro/config';
import { containerPlugins } from './src/container/vite/index.ts';
import { courseCheck } from './src/site/build/course-check.ts';
import { offline } from './src/site/build/offline.ts';
import { precompress } from './src/site/build/precompress.ts';
import { lessonReload } from './src/site/vite/lesson-reload.ts';
import { preloadEditor, workbenchPlugins } from './src/workbench/vite/index.ts';

/** Where the site lives below its origin; `BULKHEAD_BASE=/course/` for a sub-path such as GitHub Pages. */
const base = `/${process.env.BULKHEAD_BASE ?? ''}/`.replace(/\/+/g, '/');
const root = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  base,
  output: 'static',
  trailingSlash: 'ignore',
  prefetch: false,
  devToolbar: { enabled: false },
  build: { assets: '_astro', format: 'directory', inlineStylesheets: 'never' },
  server: {
    port: 4321,
    headers: {
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
      'Cross-Origin-Resource-Policy': 'same-origin',
    },
  },
  integrations: [preact(), courseCheck(), preloadEditor(), offline(), precompress()],
  vite: {
    plugins: [...containerPlugins(), ...workbenchPlugins(), lessonReload(root, base)],
    worker: { format: 'es' },
    optimizeDeps: {
      // Imported by a worker, where the dev server's scan does not look: found late, they would reload the page.
      include: [
        'monaco-editor/internal/common/initialize',
        'monaco-editor/languages/features/typescript/tsWorker',
      ],
    },
    build: {
      target: 'es2023',
      // Monaco's editor is one large chunk by nature; it loads after the first paint.
      chunkSizeWarningLimit: 4096,
    },
  },
});
