import { describe, expect, it } from 'vitest';
import { type OptionInfo, parseCommandLine } from '../../../../src/host/node/cli.ts';

const infos: Record<string, OptionInfo> = {
  '--eval': { type: 5, inEnvironment: false },
  '--print': { type: 2, inEnvironment: false },
  '--test': { type: 2, inEnvironment: false },
  '--warnings': { type: 2, inEnvironment: true },
  '--test-timeout': { type: 4, inEnvironment: false },
  '--conditions': { type: 7, inEnvironment: true },
};
const defaults = { '--warnings': true, '--conditions': [] };
const parse = (args: string[], nodeOptions?: string) => parseCommandLine(args, nodeOptions, infos, defaults);

describe('parseCommandLine', () => {
  it('stops at the script: what follows is its own', () => {
    expect(parse(['--test', 'a.ts', '--test-timeout', '3'])).toMatchObject({
      options: { '--test': true },
      execArgv: ['--test'],
      rest: ['a.ts', '--test-timeout', '3'],
      error: null,
    });
  });

  it('reads values behind = and as the next word, numbers as numbers', () => {
    expect(parse(['--test-timeout=5']).options['--test-timeout']).toBe(5);
    expect(parse(['--test-timeout', '5', 'a.ts'])).toMatchObject({
      options: { '--test-timeout': 5 },
      rest: ['a.ts'],
    });
  });

  it('takes --no-x as the opposite of --x', () => {
    expect(parse(['--no-warnings']).options['--warnings']).toBe(false);
  });

  it('collects lists, from NODE_OPTIONS first', () => {
    expect(parse(['-C', 'b'], '--conditions=a').options['--conditions']).toEqual(['a', 'b']);
  });

  it('understands -e and -p', () => {
    expect(parse(['-p', '1+1']).options).toMatchObject({
      '--print': true,
      '--eval': '1+1',
      '[has_eval_string]': true,
    });
  });

  it('refuses what it does not know, as Node words it', () => {
    expect(parse(['--nope']).error).toBe('bad option: --nope');
    expect(parse(['--eval']).error).toBe('--eval requires an argument');
  });

  it('does not change the defaults', () => {
    parse(['-C', 'b']);
    expect(defaults['--conditions']).toEqual([]);
  });
});
