import { relative, resolve, sep } from 'node:path';
import type { Plugin } from 'vite';
import type { LessonChange } from './lesson-change.ts';

/**
 * Development only: watches `lessons/` and `starters/` and tells open pages which folder has changed, so that a
 * page reloads when its own lesson or starter did and stays put when another one did. Also answers `/headless`
 * the way a static host does, from `public/headless.html`.
 */
export function lessonReload(root: string, base: string): Plugin {
  const folders = ['lessons', 'starters'].map((name) => resolve(root, name));
  return {
    name: 'bulkhead:lesson-reload',
    apply: 'serve',
    configureServer(server) {
      server.watcher.add(folders);
      server.watcher.on('all', (_event, file) => {
        const path = relative(root, file).split(sep).join('/');
        if (!/^(lessons|starters)\//.test(path)) return;
        server.ws.send('bulkhead:lessons', { path } satisfies LessonChange);
      });
      server.middlewares.use((request, _response, next) => {
        const [path, query] = (request.url ?? '').split('?', 2);
        if (path === '/headless' || path === `${base}headless`) {
          request.url = `${path}.html${query === undefined ? '' : `?${query}`}`;
        }
        next();
      });
    },
  };
}
