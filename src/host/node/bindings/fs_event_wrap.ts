import type { Disposable, VfsEvent } from '../../vfs/ops.ts';
import { watchedName } from '../../vfs/path.ts';
import { absolute, encodeName, type FsDeps, type PathArg } from './fs_deps.ts';
import { failedWith } from './fs_descriptors.ts';

/** Something that keeps its process alive while it is active and `ref`ed. */
export class WatchHandle {
  readonly #deps: FsDeps;
  #alive: Disposable | null = null;
  #watch: Disposable | null = null;
  #referenced = true;

  constructor(deps: FsDeps) {
    this.#deps = deps;
  }

  get active(): boolean {
    return this.#watch !== null;
  }

  getAsyncId(): number {
    return this.#deps.asyncId?.() ?? 0;
  }

  ref(): void {
    this.#referenced = true;
    this.#hold();
  }

  unref(): void {
    this.#referenced = false;
    this.#hold();
  }

  hasRef(): boolean {
    return this.#referenced && this.active;
  }

  close(): void {
    this.#watch?.dispose();
    this.#watch = null;
    this.#hold();
  }

  protected begin(listener: (event: VfsEvent) => void): void {
    this.#watch = this.#deps.vfs.watch(listener);
    this.#hold();
  }

  #hold(): void {
    if (this.hasRef()) {
      this.#alive ??= this.#deps.keepAlive();
    } else {
      this.#alive?.dispose();
      this.#alive = null;
    }
  }
}

/** `internalBinding('fs_event_wrap')`: what inotify tells of one file or of a directory's entries. */
export function createFsEventWrap(deps: FsDeps): Record<string, unknown> {
  class FSEvent extends WatchHandle {
    onchange: ((status: number, type: string, name: unknown) => void) | null = null;

    constructor() {
      super(deps);
    }

    get initialized(): boolean {
      return this.active;
    }

    /** 0, or the errno of why it cannot be watched. */
    start(path: PathArg, persistent: boolean, recursive: boolean, encoding: string): number {
      if (this.active) return 0;
      let watched: string;
      try {
        watched = deps.vfs.realpath(absolute(deps, path));
      } catch (error) {
        if (failedWith(error, 'ENOENT', 'ENOTDIR', 'ELOOP'))
          return deps.uv.errno((error as { code: string } & Error).code);
        throw error;
      }
      if (!persistent) this.unref();
      this.begin(({ type, path: changed }) => {
        const name = watchedName(watched, changed, recursive);
        if (name === null) return;
        deps.complete(() => {
          if (this.active) this.onchange?.(0, type, encodeName(deps, name, encoding));
        });
      });
      return 0;
    }
  }

  return { FSEvent };
}
