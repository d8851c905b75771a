import type { VfsDirent } from '../../vfs/vfs.ts';
import { threeForms } from './fs_calls.ts';
import { absolute, encodeName, type FsDeps, type PathArg } from './fs_deps.ts';
import { guard, uvException } from './fs_error.ts';

/** `UV_DIRENT_*`. */
export const DIRENT_TYPES: Record<VfsDirent['kind'], number> = {
  file: 1,
  directory: 2,
  symlink: 3,
  device: 6,
};

/** `internalBinding('fs_dir')`: directories read in pieces. */
export function createFsDir(deps: FsDeps): Record<string, unknown> {
  class DirHandle {
    #entries: VfsDirent[] | null;

    constructor(entries: VfsDirent[]) {
      this.#entries = entries;
    }

    getAsyncId(): number {
      return deps.asyncId?.() ?? 0;
    }

    /** Names and types in turn, at most `count` of each; null at the end. */
    read(...args: unknown[]): unknown {
      return threeForms(deps, 2, (encoding: string, count: number) => {
        if (this.#entries === null) throw uvException(deps, 'EINVAL', 'readdir');
        const next = this.#entries.splice(0, count);
        if (next.length === 0) return null;
        return next.flatMap(({ name, kind }) => [encodeName(deps, name, encoding), DIRENT_TYPES[kind]]);
      })(...args);
    }

    close(...args: unknown[]): unknown {
      return threeForms(deps, 0, () => {
        this.#entries = null;
      })(...args);
    }
  }

  const opendir = (path: PathArg, shown: PathArg | undefined): DirHandle =>
    new DirHandle(guard(deps, 'opendir', () => deps.vfs.readdir(absolute(deps, path)), shown));

  return {
    DirHandle,
    opendir: threeForms(deps, 2, (path: PathArg) => opendir(path, path)),
    // As natively, the error of this one names no path.
    opendirSync: (path: PathArg) => opendir(path, undefined),
  };
}
