/** The browser and the build, as a boot needs them. */
import type { BootPorts } from './boot.ts';
import { config } from './config.ts';

export function browserBootPorts(): BootPorts {
  return {
    window,
    document: {
      createElement: (tag) => document.createElement(tag),
      body: {
        insertBefore: (frame) =>
          frame instanceof HTMLIFrameElement && document.body.insertBefore(frame, null),
      },
    },
    page: new URL(location.href),
    base: import.meta.env.BASE_URL,
    config,
    createClient: async (environment) =>
      (await import('virtual:webcontainer-client')).createClient(environment),
    loadLab: async () => (await import('virtual:bulkhead-lab')).default,
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return { dispose: () => clearTimeout(timer) };
    },
    now: () => performance.now(),
    onLeave(listener) {
      const leave = (event: PageTransitionEvent) => {
        // A page kept for the back button comes back with its frames.
        if (!event.persisted) listener();
      };
      window.addEventListener('pagehide', leave);
      return { dispose: () => window.removeEventListener('pagehide', leave) };
    },
  };
}
