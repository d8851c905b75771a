import type { Vfs } from '../vfs/vfs.ts';
import type { Program } from './process.ts';

export const PATH = '/usr/local/bin:/usr/bin';
export const HOME = '/home';

/** First line of a file that stands for a program of the host. */
const BUILT_IN = '#!bulkhead ';
const NODE = '/usr/bin/node';
const INTERPRETERS = 4;

/** Commands that come with the container, and the program each one is. */
const COMMANDS: Record<string, string> = {
  node: 'node',
  npm: 'npm',
  npx: 'npm',
  curl: 'curl',
  sh: 'shell',
  bash: 'shell',
  jsh: 'shell',
};

export const isLocal = (host: string): boolean =>
  host === '::' ||
  host === '0.0.0.0' ||
  host === '::1' ||
  /^(::ffff:)?127\./.test(host) ||
  host === 'localhost';

export function installPrograms(vfs: Vfs): void {
  vfs.mkdirs('/usr/bin');
  vfs.mkdirs('/usr/local/bin');
  // Where `child_process.exec` looks for its shell, and `#!` lines for theirs.
  vfs.symlink('usr/bin', '/bin');
  for (const [command, program] of Object.entries(COMMANDS)) {
    vfs.writeFile(`/usr/bin/${command}`, new TextEncoder().encode(`${BUILT_IN}${program}\n`), 0o755);
  }
}

/** Looks a command up as execvp(3) does. */
export function findProgram(
  vfs: Vfs,
  command: string,
  cwd: string,
  path: string | undefined,
): string | { code: 'ENOENT' | 'EACCES' } {
  const join = (directory: string, name: string): string =>
    name.startsWith('/') ? name : `${directory.startsWith('/') ? directory : `${cwd}/${directory}`}/${name}`;
  const candidates = command.includes('/')
    ? [join(cwd, command)]
    : (path ?? PATH).split(':').map((directory) => join(directory || cwd, command));
  let denied = false;
  for (const candidate of candidates) {
    const kind = executable(vfs, candidate);
    if (kind === 'yes') return candidate;
    if (kind === 'denied') denied = true;
  }
  return { code: denied ? 'EACCES' : 'ENOENT' };
}

export function isDirectory(vfs: Vfs, path: string): boolean {
  try {
    return vfs.stat(path).kind === 'directory';
  } catch {
    return false;
  }
}

function executable(vfs: Vfs, path: string): 'yes' | 'no' | 'denied' {
  try {
    const { kind, mode } = vfs.stat(path);
    return kind === 'file' && mode & 0o111 ? 'yes' : 'denied';
  } catch {
    return 'no';
  }
}

/** Programs of the host, fetched when first called. */
export class Programs {
  readonly #urls: Record<string, string>;
  readonly #code = new Map<string, Promise<string>>();

  constructor(urls: Record<string, string>) {
    this.#urls = urls;
  }

  /** What to run for the file at `path`; follows `#!` lines. Rejects when it is no program. */
  async load(vfs: Vfs, path: string, args: string[], searchPath: string | undefined): Promise<Program> {
    let file = path;
    let rest = args.slice(1);
    for (let depth = 0; depth < INTERPRETERS; depth++) {
      const line = firstLine(vfs, file);
      if (line.startsWith(BUILT_IN))
        return this.#builtIn(line.slice(BUILT_IN.length).trim(), args[0] ?? file, rest);
      if (!line.startsWith('#!')) break;
      const [interpreter = '', ...words] = line.slice(2).trim().split(/\s+/);
      const name = interpreter.endsWith('/env') ? words.filter((word) => word !== '-S')[0] : interpreter;
      const found = name ? findProgram(vfs, name, '/', searchPath) : null;
      if (typeof found !== 'string') throw new Error('ENOENT');
      rest = [
        ...(interpreter.endsWith('/env') ? words.filter((word) => word !== '-S').slice(1) : words),
        file,
        ...rest,
      ];
      file = found;
    }
    if (firstLine(vfs, file).startsWith('#!')) throw new Error('ELOOP');
    // As a shell does with an executable text file that names no interpreter.
    return this.#builtIn('shell', 'sh', [file, ...rest]);
  }

  async #builtIn(name: string, calledAs: string, args: string[]): Promise<Program> {
    if (name === 'node') return { argv: [NODE, ...args], code: null };
    const command = calledAs.slice(calledAs.lastIndexOf('/') + 1);
    return { argv: [NODE, `/usr/bin/${command}`, ...args], code: { name, code: await this.#fetch(name) } };
  }

  #fetch(name: string): Promise<string> {
    let code = this.#code.get(name);
    if (!code) {
      const url = this.#urls[name];
      code = url
        ? fetch(url).then((response) =>
            response.ok ? response.text() : Promise.reject(new Error(`${url}: ${response.status}`)),
          )
        : Promise.reject(new Error(`No program ${name}`));
      this.#code.set(name, code);
      code.catch(() => this.#code.delete(name));
    }
    return code;
  }
}

function firstLine(vfs: Vfs, path: string): string {
  const bytes = vfs.readFile(path).subarray(0, 256);
  const end = bytes.indexOf(10);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
