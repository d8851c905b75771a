/**
 * A tab that stays open while the site is deployed anew asks for files that are gone. Work is saved first,
 * then the page is loaded again, once; where that does not help, or would lose something, a sentence says so.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Disposable, Workspace } from './types.ts';

export interface ChunkRecovery extends Disposable {
  /** A sentence when the page cannot help itself. */
  readonly problem: ReadonlySignal<string | null>;
  /** For the `catch` of an `import()`: true when it was a missing chunk, and is taken care of. */
  handle(error: unknown): boolean;
}

export interface ChunkRecoveryPorts {
  /** Errors of imports: `vite:preloadError` and unhandled rejections. */
  onError(listener: (error: unknown) => void): Disposable;
  /** Survives a reload, not the tab. Both may throw. */
  readMark(): string | null;
  writeMark(mark: string): void;
  /** Whether the page itself can be had now: else a reload would lose it. */
  reachable(): Promise<boolean>;
  reload(): void;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** A second miss within this time after a reload is not cured by another one. */
const ONCE_PER_MS = 5 * 60 * 1000;

/** How Chromium, Firefox, Safari and Vite say it; there is no code to compare. */
const MISSING =
  /Failed to fetch dynamically imported module|error loading dynamically imported module|Importing a module script failed|Unable to preload CSS|Loading chunk \S+ failed/i;

export function isMissingChunk(error: unknown): boolean {
  return error instanceof Error && (error.name === 'ChunkLoadError' || MISSING.test(error.message));
}

export function recoverMissingChunks(
  workspace: Pick<Workspace, 'flush' | 'saved'>,
  ports: ChunkRecoveryPorts = browserRecoveryPorts(),
): ChunkRecovery {
  const problem = signal<string | null>(null);
  let recovering = false;

  const recover = async () => {
    if (recovering) return;
    recovering = true;
    problem.value = await reloadOnce(workspace, ports);
    recovering = problem.value === null;
  };
  const handle = (error: unknown): boolean => {
    if (!isMissingChunk(error)) return false;
    void recover();
    return true;
  };
  const listening = ports.onError(handle);
  return { problem, handle, dispose: () => listening.dispose() };
}

/** The sentence when the page was not reloaded. */
async function reloadOnce(
  workspace: Pick<Workspace, 'flush' | 'saved'>,
  ports: ChunkRecoveryPorts,
): Promise<string | null> {
  await workspace.flush();
  if (workspace.saved.peek().state === 'refused') {
    return 'A part of this page is missing, probably since the site was updated. Your work could not be saved: download it, then reload the page.';
  }
  if (!(await ports.reachable())) {
    return 'A part of this page could not be loaded: the network does not answer. Your work is saved; try again when you are connected.';
  }
  if (!markReload(ports)) {
    return 'A part of this page is still missing after a reload. Your work is saved; reload the page in a few minutes, or tell whoever runs this site.';
  }
  ports.reload();
  return null;
}

/** False when the page was reloaded for this already, or that cannot be known. */
function markReload(ports: ChunkRecoveryPorts): boolean {
  try {
    const last = Number(ports.readMark() ?? Number.NEGATIVE_INFINITY);
    if (ports.now() - last < ONCE_PER_MS) return false;
    ports.writeMark(String(ports.now()));
    return true;
  } catch {
    return false;
  }
}

const MARK = 'bulkhead:reloaded';

function browserRecoveryPorts(): ChunkRecoveryPorts {
  return {
    onError(listener) {
      const preload = (event: Event) => listener('payload' in event ? event.payload : null);
      const rejection = (event: PromiseRejectionEvent) => listener(event.reason);
      window.addEventListener('vite:preloadError', preload);
      window.addEventListener('unhandledrejection', rejection);
      return {
        dispose() {
          window.removeEventListener('vite:preloadError', preload);
          window.removeEventListener('unhandledrejection', rejection);
        },
      };
    },
    readMark: () => sessionStorage.getItem(MARK),
    writeMark: (mark) => sessionStorage.setItem(MARK, mark),
    reachable: () =>
      fetch(location.href, { method: 'HEAD', cache: 'no-store' }).then(
        (response) => response.ok,
        () => false,
      ),
    reload: () => location.reload(),
    now: () => Date.now(),
  };
}
