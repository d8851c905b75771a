import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NpmError } from './errors.ts';

/** `package.json` as far as npm's commands use it. */
export interface Manifest {
  name?: string;
  version?: string;
  scripts?: Record<string, string>;
  bin?: string | Record<string, string>;
  config?: Record<string, unknown>;
  engines?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  [key: string]: unknown;
}

export interface Project {
  /** The folder that holds package.json. */
  root: string;
  manifest: Manifest;
}

/** The nearest folder from `cwd` upwards with a package.json or node_modules; else `cwd` itself. */
export function findRoot(cwd: string): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (exists(join(folder, 'package.json')) || exists(join(folder, 'node_modules'))) return folder;
    if (folder === dirname(folder)) return cwd;
  }
}

/** @throws NpmError in npm's words when there is no package.json or it is not JSON */
export function loadProject(cwd: string): Project {
  const root = findRoot(cwd);
  const file = join(root, 'package.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error as NodeJS.ErrnoException);
  }
  try {
    const manifest: unknown = JSON.parse(text);
    if (typeof manifest !== 'object' || manifest === null) throw new SyntaxError('it is not an object');
    return { root, manifest: manifest as Manifest };
  } catch (error) {
    throw notJson(text, error as Error);
  }
}

export function readManifest(folder: string): Manifest | null {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return null;
  }
}

export function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** `name@version`, with npm's blanks where one is missing. */
export function packageId({ name, version }: Manifest): string {
  return version ? `${name ?? ''}@${version}` : (name ?? '');
}

function unreadable(file: string, error: NodeJS.ErrnoException): NpmError {
  if (error.code !== 'ENOENT') return new NpmError([`code ${error.code}`, error.message]);
  return new NpmError(
    [
      'code ENOENT',
      'syscall open',
      `path ${file}`,
      'errno -2',
      `enoent Could not read package.json: Error: ENOENT: no such file or directory, open '${file}'`,
      'enoent This is related to npm not being able to find a file.',
      'enoent',
    ],
    254,
  );
}

function notJson(text: string, error: Error): NpmError {
  const shown = text.length > 40 ? `${text.slice(0, 40)}...` : text.trimEnd();
  const message = `Invalid package.json: JSONParseError: ${withCode(error.message)} while parsing '${shown}'`;
  return new NpmError([
    'code EJSONPARSE',
    ...message.split('\n').map((line) => `JSON.parse ${line}`),
    'JSON.parse Failed to parse JSON data.',
    'JSON.parse Note: package.json must be actual JSON, not just JavaScript.',
  ]);
}

/** npm adds the character's code: `Unexpected token "x" (0x78)`. */
function withCode(message: string): string {
  return message.replace(/^Unexpected token '(.)'/u, (_, char: string) => {
    const hex = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, '0');
    return `Unexpected token ${JSON.stringify(char)} (0x${hex})`;
  });
}
