import * as Comlink from 'comlink';
import { VfsError } from '../../vfs/errors.ts';
import type { InodeKind } from '../../vfs/inode.ts';
import { watchedName } from '../../vfs/path.ts';
import type { Vfs } from '../../vfs/vfs.ts';
import { codecOf } from './encoding.ts';
import { scopedPath, typeName } from './scope.ts';

/** A directory entry as the client unpacks it. */
export interface WireDirent {
  name: string | Uint8Array;
  'Symbol(type)': number;
}

type WatchCallback = ((event: 'rename' | 'change', name: string | Uint8Array) => unknown) & {
  [Comlink.releaseProxy]?: () => void;
};

/** What `instance.fs()` answers to the client of `@webcontainer/api` 1.6. Arguments come from the wire. */
export interface FsApi {
  readFile(path: unknown, encoding?: unknown): string | Uint8Array;
  writeFile(path: unknown, data: unknown, options?: unknown): void;
  readdir(path: unknown, options?: unknown): string[] | Uint8Array[] | WireDirent[];
  mkdir(path: unknown, options?: unknown): string | undefined;
  rm(path: unknown, options?: unknown): void;
  rename(from: unknown, to: unknown): void;
  watch(path: unknown, options: unknown, callback: unknown): { close(): Promise<void> };
}

/** The client tells files (1) and directories (2); anything else is neither. */
const ENTRY_TYPES: Record<InodeKind, number> = { file: 1, directory: 2, symlink: 3, device: 6 };

/**
 * The client's file system over the kernel's. Paths are scoped to the working directory, see
 * {@link scopedPath}. Every error is an Error whose message starts with its code
 * (`ENOENT: no such file or directory, open 'x'`), since `.code` is lost on the wire.
 */
export function createFsApi(vfs: Vfs, cwd: () => string): FsApi {
  /** Runs a call; a refusal names the path as the client wrote it. */
  const call = <T>(syscall: string, paths: unknown[], run: (...absolute: string[]) => T): T => {
    const absolute = paths.map((path) => scopedPath(cwd(), path, syscall));
    try {
      return run(...absolute);
    } catch (error) {
      if (!(error instanceof VfsError)) throw error;
      const [path, dest] = paths.map(String);
      throw new VfsError(error.code, syscall, path, dest);
    }
  };

  return {
    readFile(path, encoding) {
      const codec =
        encoding === undefined || encoding === null ? null : codecOf(encodingIn(encoding), 'readFile');
      const bytes = call('open', [path], (file) => vfs.readFile(file));
      return codec === null ? Comlink.transfer(bytes, [bytes.buffer]) : codec.decode(bytes);
    },

    writeFile(path, data, options) {
      const encoding = encodingIn(options) ?? 'utf8';
      let bytes: Uint8Array;
      if (typeof data === 'string') bytes = codecOf(encoding, 'writeFile').encode(data);
      else if (data instanceof Uint8Array) bytes = data;
      else {
        throw new Error(
          `ERR_INVALID_ARG_TYPE: writeFile needs the data as a string or a Uint8Array, but it is ${typeName(data)}.`,
        );
      }
      call('open', [path], (file) => vfs.writeFile(file, bytes));
    },

    readdir(path, options) {
      const entries = call('scandir', [path], (directory) => vfs.readdir(directory));
      const encoding = encodingIn(options);
      const name = (text: string): string | Uint8Array => {
        if (encoding === 'buffer') return new TextEncoder().encode(text);
        if (encoding === undefined || encoding === null || encoding === 'utf8' || encoding === 'utf-8')
          return text;
        return codecOf(encoding, 'readdir').decode(new TextEncoder().encode(text));
      };
      if (isRecord(options) && options.withFileTypes === true) {
        return entries.map((entry) => ({ name: name(entry.name), 'Symbol(type)': ENTRY_TYPES[entry.kind] }));
      }
      return entries.map((entry) => name(entry.name)) as string[] | Uint8Array[];
    },

    mkdir(path, options) {
      return call('mkdir', [path], (directory) => {
        if (!(isRecord(options) && options.recursive === true)) {
          vfs.mkdir(directory);
          return undefined;
        }
        return vfs.mkdirs(directory) ?? undefined;
      });
    },

    rm(path, options) {
      const { force = false, recursive = false } = isRecord(options) ? options : {};
      call('rm', [path], (target) => {
        if (target === cwd()) throw new VfsError('EBUSY', 'rm');
        if (force === true && !vfs.exists(target) && !isDanglingLink(vfs, target)) return;
        if (recursive !== true && vfs.lstat(target).kind === 'directory') throw new VfsError('EISDIR', 'rm');
        vfs.remove(target);
      });
    },

    rename(from, to) {
      call('rename', [from, to], (source = '', target = '') => vfs.rename(source, target));
    },

    watch(path, options, callback) {
      if (typeof callback !== 'function') {
        throw new Error(`ERR_INVALID_ARG_TYPE: watch needs a listener, but it is ${typeName(callback)}.`);
      }
      const listener = callback as WatchCallback;
      const watched = call('watch', [path], (target) => vfs.realpath(target));
      const recursive = isRecord(options) && options.recursive === true;
      const asBytes = encodingIn(options) === 'buffer';
      const watching = vfs.watch((event) => {
        const name = watchedName(watched, event.path, recursive);
        if (name === null) return;
        // A listener whose page is gone is not a failure of the change that it was told of.
        void Promise.resolve(listener(event.type, asBytes ? new TextEncoder().encode(name) : name)).catch(
          () => {},
        );
      });
      return Comlink.proxy({
        async close() {
          watching.dispose();
          listener[Comlink.releaseProxy]?.();
        },
      });
    },
  };
}

function isDanglingLink(vfs: Vfs, path: string): boolean {
  try {
    return vfs.lstat(path).kind === 'symlink';
  } catch (error) {
    if (error instanceof VfsError) return false;
    throw error;
  }
}

/** An encoding given alone, as `{ encoding }`, or not at all. */
function encodingIn(options: unknown): unknown {
  return isRecord(options) ? options.encoding : options;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
