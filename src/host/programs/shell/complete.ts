import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path/posix';

export interface Completion {
  /** Index in the line where the word begins. */
  start: number;
  /** What the word may become, ready to be inserted (quoted where needed). Folders end in `/`. */
  candidates: { insert: string; label: string; final: boolean }[];
}

export interface Place {
  cwd: string;
  path: string;
  home: string | undefined;
  /** Builtins, bundled commands and functions. */
  commands: readonly string[];
}

/** What Tab can add at the end of `text` (the line up to the cursor). */
export async function complete(text: string, place: Place): Promise<Completion> {
  const { start, word, words } = lastWord(text);
  if (words.length === 0 && !word.includes('/'))
    return { start, candidates: await commandNames(word, place) };
  const [first, second] = words;
  if ((first === 'npm' && second === 'run' && words.length === 2) || first === 'npx') {
    const names = first === 'npx' ? await binaries(place.cwd) : await scripts(place.cwd);
    return { start, candidates: named(names, word) };
  }
  const foldersOnly = first === 'cd' || first === 'rmdir';
  const executable = words.length === 0;
  return { start, candidates: await files(word, place, { foldersOnly, executable }) };
}

/** The longest beginning that all candidates share. */
export function commonPrefix(words: readonly string[]): string {
  let prefix = words[0] ?? '';
  for (const word of words) while (!word.startsWith(prefix)) prefix = prefix.slice(0, -1);
  return prefix;
}

interface LastWord {
  start: number;
  /** Without quotes and backslashes. */
  word: string;
  /** The words of the same command before it, without assignments. */
  words: string[];
}

function lastWord(text: string): LastWord {
  let quote = '';
  let start = 0;
  let word = '';
  let words: string[] = [];
  for (let index = 0; index < text.length; index++) {
    const char = text.charAt(index);
    if (quote) {
      if (char === quote) quote = '';
      else if (char === '\\' && quote === '"') word += text.charAt(++index);
      else word += char;
    } else if (char === "'" || char === '"') quote = char;
    else if (char === '\\') word += text.charAt(++index);
    else if (/\s/.test(char)) {
      if (word && !/^\w+=/.test(word)) words.push(word);
      [word, start] = ['', index + 1];
    } else if ('|&;('.includes(char)) [words, word, start] = [[], '', index + 1];
    else if ('<>'.includes(char)) [words, word, start] = [['>'], '', index + 1];
    else word += char;
  }
  return { start, word, words };
}

async function commandNames(word: string, place: Place): Promise<Completion['candidates']> {
  const names = new Set(place.commands);
  for (const folder of place.path.split(':').filter(Boolean)) {
    for (const name of await readdir(resolve(place.cwd, folder)).catch(() => [])) names.add(name);
  }
  return named(
    [...names].filter((name) => /^[\w.]/.test(name) && !name.startsWith('__')),
    word,
  );
}

function named(names: readonly string[], word: string): Completion['candidates'] {
  return names
    .filter((name) => name.startsWith(word))
    .sort()
    .map((name) => ({ insert: name, label: name, final: true }));
}

async function files(
  word: string,
  place: Place,
  want: { foldersOnly: boolean; executable: boolean },
): Promise<Completion['candidates']> {
  const slash = word.lastIndexOf('/') + 1;
  const folder = word.slice(0, slash);
  const beginning = word.slice(slash);
  const directory = resolve(place.cwd, folder.replace(/^~(?=\/)/, place.home ?? homedir()));
  const found: Completion['candidates'] = [];
  for (const name of (await readdir(directory).catch(() => [])).sort()) {
    if (!name.startsWith(beginning) || (name.startsWith('.') && !beginning.startsWith('.'))) continue;
    const entry = await stat(join(directory, name)).catch(() => null);
    if (!entry) continue;
    const isFolder = entry.isDirectory();
    if (!isFolder && (want.foldersOnly || (want.executable && (entry.mode & 0o111) === 0))) continue;
    const end = isFolder ? '/' : '';
    found.push({ insert: escapeWord(folder + name) + end, label: name + end, final: !isFolder });
  }
  return found;
}

async function scripts(cwd: string): Promise<string[]> {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(cwd, 'package.json'), 'utf8'));
    return Object.keys((manifest as { scripts?: Record<string, string> }).scripts ?? {});
  } catch {
    return [];
  }
}

async function binaries(cwd: string): Promise<string[]> {
  return readdir(join(cwd, 'node_modules/.bin')).catch(() => []);
}

function escapeWord(path: string): string {
  return path.replace(/[^\w@%+=:,./~-]/gu, '\\$&');
}
