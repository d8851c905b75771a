/** `site-server.ts ROOT`: the project's own server in a process of its own; reports over its IPC channel. */
import { serve } from '../serve.ts';
import type { FromSite } from './site.ts';

const tell = (message: FromSite) => process.send?.(message);

// With its parent gone there is nobody to serve.
process.on('disconnect', () => process.exit());
try {
  const { url } = await serve({
    root: process.argv[2] ?? 'dist',
    port: 0,
    onResponse: (info) => tell({ type: 'sent', sent: { ...info, at: Date.now() } }),
  });
  tell({ type: 'serving', url });
} catch (error) {
  tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  process.disconnect?.();
}
