import type { Untyped } from './runtime.ts';

/** Node's options as its binary describes them, by name. */
export interface OptionInfo {
  /** 0 no-op, 1 V8, 2 boolean, 3 integer, 4 unsigned, 5 string, 6 host:port, 7 list. */
  type: number;
  inEnvironment: boolean;
}

export interface CommandLine {
  options: Record<string, Untyped>;
  execArgv: string[];
  /** The script and what follows it. */
  rest: string[];
  /** A sentence for stderr; the exit code is 9. */
  error: string | null;
}

const SHORT: Record<string, string[]> = {
  '-e': ['--eval'],
  '-p': ['--print', '--eval'],
  '-pe': ['--print', '--eval'],
  '-c': ['--check'],
  '-v': ['--version'],
  '-h': ['--help'],
  '-i': ['--interactive'],
  '-r': ['--require'],
  '-C': ['--conditions'],
};

/** Takes Node's own options off a command line, as src/node_options.cc does. */
export function parseCommandLine(
  args: string[],
  nodeOptions: string | undefined,
  infos: Record<string, OptionInfo>,
  defaults: Record<string, Untyped>,
): CommandLine {
  const options: Record<string, Untyped> = structuredClone(defaults);
  const execArgv: string[] = [];
  const fromEnvironment = (nodeOptions ?? '').split(/\s+/).filter(Boolean);
  const takeAll = (words: string[], record: boolean): { rest: string[]; error: string | null } => {
    let i = 0;
    for (; i < words.length; i++) {
      const word = words[i] as string;
      if (word === '--' || word === '-' || !word.startsWith('-')) break;
      const [name, inline] = split(word);
      const names = SHORT[name] ?? [name.replaceAll('_', '-')];
      if (record) execArgv.push(word);
      for (const [index, option] of names.entries()) {
        const negated =
          !infos[option] && option.startsWith('--no-') && infos[`--${option.slice(5)}`]?.type === 2;
        const info = infos[negated ? `--${option.slice(5)}` : option];
        if (!info) return { rest: [], error: `bad option: ${word}` };
        if (info.type === 2) {
          options[negated ? `--${option.slice(5)}` : option] = !negated;
          continue;
        }
        if (info.type < 2) continue;
        const isLast = index === names.length - 1;
        const value = inline ?? (isLast ? words[++i] : undefined);
        if (value === undefined) return { rest: [], error: `${word} requires an argument` };
        if (record && inline === undefined) execArgv.push(value);
        if (info.type === 7) options[option] = [...(options[option] ?? []), value];
        else options[option] = info.type === 3 || info.type === 4 ? Number(value) : value;
        if (option === '--eval') options['[has_eval_string]'] = true;
      }
    }
    if (words[i] === '--') i++;
    return { rest: words.slice(i), error: null };
  };
  const environment = takeAll(fromEnvironment, false);
  if (environment.error)
    return { options, execArgv, rest: [], error: `${environment.error} in NODE_OPTIONS` };
  const line = takeAll(args, true);
  return { options, execArgv, rest: line.rest, error: line.error };
}

function split(word: string): [name: string, value: string | undefined] {
  const at = word.indexOf('=');
  return word.startsWith('--') && at > 0 ? [word.slice(0, at), word.slice(at + 1)] : [word, undefined];
}
