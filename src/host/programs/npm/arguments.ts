/** A command line as npm reads it: everything after `--` belongs to the script. */
export interface Arguments {
  command: string | undefined;
  /** Positional words after the command. */
  words: string[];
  /** What follows `--`. */
  rest: string[];
  options: Options;
  unknown: string[];
}

export interface Options {
  silent: boolean;
  ifPresent: boolean;
  yes: boolean;
  json: boolean;
  version: boolean;
  help: boolean;
  saveDev: boolean;
  prefix: string | null;
}

const FLAGS: Record<string, keyof Omit<Options, 'prefix'>> = {
  '-s': 'silent',
  '--silent': 'silent',
  '--if-present': 'ifPresent',
  '-y': 'yes',
  '--yes': 'yes',
  '--json': 'json',
  '-v': 'version',
  '--version': 'version',
  '-h': 'help',
  '--help': 'help',
  '-D': 'saveDev',
  '--save-dev': 'saveDev',
};

/** Known to npm, without a meaning here. */
const IGNORED =
  /^(--(no-)?(audit|fund|save|save-exact|save-prod|progress|color|package-lock|offline|prefer-offline|force|all|global|depth(=.*)?|loglevel(=.*)?|omit(=.*)?|include(=.*)?|ignore-scripts|foreground-scripts|no)|-[EPSfdag])$/;

/** @param execute the words from the command on belong to what is run (`npx NAME -x`) */
export function readArguments(argv: readonly string[], execute: boolean): Arguments {
  const options: Options = {
    ...{ silent: false, ifPresent: false, yes: false, json: false, version: false, help: false },
    ...{ saveDev: false, prefix: null },
  };
  const words: string[] = [];
  const unknown: string[] = [];
  let index = 0;
  for (; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (word === '--') {
      index += 1;
      break;
    }
    const running = execute || words[0] === 'exec' || words[0] === 'x';
    if (running && words.length > (execute ? 0 : 1)) break;
    const flag = FLAGS[word];
    if (flag) options[flag] = true;
    else if (word === '--prefix' || word === '-C') options.prefix = argv[++index] ?? null;
    else if (word.startsWith('--prefix=')) options.prefix = word.slice('--prefix='.length);
    else if (!word.startsWith('-') || word === '-') words.push(word);
    else if (!IGNORED.test(word)) unknown.push(word);
  }
  const rest = argv.slice(index);
  if (execute) return { command: 'exec', words, rest, options, unknown };
  const [command, ...others] = words;
  return { command, words: others, rest: [...rest], options, unknown };
}
