import { isWithin, resolvePath } from '../../vfs/path.ts';
import type { VfsStat } from '../../vfs/stat.ts';
import { absolute, type FsDeps, type PathArg } from './fs_deps.ts';
import { failedWith } from './fs_descriptors.ts';
import { WatchHandle } from './fs_event_wrap.ts';
import { fillStats, kFsStatsFieldsNumber, newStats } from './fs_stats.ts';

type Observation = { status: 0; stat: VfsStat } | { status: number; stat: null };

/** The class behind `fs.watchFile`: events of the file system take the place of polling. */
export function createStatWatcher(deps: FsDeps) {
  return class StatWatcher extends WatchHandle {
    onchange: ((status: number, stats: Float64Array | BigInt64Array) => void) | null = null;
    readonly #bigint: boolean;
    #path = '';
    #last: Observation = { status: 0, stat: null };
    #looking = false;

    constructor(bigint: boolean) {
      super(deps);
      this.#bigint = bigint;
    }

    /** The interval does not matter: changes are told when they happen. */
    start(path: PathArg, _interval: number): number {
      this.#path = absolute(deps, path);
      this.#last = this.#observe();
      const watched = resolvePath('/', this.#path);
      this.begin(({ path: changed }) => {
        // A link on the way could lead anywhere, so that only the look itself can tell.
        if (isWithin(watched, changed) || deps.vfs.exists(this.#path)) this.#look();
      });
      // As natively, a file that is missing at the start is reported once.
      if (this.#last.stat === null) {
        const missing = this.#last;
        deps.complete(() => this.#report(missing, missing));
      }
      return 0;
    }

    /** One comparison for all changes of a turn. */
    #look(): void {
      if (this.#looking) return;
      this.#looking = true;
      deps.complete(() => {
        this.#looking = false;
        const now = this.#observe();
        if (sameObservation(now, this.#last)) return;
        this.#report(now, this.#last);
        this.#last = now;
      });
    }

    #report(now: Observation, before: Observation): void {
      if (!this.active) return;
      const stats = newStats(this.#bigint, 2);
      if (now.stat !== null) fillStats(stats, now.stat);
      if (before.stat !== null) fillStats(stats, before.stat, kFsStatsFieldsNumber);
      this.onchange?.(now.status, stats);
    }

    #observe(): Observation {
      try {
        return { status: 0, stat: deps.vfs.stat(this.#path) };
      } catch (error) {
        if (!failedWith(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) throw error;
        return { status: deps.uv.errno((error as Error & { code: string }).code), stat: null };
      }
    }
  };
}

function sameObservation(a: Observation, b: Observation): boolean {
  if (a.stat === null || b.stat === null) return a.status === b.status;
  const { ino, mode, uid, gid, size, mtime, ctime } = a.stat;
  const other = b.stat;
  return (
    ino === other.ino &&
    mode === other.mode &&
    uid === other.uid &&
    gid === other.gid &&
    size === other.size &&
    mtime === other.mtime &&
    ctime === other.ctime
  );
}
