import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { NpmError } from './errors.ts';
import { loadProject, type Manifest, readManifest } from './manifest.ts';

/** `npm init`: writes package.json with npm's defaults and says so. What is there already stays. */
export function init(cwd: string): string {
  const file = join(cwd, 'package.json');
  const manifest: Manifest = {
    name:
      basename(cwd)
        .toLowerCase()
        .replace(/[^\w.-]+/g, '-') || 'project',
    version: '1.0.0',
    description: '',
    main: 'index.js',
    scripts: { test: 'echo "Error: no test specified" && exit 1' },
    keywords: [],
    author: '',
    license: 'ISC',
    type: 'commonjs',
    ...readManifest(cwd),
  };
  const text = JSON.stringify(manifest, null, 2);
  writeFileSync(file, `${text}\n`);
  return `Wrote to ${file}:\n\n${text}\n\n\n`;
}

/** `npm pkg get [KEY…]`, `npm pkg set KEY=VALUE…`, `npm pkg delete KEY…`; keys are paths with dots. */
export function pkg(words: string[], cwd: string, json: boolean): string {
  const [action, ...keys] = words;
  const { root, manifest } = loadProject(cwd);
  if (action === 'get') return `${JSON.stringify(read(manifest, keys), null, 2)}\n`;
  if (action === 'set') {
    for (const assignment of keys) {
      const equals = assignment.indexOf('=');
      if (equals < 1) throw new NpmError(['npm pkg set expects a key=value pair of args.']);
      const value = assignment.slice(equals + 1);
      write(manifest, assignment.slice(0, equals).split('.'), json ? JSON.parse(value) : value);
    }
  } else if (action === 'delete') {
    for (const key of keys) write(manifest, key.split('.'), undefined);
  } else {
    throw new NpmError(['Usage: npm pkg get [KEY...] | npm pkg set KEY=VALUE... | npm pkg delete KEY...']);
  }
  writeFileSync(join(root, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return '';
}

function read(manifest: Manifest, keys: string[]): unknown {
  if (keys.length === 0) return manifest;
  const values = keys.map((key) => [key, at(manifest, key.split('.'))] as const);
  if (values.length === 1) return values[0]?.[1] ?? {};
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

function at(value: unknown, path: string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

function write(target: Record<string, unknown>, [key = '', ...path]: string[], value: unknown): void {
  if (path.length === 0) {
    if (value === undefined) delete target[key];
    else target[key] = value;
    return;
  }
  const inner = isObject(target[key]) ? target[key] : {};
  target[key] = inner;
  write(inner, path, value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
