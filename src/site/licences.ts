import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Licence {
  name: string;
  version: string;
  /** SPDX expression as the package states it. */
  licence: string;
  /** The terms, when the package carries them. */
  text: string | null;
}

/** Parts of the host that are no dependency of the site: Node's library, llhttp's WebAssembly, zlib. */
const ALSO = ['node', 'pako', 'undici'];

/**
 * The packages whose code or fonts reach the browser: the project's own dependencies and Node's library.
 * @param root the project's folder.
 */
export async function readLicences(root: string): Promise<Licence[]> {
  const { dependencies } = await readPackage(join(root, 'package.json'));
  const names = [...Object.keys(dependencies ?? {}), ...ALSO].sort();
  return Promise.all(names.map((name) => readLicence(join(root, 'node_modules', name), name)));
}

async function readLicence(folder: string, name: string): Promise<Licence> {
  const { version, license } = await readPackage(join(folder, 'package.json'));
  const files = await readdir(folder);
  const file = files.find((entry) => /^licen[cs]e(\.(md|txt))?$/i.test(entry));
  return {
    name: name === 'node' ? 'Node.js' : name,
    version,
    licence: typeof license === 'string' ? license : (license?.type ?? 'see its terms'),
    text: file === undefined ? null : (await readFile(join(folder, file), 'utf8')).trim(),
  };
}

interface PackageFile {
  version: string;
  license?: string | { type: string };
  dependencies?: Record<string, string>;
}

async function readPackage(path: string): Promise<PackageFile> {
  return JSON.parse(await readFile(path, 'utf8')) as PackageFile;
}
