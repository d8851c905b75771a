import { O_RDONLY } from '../../vfs/flags.ts';
import { isWithin, resolvePath, splitPath } from '../../vfs/path.ts';
import { absolute, type FsDeps, type PathArg, textOf } from './fs_deps.ts';
import { codedError, guard } from './fs_error.ts';

/** The native part of `fs.cpSync`, with the messages of Node's node_file.cc. */
export function createCpSync(deps: FsDeps): Record<string, (...args: never[]) => void> {
  const { vfs } = deps;

  const kindOf = (path: string, follow: boolean): string | null => {
    if (!(follow ? vfs.exists(path) : existsItself(path))) return null;
    return (follow ? vfs.stat(path) : vfs.lstat(path)).kind;
  };
  const existsItself = (path: string): boolean => {
    const { parent, name } = splitPath(resolvePath('/', path));
    return (
      vfs.exists(parent) &&
      vfs.stat(parent).kind === 'directory' &&
      vfs.readdir(parent).some((e) => e.name === name)
    );
  };

  const copyOver = (from: string, to: string, preserveTimestamps: boolean): void => {
    vfs.copyFile(from, to);
    if (!preserveTimestamps) return;
    const { atime, mtime } = vfs.stat(from);
    vfs.utimes(to, atime, mtime);
  };

  const linkTarget = (link: string): string =>
    resolvePath(splitPath(resolvePath('/', link)).parent, vfs.readlink(link));
  const isDirectory = (path: string): boolean => kindOf(path, true) === 'directory';

  const copyLink = (from: string, to: string, verbatim: boolean): void => {
    const target = linkTarget(from);
    if (kindOf(to, false) === 'symlink') {
      const current = linkTarget(to);
      if (isDirectory(target) && isWithin(current, target)) {
        throw codedError('ERR_FS_CP_EINVAL', `Cannot copy ${target} to a subdirectory of self ${current}`);
      }
      if (isDirectory(current) && isWithin(target, current)) {
        throw codedError('ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY', `cannot overwrite ${current} with ${target}`);
      }
      vfs.unlink(to);
    }
    vfs.symlink(verbatim ? vfs.readlink(from) : target, to);
  };

  interface CopyOptions {
    force: boolean;
    errorOnExist: boolean;
    verbatim: boolean;
    preserveTimestamps: boolean;
  }

  const copyDirectory = (from: string, to: string, options: CopyOptions): void => {
    vfs.mkdirs(to);
    for (const { name } of vfs.readdir(from)) {
      const source = `${from}/${name}`;
      const target = `${to}/${name}`;
      // As in Node 24.21, links inside the tree are copied as links even when dereferencing was asked for.
      const kind = kindOf(source, false);
      if (kind === 'directory') {
        copyDirectory(source, target, options);
      } else if (kind === 'symlink') {
        copyLink(source, target, options.verbatim);
      } else if (kindOf(target, false) === null || options.force) {
        copyOver(source, target, options.preserveTimestamps);
      } else if (options.errorOnExist) {
        throw codedError(
          'ERR_FS_CP_EEXIST',
          `[ERR_FS_CP_EEXIST]: Target already exists: cp returned EEXIST (${target} already exists)`,
        );
      }
    }
  };

  return {
    cpSyncCheckPaths(src: PathArg, dest: PathArg, dereference: boolean, recursive: boolean) {
      const from = absolute(deps, src);
      const to = absolute(deps, dest);
      const syscall = dereference ? 'stat' : 'lstat';
      const source = guard(deps, syscall, () => (dereference ? vfs.stat(from) : vfs.lstat(from)), src);
      const targetKind = kindOf(to, dereference);
      const target = targetKind === null ? null : dereference ? vfs.stat(to) : vfs.lstat(to);
      if (target !== null) {
        if (target.ino === source.ino) {
          throw codedError('ERR_FS_CP_EINVAL', `src and dest cannot be the same ${textOf(dest)}`);
        }
        if (source.kind === 'directory' && target.kind !== 'directory') {
          throw codedError(
            'ERR_FS_CP_DIR_TO_NON_DIR',
            `Cannot overwrite non-directory ${textOf(dest)} with directory ${textOf(src)}`,
          );
        }
        if (source.kind !== 'directory' && target.kind === 'directory') {
          throw codedError(
            'ERR_FS_CP_NON_DIR_TO_DIR',
            `Cannot overwrite directory ${textOf(dest)} with non-directory ${textOf(src)}`,
          );
        }
      }
      if (source.kind === 'directory') {
        if (!recursive) {
          throw codedError(
            'ERR_FS_EISDIR',
            `Recursive option not enabled, cannot copy a directory: ${textOf(src).replace(/\/*$/, '/')}`,
          );
        }
        if (isWithin(resolvePath('/', to), resolvePath('/', from))) {
          throw codedError(
            'ERR_FS_CP_EINVAL',
            `Cannot copy ${textOf(src).replace(/\/*$/, '/')} to a subdirectory of self ${textOf(dest)}`,
          );
        }
      }
      guard(deps, 'mkdir', () => vfs.mkdirs(splitPath(resolvePath('/', to)).parent), dest);
    },

    cpSyncOverrideFile(src: PathArg, dest: PathArg, _mode: number, preserveTimestamps: boolean) {
      guard(
        deps,
        'cp',
        () => {
          vfs.open(absolute(deps, src), O_RDONLY).close();
          vfs.unlink(absolute(deps, dest));
          copyOver(absolute(deps, src), absolute(deps, dest), preserveTimestamps);
        },
        src,
        dest,
      );
    },

    cpSyncCopyDir(
      src: PathArg,
      dest: PathArg,
      force: boolean,
      _dereference: boolean,
      errorOnExist: boolean,
      verbatim: boolean,
      preserveTimestamps: boolean,
    ) {
      const options = { force, errorOnExist, verbatim, preserveTimestamps };
      guard(deps, 'cp', () => copyDirectory(absolute(deps, src), absolute(deps, dest), options), src, dest);
    },
  };
}
