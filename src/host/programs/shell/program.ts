import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path/posix';
import process from 'node:process';

/** How to start a program: the file for `spawn` and the arguments that come before the caller's. */
export interface Program {
  file: string;
  args: string[];
}

export type Resolution =
  | { found: true; program: Program }
  /** `message` as bash words it, without the leading `bash: `. */
  | { found: false; message: string; code: 126 | 127 };

export interface Place {
  cwd: string;
  path: string;
}

/** Folders whose files the host itself knows how to start. */
const SYSTEM = ['/usr/bin', '/bin', '/usr/local/bin'];

/** Looks up what bash would run for `name`: a path, or the first executable file on PATH. */
export async function resolveProgram(name: string, place: Place): Promise<Resolution> {
  if (name.includes('/')) return byPath(name, resolve(place.cwd, name));
  const file = await onPath(name, place);
  if (file) return { found: true, program: await programOf(file) };
  if (SHELLS.has(name)) return { found: true, program: thisShell() };
  return { found: false, message: `${name}: command not found`, code: 127 };
}

export async function onPath(name: string, place: Place): Promise<string | null> {
  for (const folder of place.path.split(':')) {
    if (!folder) continue;
    const file = resolve(place.cwd, folder, name);
    const found = await stat(file).catch(() => null);
    if (found?.isFile() && (found.mode & 0o111) !== 0) return file;
  }
  return null;
}

const SHELLS = new Set(['bash', 'sh', 'jsh']);

/** This very program, for shell scripts where no shell is on PATH. */
function thisShell(): Program {
  return { file: process.execPath, args: [...process.execArgv, process.argv[1] ?? ''] };
}

async function byPath(name: string, file: string): Promise<Resolution> {
  const found = await stat(file).catch(() => null);
  if (!found) return { found: false, message: `${name}: No such file or directory`, code: 127 };
  if (found.isDirectory()) return { found: false, message: `${name}: Is a directory`, code: 126 };
  if ((found.mode & 0o111) === 0) return { found: false, message: `${name}: Permission denied`, code: 126 };
  return { found: true, program: await programOf(file) };
}

async function programOf(file: string): Promise<Program> {
  if (SYSTEM.some((folder) => file.startsWith(`${folder}/`))) return { file, args: [] };
  const start = await firstBytes(file);
  const interpreter = /^#!\s*\S*?([^/\s]+)(?:[ \t]+(?:-S[ \t]+)?([^\s]+))?/.exec(start);
  const program = interpreter?.[1] === 'env' ? interpreter[2] : interpreter?.[1];
  // Node resolves relative imports from the real file, not from the link in node_modules/.bin.
  if (program === 'node') return { file: process.execPath, args: [await realpath(file)] };
  if (program && SHELLS.has(program)) return script(file);
  if (!interpreter && !start.includes('\0')) return script(file);
  return { file, args: [] };
}

function script(file: string): Program {
  const shell = thisShell();
  return { file: shell.file, args: [...shell.args, file] };
}

async function firstBytes(file: string): Promise<string> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(file, 'r');
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(256), 0, 256, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } catch {
    return '\0';
  } finally {
    await handle?.close();
  }
}
