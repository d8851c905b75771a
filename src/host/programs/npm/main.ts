import { basename } from 'node:path';
import process from 'node:process';
import { type Arguments, readArguments } from './arguments.ts';
import { NpmError } from './errors.ts';
import { findRoot } from './manifest.ts';
import { init, pkg } from './package-file.ts';
import { execute, install, list } from './packages.ts';
import { say } from './say.ts';
import { listScripts, runNamed } from './scripts.ts';

/** The npm whose output this program follows. */
const VERSION = '11.19.1';

const USAGE = `npm <command>

Usage:

npm run [<foo>]    run the script named <foo>, or list all scripts
npm start          run the script named start
npm test           run this project's tests
npm init           write a package.json
npm install        check that this project's dependencies are here
npm ls             list them
npm pkg get        print package.json, or a part of it
npx <foo>          run a program of node_modules/.bin

npm@${VERSION}, as far as the built-in host has it
`;

async function main(): Promise<number> {
  const npx = basename(process.argv[1] ?? '').startsWith('npx');
  const args = readArguments(process.argv.slice(2), npx);
  if (args.options.version) return say(`${VERSION}\n`);
  if (args.options.help && !npx) return say(USAGE);
  for (const option of args.unknown) {
    process.stderr.write(
      `npm warn Unknown cli config "${option.replace(/=.*/, '')}". This will stop working in the next major version of npm.\n`,
    );
  }
  try {
    return await dispatch(args);
  } catch (error) {
    if (!(error instanceof NpmError)) throw error;
    if (!args.options.silent) process.stderr.write(`${error.text}\n`);
    return error.exitCode;
  }
}

async function dispatch({ command, words, rest, options }: Arguments): Promise<number> {
  const cwd = options.prefix ?? process.cwd();
  switch (command) {
    case 'run':
    case 'run-script':
    case 'rum':
    case 'urn': {
      const [name, ...args] = words;
      return name === undefined ? say(listScripts(options)) : runNamed(name, [...args, ...rest], options);
    }
    case 'start':
    case 'stop':
    case 'restart':
      return runNamed(command, [...words, ...rest], options);
    case 'test':
    case 't':
    case 'tst':
      return runNamed('test', [...words, ...rest], options);
    case 'install':
    case 'i':
    case 'add':
    case 'ci':
    case 'clean-install':
      return say(install(words, options));
    case 'exec':
    case 'x': {
      const [name, ...args] = words;
      return execute(name, [...args, ...rest], options);
    }
    case 'ls':
    case 'list':
    case 'll': {
      const { text, error } = list(options);
      await say(text);
      if (error) throw error;
      return 0;
    }
    case 'init':
    case 'create':
      return say(init(cwd));
    case 'pkg':
      return say(pkg([...words, ...rest], cwd, options.json));
    case 'root':
      return say(`${findRoot(cwd)}/node_modules\n`);
    case 'prefix':
      return say(`${findRoot(cwd)}\n`);
    case 'help':
      return say(USAGE);
    case undefined:
      return say(USAGE, 1);
    default:
      return say(
        `Unknown command: "${command}"\n\nTo see a list of supported npm commands, run:\n  npm help\n`,
        1,
      );
  }
}

process.exitCode = await main();
