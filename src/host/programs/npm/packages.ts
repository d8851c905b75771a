import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Options } from './arguments.ts';
import { NpmError } from './errors.ts';
import { exists, findRoot, loadProject, type Manifest, packageId, readManifest } from './manifest.ts';
import { binPath, runChild } from './run-script.ts';

/** `npm install [NAME…]`: nothing can be fetched here, so all that is asked for must be there already. */
export function install(names: string[], options: Options): string {
  const began = performance.now();
  const { root, manifest } = loadProject(options.prefix ?? process.cwd());
  const wanted = names.length
    ? names.map((name) => name.replace(/(?<=.)@.*$/, ''))
    : Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  const absent = wanted.filter((name) => installed(root, name) === null);
  if (absent.length > 0) {
    const listed = absent.map((name) => `"${name}"`).join(', ');
    throw new NpmError([
      'code EBUILTINHOST',
      `The built-in host has no package ${listed} and cannot download it: choose StackBlitz's host in the status bar, which installs any npm package.`,
    ]);
  }
  if (names.length) save(root, manifest, wanted, options.saveDev ? 'devDependencies' : 'dependencies');
  return `\nup to date in ${Math.max(1, Math.round(performance.now() - began))}ms\n`;
}

/** `npm ls`: the project's own dependencies. */
export function list(options: Options): { text: string; error: NpmError | null } {
  const root = findRoot(options.prefix ?? process.cwd());
  const manifest: Manifest = exists(join(root, 'package.json')) ? loadProject(root).manifest : {};
  const wanted = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const id = packageId(manifest);
  const problems: string[] = [];
  const rows = wanted.map(([name, range]) => {
    const version = installed(root, name)?.version;
    if (version !== undefined) return `${name}@${version}`;
    problems.push(`missing: ${name}@${range}, required by ${id}`);
    return `UNMET DEPENDENCY ${name}@${range}`;
  });
  const tree = rows.map((row, index) => `${index === rows.length - 1 ? '└──' : '├──'} ${row}\n`).join('');
  const text = `${id ? `${id} ` : ''}${root}\n${tree || '└── (empty)\n'}\n`;
  return { text, error: problems.length ? new NpmError(['code ELSPROBLEMS', ...problems]) : null };
}

/** `npx NAME ARGUMENT…`, `npm exec NAME -- ARGUMENT…` */
export async function execute(name: string | undefined, args: string[], options: Options): Promise<number> {
  const root = findRoot(options.prefix ?? process.cwd());
  if (name === undefined) {
    throw new NpmError(['npx wants the name of a program: npx NAME [ARGUMENT...]']);
  }
  const command = name.replace(/(?<=.)@.*$/, '').replace(/^@[^/]+\//, '');
  for (let folder = root; ; folder = dirname(folder)) {
    const file = join(folder, 'node_modules', '.bin', command);
    if (exists(file)) {
      const env = { ...process.env, PATH: binPath(root), npm_command: 'exec' };
      return runChild('sh', ['-c', '"$0" "$@"', file, ...args], process.cwd(), env);
    }
    if (folder === dirname(folder)) break;
  }
  throw new NpmError([
    'could not determine executable to run',
    `"${name}" is not in node_modules/.bin, and the built-in host cannot download it: choose StackBlitz's host in the status bar, which runs any npm package.`,
  ]);
}

function installed(root: string, name: string): Manifest | null {
  for (let folder = root; ; folder = dirname(folder)) {
    const manifest = readManifest(join(folder, 'node_modules', name));
    if (manifest || folder === dirname(folder)) return manifest;
  }
}

function save(
  root: string,
  manifest: Manifest,
  names: string[],
  key: 'dependencies' | 'devDependencies',
): void {
  const fresh = names.filter((name) => !manifest.dependencies?.[name] && !manifest.devDependencies?.[name]);
  if (fresh.length === 0) return;
  const added = fresh.map((name) => [name, `^${installed(root, name)?.version ?? '0.0.0'}`] as const);
  const all = [...Object.entries(manifest[key] ?? {}), ...added].sort(([a], [b]) => (a < b ? -1 : 1));
  const text = `${JSON.stringify({ ...manifest, [key]: Object.fromEntries(all) }, null, 2)}\n`;
  writeFileSync(join(root, 'package.json'), text);
}
