/** Conformance cases: a script, or a folder with a `main` file, below a folder for each module. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

export interface Case {
  /** `module/name`, as reports and known differences call it. */
  name: string;
  module: string;
  /** Path in the project → text. */
  files: Record<string, string>;
  /** Node's arguments, the script included. */
  args: string[];
  env: Record<string, string>;
  stdin: string;
}

const SCRIPT = /\.[mc]?[jt]s$/;
/** `// args: …`, `// env: A=1 B=2`, `// stdin: "a JSON string"` in the first lines of the main file. */
const DIRECTIVE = /^\/\/ (args|env|stdin): (.+)$/;

/** All cases below `folder`, by name. */
export async function findCases(folder: string): Promise<Case[]> {
  const cases: Case[] = [];
  for (const module of await foldersIn(folder)) {
    for (const entry of (await readdir(path.join(folder, module))).sort()) {
      const at = path.join(folder, module, entry);
      if ((await stat(at)).isDirectory()) cases.push(await folderCase(module, entry, at));
      else if (SCRIPT.test(entry)) cases.push(fileCase(module, entry, await readFile(at, 'utf8')));
    }
  }
  return cases;
}

function fileCase(module: string, file: string, text: string): Case {
  return { ...base(module, file.replace(SCRIPT, ''), text, file), files: { [file]: text } };
}

async function folderCase(module: string, entry: string, at: string): Promise<Case> {
  const files: Record<string, string> = {};
  for (const name of await readdir(at, { recursive: true, withFileTypes: true })) {
    if (!name.isFile()) continue;
    const full = path.join(name.parentPath, name.name);
    files[path.relative(at, full)] = await readFile(full, 'utf8');
  }
  const main = Object.keys(files).find((file) => /^main\.[mc]?[jt]s$/.test(file));
  if (main === undefined) {
    throw new Error(`The case ${module}/${entry} has no main file: add main.ts, main.mjs or main.cjs.`);
  }
  return { ...base(module, entry, files[main] as string, main), files };
}

function base(module: string, name: string, text: string, main: string): Omit<Case, 'files'> {
  const said: Record<string, string> = {};
  for (const line of text.split('\n', 5)) {
    const [, key, value] = DIRECTIVE.exec(line) ?? [];
    if (key && value) said[key] = value;
  }
  const args = said['args']?.split(' ') ?? [];
  return {
    name: `${module}/${name}`,
    module,
    // `%` stands for the script, where options must follow it or it is not to be named at all: `--test %`, `-e 1`.
    args: args.includes('%') ? args.map((arg) => (arg === '%' ? main : arg)) : [...args, main],
    env: Object.fromEntries(
      (said['env'] ?? '')
        .split(' ')
        .filter(Boolean)
        .map((pair) => pair.split('=') as [string, string]),
    ),
    stdin: said['stdin'] === undefined ? '' : (JSON.parse(said['stdin']) as string),
  };
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}
