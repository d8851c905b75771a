import * as fs from 'node:fs/promises';
import { dirname, resolve } from 'node:path/posix';
import type {
  CpOptions,
  FileContent,
  FsStat,
  IFileSystem,
  MkdirOptions,
  RmOptions,
  BufferEncoding as ShellEncoding,
} from 'just-bash';
import { bytesToLatin1 } from './bytes.ts';
import { OWN_STDERR, OWN_STDOUT, RUN } from './rewrite.ts';
import type { Shell } from './shell.ts';

interface Dirent {
  name: string;
  isFile: boolean;
  isDirectory: boolean;
  isSymbolicLink: boolean;
}

type EncodingOption = { encoding?: ShellEncoding | null } | ShellEncoding | undefined;

/** What the file system asks of its shell. */
export interface FileSystemShell {
  isCommand(name: string): boolean;
  /** The value of PATH. */
  path(): string;
  print: Shell['print'];
}

/**
 * just-bash's file system over `node:fs/promises`: the shell's files are the project's files.
 *
 * just-bash runs a command only where PATH leads to a file, and its own commands are found in `/bin` and
 * `/usr/bin` alone. Those files do not exist here, so for the names given they are answered as if they did.
 */
export class ProjectFileSystem implements IFileSystem {
  readonly #shell: FileSystemShell;

  constructor(shell: FileSystemShell) {
    this.#shell = shell;
  }

  /**
   * just-bash would run any executable file on PATH as a shell script. (A plain command is rewritten before
   * it gets there, but not one whose name comes out of a variable or `eval`.)
   */
  async readFile(path: string, options?: EncodingOption): Promise<string> {
    if (options === undefined && this.#isProgram(path)) return `${RUN} "$0" "$@"`;
    const encoding = encodingOf(options);
    return fs.readFile(path, encoding === 'binary' ? 'latin1' : encoding);
  }

  async readFileBuffer(path: string): Promise<Uint8Array> {
    const buffer = await fs.readFile(path);
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  }

  async readFileBytes(path: string) {
    return bytesToLatin1(await this.readFileBuffer(path));
  }

  async writeFile(path: string, content: FileContent, options?: EncodingOption): Promise<void> {
    const device = this.#device(path);
    if (device) await device(encode(content, options));
    else await fs.writeFile(path, encode(content, options));
  }

  async appendFile(path: string, content: FileContent, options?: EncodingOption): Promise<void> {
    const device = this.#device(path);
    if (device) await device(encode(content, options));
    else await fs.appendFile(path, encode(content, options));
  }

  async exists(path: string): Promise<boolean> {
    if (this.#isBuiltin(path)) return true;
    return fs.stat(path).then(
      () => true,
      () => false,
    );
  }

  async stat(path: string): Promise<FsStat> {
    if (this.#isBuiltin(path)) return BUILTIN_STAT;
    return toStat(await fs.stat(path));
  }

  async lstat(path: string): Promise<FsStat> {
    if (this.#isBuiltin(path)) return BUILTIN_STAT;
    return toStat(await fs.lstat(path));
  }

  async mkdir(path: string, options?: MkdirOptions): Promise<void> {
    await fs.mkdir(path, { recursive: options?.recursive ?? false });
  }

  async readdir(path: string): Promise<string[]> {
    return (await fs.readdir(path)).sort();
  }

  async readdirWithFileTypes(path: string): Promise<Dirent[]> {
    const entries = await fs.readdir(path, { withFileTypes: true });
    return entries
      .map((entry) => ({
        name: entry.name,
        isFile: entry.isFile(),
        isDirectory: entry.isDirectory(),
        isSymbolicLink: entry.isSymbolicLink(),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async rm(path: string, options?: RmOptions): Promise<void> {
    const recursive = options?.recursive ?? false;
    if (!recursive) {
      const stat = await fs.lstat(path).catch(() => null);
      if (stat?.isDirectory()) return fs.rmdir(path);
    }
    await fs.rm(path, { recursive, force: options?.force ?? false });
  }

  async cp(from: string, to: string, options?: CpOptions): Promise<void> {
    const stat = await fs.stat(from);
    if (!stat.isDirectory()) return fs.copyFile(from, to);
    if (!options?.recursive) throw new Error(`EISDIR: illegal operation on a directory, cp '${from}'`);
    await fs.mkdir(to, { recursive: true });
    for (const name of await fs.readdir(from)) await this.cp(`${from}/${name}`, `${to}/${name}`, options);
  }

  async mv(from: string, to: string): Promise<void> {
    await fs.rename(from, to);
  }

  resolvePath(base: string, path: string): string {
    return resolve(base, path);
  }

  /** Only an in-memory tree can list itself cheaply; just-bash walks directories where this is empty. */
  getAllPaths(): string[] {
    return [];
  }

  async chmod(path: string, mode: number): Promise<void> {
    await fs.chmod(path, mode);
  }

  async symlink(target: string, path: string): Promise<void> {
    await fs.symlink(target, path);
  }

  async link(existing: string, path: string): Promise<void> {
    await fs.link(existing, path);
  }

  async readlink(path: string): Promise<string> {
    return fs.readlink(path);
  }

  async realpath(path: string): Promise<string> {
    return fs.realpath(path);
  }

  async utimes(path: string, atime: Date, mtime: Date): Promise<void> {
    await fs.utimes(path, atime, mtime);
  }

  #isBuiltin(path: string): boolean {
    const folder = dirname(path);
    return (
      (folder === '/usr/bin' || folder === '/bin') && this.#shell.isCommand(path.slice(folder.length + 1))
    );
  }

  #isProgram(path: string): boolean {
    return this.#shell.path().split(':').includes(dirname(path));
  }

  /** Devices as files: the built-in host has none. */
  #device(path: string): ((bytes: Uint8Array) => Promise<void>) | null {
    if (path === '/dev/null') return async () => {};
    if (path === '/dev/tty' || path === OWN_STDOUT) return (bytes) => this.#shell.print('stdout', bytes);
    if (path === OWN_STDERR) return (bytes) => this.#shell.print('stderr', bytes);
    return null;
  }
}

const BUILTIN_STAT: FsStat = {
  isFile: true,
  isDirectory: false,
  isSymbolicLink: false,
  mode: 0o755,
  size: 0,
  mtime: new Date(0),
};

function encodingOf(options: EncodingOption): Exclude<ShellEncoding, never> {
  return (typeof options === 'string' ? options : options?.encoding) ?? 'utf8';
}

function encode(content: FileContent, options: EncodingOption): Uint8Array {
  if (typeof content !== 'string') return content;
  const encoding = encodingOf(options);
  return Buffer.from(content, encoding === 'binary' ? 'latin1' : encoding);
}

function toStat(stat: Awaited<ReturnType<typeof fs.stat>>): FsStat {
  return {
    isFile: stat.isFile(),
    isDirectory: stat.isDirectory(),
    isSymbolicLink: stat.isSymbolicLink(),
    mode: Number(stat.mode),
    size: Number(stat.size),
    mtime: stat.mtime,
    dev: stat.dev,
    ino: stat.ino,
  };
}
