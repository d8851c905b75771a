import { O_ACCMODE, O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_TRUNC, O_WRONLY } from '../../vfs/flags.ts';
import { type FsRequest, kUsePromises, threeForms } from './fs_calls.ts';
import { createCpSync } from './fs_cp.ts';
import { absolute, bufferOf, encodeName, type FsDeps, type PathArg, textOf } from './fs_deps.ts';
import { Descriptors, failedWith } from './fs_descriptors.ts';
import { createFsDir, DIRENT_TYPES } from './fs_dir.ts';
import { codedError, guard, type UvException } from './fs_error.ts';
import { createFsEventWrap } from './fs_event_wrap.ts';
import { createStatWatcher } from './fs_stat_watcher.ts';
import { fillStatFs, fillStats, kFsStatsFieldsNumber, newStats } from './fs_stats.ts';

export type { FsDeps } from './fs_deps.ts';

type StatTarget = Float64Array | BigInt64Array;

/**
 * `internalBinding('fs')`, `'fs_dir'` and `'fs_event_wrap'` for Node 24.21's own lib/fs.js and
 * lib/internal/fs, over a {@link Vfs}. Argument orders are those that lib passes.
 */
export function createFsBindings(deps: FsDeps): {
  fs: Record<string, unknown>;
  fs_dir: Record<string, unknown>;
  fs_event_wrap: Record<string, unknown>;
} {
  const { vfs } = deps;
  const descriptors = new Descriptors(deps);
  const at = (path: PathArg): string => absolute(deps, path);
  const umask = (): number => deps.umask?.() ?? 0o022;

  const statValues = newStats(false, 2);
  const bigintStatValues = newStats(true, 2);
  const statFsValues = new Float64Array(8);
  const bigintStatFsValues = new BigInt64Array(8);
  /** Synchronous calls share one array, as natively; the others need their own. */
  const statTarget = (bigint: boolean, request: unknown): StatTarget =>
    request !== undefined ? newStats(bigint) : bigint ? bigintStatValues : statValues;

  class FSReqCallback implements FsRequest {
    oncomplete: FsRequest['oncomplete'] = null;

    getAsyncId(): number {
      return deps.asyncId?.() ?? 0;
    }
  }

  class FileHandle {
    #fd: number;

    constructor(fd: number) {
      this.#fd = fd;
    }

    get fd(): number {
      return this.#fd;
    }

    getAsyncId(): number {
      return deps.asyncId?.() ?? 0;
    }

    close(): unknown {
      return forms(0, () => this.closeSync())(kUsePromises);
    }

    closeSync(): void {
      descriptors.close(this.#fd);
      this.#fd = -1;
    }

    releaseFD(): number {
      const fd = this.#fd;
      this.#fd = -1;
      return fd;
    }
  }

  const forms = (arity: number, fn: Parameters<typeof threeForms>[2]) => threeForms(deps, arity, fn);
  /** A call on one path. */
  const onPath = (syscall: string, arity: number, run: (path: string, ...rest: never[]) => unknown) =>
    forms(arity, (path: PathArg, ...rest: never[]) =>
      guard(deps, syscall, () => run(at(path), ...rest), path),
    );
  /** A call on two paths; `first` is not resolved when it is a link's text. */
  const onPaths = (
    syscall: string,
    arity: number,
    run: (from: string, to: string, ...rest: never[]) => unknown,
  ) =>
    forms(arity, (from: PathArg, to: PathArg, ...rest: never[]) =>
      guard(deps, syscall, () => run(at(from), at(to), ...rest), from, to),
    );

  const statForm = (syscall: 'stat' | 'lstat', silent: Parameters<typeof failedWith>[1][]) =>
    forms(2, (path: PathArg, bigint: boolean, request: unknown, throwIfNoEntry?: boolean) => {
      try {
        const stat = guard(deps, syscall, () => vfs[syscall](at(path)), path);
        return fillStats(statTarget(bigint, request), stat);
      } catch (error) {
        if (throwIfNoEntry === false && failedWith(error, ...silent)) return undefined;
        throw error;
      }
    });

  /** `writeString` and `writeBuffer` report errors in a context object when one is given. */
  const withContext = (arity: number, run: (...args: never[]) => number) => {
    const call = forms(arity, run);
    return (...args: unknown[]): unknown => {
      const context = args[arity + 1] as { errno?: number; syscall?: string; code?: string } | undefined;
      if (context === undefined) return call(...args);
      try {
        return call(...args);
      } catch (error) {
        const { errno, code, syscall } = error as UvException;
        if (errno === undefined) throw error;
        Object.assign(context, { errno, code, syscall });
        return errno;
      }
    };
  };

  const readFileBytes = (target: PathArg | number, flags: number): Uint8Array => {
    const fd = typeof target === 'number' ? target : descriptors.open(target, flags, 0o666);
    try {
      const chunks: Uint8Array[] = [];
      for (;;) {
        const chunk = new Uint8Array(
          Math.max(65_536, typeof target === 'number' ? 0 : descriptors.stat(fd).size + 1),
        );
        const count = descriptors.read(fd, chunk, -1);
        if (count === 0) return concat(chunks);
        chunks.push(chunk.subarray(0, count));
      }
    } finally {
      if (typeof target !== 'number') descriptors.close(fd);
    }
  };

  const fs: Record<string, unknown> = {
    kUsePromises,
    kFsStatsFieldsNumber,
    statValues,
    bigintStatValues,
    statFsValues,
    bigintStatFsValues,
    FSReqCallback,
    FileHandle,
    StatWatcher: createStatWatcher(deps),
    ...createCpSync(deps),

    access: onPath('access', 2, (path, mode: number) => vfs.access(path, mode)),
    existsSync: (path: PathArg) => vfs.exists(at(path)),
    open: forms(3, (path: PathArg, flags: number, mode: number) => descriptors.open(path, flags, mode)),
    openFileHandle: forms(
      3,
      (path: PathArg, flags: number, mode: number) => new FileHandle(descriptors.open(path, flags, mode)),
    ),
    close: forms(1, (fd: number) => descriptors.close(fd)),

    read: forms(
      5,
      (
        fd: number,
        buffer: ArrayBufferView,
        offset: number,
        length: number,
        position: number | bigint | null,
      ) => descriptors.read(fd, viewOf(buffer).subarray(offset, offset + length), Number(position ?? -1)),
    ),
    readBuffers: forms(3, (fd: number, buffers: ArrayBufferView[], position: number | null) => {
      descriptors.expectOpen(fd, 'read');
      let total = 0;
      for (const buffer of buffers) {
        const count = descriptors.read(fd, viewOf(buffer), position === null ? -1 : position + total);
        total += count;
        if (count < buffer.byteLength) break;
      }
      return total;
    }),
    readFileUtf8: (target: PathArg | number, flags: number) => decodeUtf8(readFileBytes(target, flags)),

    writeBuffer: withContext(
      5,
      (fd: number, buffer: ArrayBufferView, offset: number, length: number, position: number | null) =>
        descriptors.write(fd, viewOf(buffer).subarray(offset, offset + length), placeOf(position)),
    ),
    writeBuffers: forms(3, (fd: number, buffers: ArrayBufferView[], position: number | null) =>
      descriptors.write(fd, concat(buffers.map(viewOf)), placeOf(position)),
    ),
    writeString: withContext(
      4,
      (fd: number, text: string, position: number | null, encoding?: string | null) =>
        descriptors.write(fd, bufferOf(deps).from(text, encoding ?? 'utf8'), placeOf(position)),
    ),
    writeFileUtf8(target: PathArg | number, text: string, flags: number, mode: number) {
      const bytes = encoder.encode(text);
      if (typeof target === 'number') {
        descriptors.write(target, bytes, null);
        return;
      }
      // The usual case in one operation, so that no other process sees the file empty in between.
      const whole = O_TRUNC | O_CREAT;
      const special = O_EXCL | O_APPEND;
      if (
        (flags & O_ACCMODE) === O_WRONLY &&
        (flags & whole) === whole &&
        (flags & special) === 0 &&
        !isDevice(at(target))
      ) {
        guard(deps, 'open', () => vfs.writeFile(at(target), bytes, mode & ~umask()), target);
        return;
      }
      const fd = descriptors.open(target, flags, mode);
      try {
        descriptors.write(fd, bytes, null);
      } finally {
        descriptors.close(fd);
      }
    },

    stat: statForm('stat', ['ENOENT', 'ENOTDIR']),
    lstat: statForm('lstat', ['ENOENT']),
    fstat: forms(2, (fd: number, bigint: boolean, request: unknown) =>
      fillStats(statTarget(bigint, request), descriptors.stat(fd)),
    ),
    statfs: forms(2, (path: PathArg, bigint: boolean, request: unknown) => {
      guard(deps, 'statfs', () => vfs.stat(at(path)), path);
      const shared = bigint ? bigintStatFsValues : statFsValues;
      const target = request === undefined ? shared : bigint ? new BigInt64Array(8) : new Float64Array(8);
      return fillStatFs(target, vfs.usage());
    }),
    /** 0 for a file, 1 for a directory, below 0 when nothing is there. */
    internalModuleStat(path: PathArg) {
      if (!vfs.exists(at(path))) return deps.uv.errno('ENOENT');
      return vfs.stat(at(path)).kind === 'directory' ? 1 : 0;
    },

    mkdir: forms(3, (path: PathArg, mode: number, recursive: boolean) =>
      guard(
        deps,
        'mkdir',
        () => {
          if (recursive) {
            const made = vfs.mkdirs(at(path), mode & ~umask());
            // Answered in the form that was asked: a relative path has its working directory in front by now.
            const added = at(path).length - textOf(path).length;
            return made?.slice(added) ?? undefined;
          }
          vfs.mkdir(at(path), mode & ~umask());
          return undefined;
        },
        path,
      ),
    ),
    mkdtemp: forms(2, (prefix: PathArg, encoding: string | undefined) =>
      guard(
        deps,
        'mkdtemp',
        () => {
          const path = textOf(prefix) + randomSuffix(deps.random ?? Math.random);
          vfs.mkdir(at(path), 0o700);
          return encodeName(deps, path, encoding);
        },
        `${textOf(prefix)}XXXXXX`,
      ),
    ),
    readdir: forms(3, (path: PathArg, encoding: string | undefined, withTypes: boolean) => {
      const entries = guard(deps, 'scandir', () => vfs.readdir(at(path)), path);
      const names = entries.map(({ name }) => encodeName(deps, name, encoding));
      return withTypes ? [names, entries.map(({ kind }) => DIRENT_TYPES[kind])] : names;
    }),
    rmdir: onPath('rmdir', 1, (path) => vfs.rmdir(path)),
    unlink: onPath('unlink', 1, (path) => vfs.unlink(path)),
    rmSync(path: PathArg, _maxRetries: number, recursive: boolean) {
      try {
        guard(
          deps,
          'rm',
          () => {
            if (vfs.lstat(at(path)).kind === 'directory' && !recursive) {
              throw codedError('ERR_FS_EISDIR', `Path is a directory: ${textOf(path)}`);
            }
            vfs.remove(at(path));
          },
          path,
        );
      } catch (error) {
        if (!failedWith(error, 'ENOENT', 'ENOTDIR')) throw error;
      }
    },

    rename: onPaths('rename', 2, (from, to) => vfs.rename(from, to)),
    link: onPaths('link', 2, (from, to) => vfs.link(from, to)),
    copyFile: onPaths('copyfile', 3, (from, to, mode: number) =>
      vfs.copyFile(from, to, ((mode ?? 0) & 1) !== 0),
    ),
    symlink: forms(3, (target: PathArg, path: PathArg) =>
      guard(deps, 'symlink', () => vfs.symlink(textOf(target), at(path)), target, path),
    ),
    readlink: onPath('readlink', 2, (path, encoding: string) =>
      encodeName(deps, vfs.readlink(path), encoding),
    ),
    realpath: onPath('realpath', 2, (path, encoding: string) =>
      encodeName(deps, vfs.realpath(path), encoding),
    ),

    chmod: onPath('chmod', 2, (path, mode: number) => vfs.chmod(path, mode)),
    fchmod: forms(2, (fd: number, mode: number) => descriptors.file(fd, 'fchmod').chmod(mode)),
    chown: onPath('chown', 3, (path, uid: number, gid: number) => vfs.chown(path, uid, gid)),
    lchown: onPath('lchown', 3, (path, uid: number, gid: number) => vfs.chown(path, uid, gid, false)),
    fchown: forms(3, (fd: number, uid: number, gid: number) =>
      descriptors.file(fd, 'fchown').chown(uid, gid),
    ),
    utimes: onPath('utime', 3, (path, a: number, m: number) => vfs.utimes(path, a * 1000, m * 1000)),
    lutimes: onPath('lutime', 3, (path, a: number, m: number) => vfs.utimes(path, a * 1000, m * 1000, false)),
    futimes: forms(3, (fd: number, a: number, m: number) =>
      descriptors.file(fd, 'futime').utimes(a * 1000, m * 1000),
    ),
    ftruncate: forms(2, (fd: number, size: number) => {
      const file = descriptors.file(fd, 'ftruncate');
      guard(deps, 'ftruncate', () => file.truncate(size ?? 0));
    }),
    fsync: forms(1, (fd: number) => descriptors.expectOpen(fd, 'fsync')),
    fdatasync: forms(1, (fd: number) => descriptors.expectOpen(fd, 'fdatasync')),

    /** 1 for WebAssembly, by its magic number; 0 for JavaScript. */
    getFormatOfExtensionlessFile(path: PathArg) {
      if (!vfs.exists(at(path)) || vfs.stat(at(path)).kind !== 'file') return 0;
      const file = vfs.open(at(path), O_RDONLY);
      const magic = new Uint8Array(4);
      file.read(magic, 0);
      file.close();
      return magic.join() === '0,97,115,109' ? 1 : 0;
    },
    /** Index of the ending that exists in lib's table of main-field candidates. */
    legacyMainResolve(folder: string, main: string | undefined, base: string | undefined) {
      const isFile = (path: string): boolean =>
        vfs.exists(at(path)) && vfs.stat(at(path)).kind !== 'directory';
      const byMain = main === undefined ? [] : MAIN_ENDINGS.map((ending) => `${folder}/${main}${ending}`);
      const found = byMain.findIndex(isFile);
      if (found >= 0) return found;
      const index = INDEX_FILES.findIndex((name) => isFile(`${folder}/${name}`));
      if (index >= 0) return MAIN_ENDINGS.length + index;
      const importer = base === undefined ? '' : ` imported from ${base}`;
      throw codedError('ERR_MODULE_NOT_FOUND', `Cannot find package '${folder}'${importer}`);
    },
  };

  function isDevice(path: string): boolean {
    return vfs.exists(path) && vfs.stat(path).kind === 'device';
  }

  return { fs, fs_dir: createFsDir(deps), fs_event_wrap: createFsEventWrap(deps) };
}

/** Taken at the start: Node's library replaces the globals by ones that are themselves made of bindings. */
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

const MAIN_ENDINGS = ['', '.js', '.json', '.node', '/index.js', '/index.json', '/index.node'];
const INDEX_FILES = ['index.js', 'index.json', 'index.node'];

function viewOf(buffer: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

/** Anything but a number from 0 on means the descriptor's own position. */
function placeOf(position: unknown): number | null {
  if (typeof position === 'bigint') return position < 0n ? null : Number(position);
  return typeof position === 'number' && position >= 0 ? position : null;
}

function concat(chunks: Uint8Array[]): Uint8Array {
  const [only] = chunks;
  if (chunks.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}

/** As `buffer.toString('utf8')`: a byte order mark is kept. */
function decodeUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

function randomSuffix(random: () => number): string {
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  return Array.from({ length: 6 }, () => letters[Math.floor(random() * letters.length)]).join('');
}
