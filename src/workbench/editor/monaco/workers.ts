/** Monaco's workers, from this build's own origin. They start when they are first needed. */
export function provideWorkers(): void {
  (globalThis as { MonacoEnvironment?: { getWorker(id: string, label: string): Worker } }).MonacoEnvironment =
    {
      getWorker(_id, label) {
        const name = `editor:${label}`;
        switch (label) {
          case 'typescript':
          case 'javascript':
            return new Worker(new URL('./typescript/worker.ts', import.meta.url), { type: 'module', name });
          default:
            return new Worker(new URL('./editor-worker.ts', import.meta.url), { type: 'module', name });
        }
      },
    };
}
