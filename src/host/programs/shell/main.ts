import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { runInteractive } from './interactive.ts';
import { runScript } from './script.ts';
import { leave, print, readAll } from './streams.ts';

const USAGE = `usage: bash [-c SCRIPT [NAME [ARGUMENT...]] | FILE [ARGUMENT...]]
Without arguments: an interactive shell on a terminal, else a script from stdin. Options -e, -u and -x are those of set.
`;

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  let settings = '';
  let command = false;
  let interactive = false;
  while (args[0]?.startsWith('-') && args[0] !== '-' && args[0] !== '--') {
    const option = args.shift() ?? '';
    if (option === '--help') return say('stdout', USAGE, 0);
    if (option === '--version') return say('stdout', 'just-bash 3.4.2, a bash in JavaScript\n', 0);
    if (option === '--login' || option === '--norc' || option === '--noprofile') continue;
    for (const letter of option.slice(1)) {
      if (letter === 'c') command = true;
      else if (letter === 'i') interactive = true;
      else if ('eux'.includes(letter)) settings += `set -${letter}\n`;
      else if (letter !== 'l') return say('stderr', `bash: ${option}: invalid option\n${USAGE}`, 2);
    }
  }
  if (args[0] === '--') args.shift();
  if (command) {
    const [script, ...parameters] = args;
    if (script === undefined) return say('stderr', 'bash: -c: option requires an argument\n', 2);
    return runScript(settings + script, parameters.length ? parameters : ['bash']);
  }
  const [file] = args;
  if (file !== undefined) return runFile(file, settings, args);
  if (interactive || process.stdin.isTTY) return runInteractive();
  return runScript(settings + Buffer.from(await readAll()).toString('utf8'), ['bash'], new Uint8Array());
}

async function runFile(file: string, settings: string, parameters: string[]): Promise<number> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EISDIR') return say('stderr', `bash: ${file}: Is a directory\n`, 126);
    if (code === 'EACCES') return say('stderr', `bash: ${file}: Permission denied\n`, 126);
    return say('stderr', `bash: ${file}: No such file or directory\n`, 127);
  }
  return runScript(settings + text, parameters);
}

async function say(stream: 'stdout' | 'stderr', text: string, code: number): Promise<number> {
  await print(stream, Buffer.from(text));
  return code;
}

await leave(await main());
