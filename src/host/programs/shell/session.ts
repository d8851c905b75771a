import process from 'node:process';
import type { CommandNode, ScriptNode, StatementNode } from 'just-bash';
import { Bash, parse } from 'just-bash';
import { BUNDLED, COMMAND_NAMES, REGISTERED, shellCommands } from './commands.ts';
import { ProjectFileSystem } from './file-system.ts';
import { AT_TERMINAL, Foreground, IN_SCRIPT } from './foreground.ts';
import { Jobs } from './jobs.ts';
import { onPath } from './program.ts';
import * as rewriting from './rewrite.ts';
import type { Shell } from './shell.ts';
import { alone, arraysIn, calls, defines, definitionsIn, statementsOf, wordsOf } from './syntax.ts';
import { isUnfinished } from './unfinished.ts';

export interface SessionOptions {
  cwd: string;
  env: Record<string, string | undefined>;
  interactive: boolean;
  history: readonly string[];
  /** `$0`, `$1`, … of a script. */
  parameters?: string[];
  readInput: Shell['readInput'];
  print: Shell['print'];
}

export interface LineResult {
  code: number;
  /** The script called `exit`, or `set -e` ended it. */
  exited: boolean;
}

/** Some commands compute with their limits, so it is not Infinity. */
const PLENTY = 1e12;

const MARK = '__bulkhead_mark';
const STATUS = '__bulkhead_status';

/** Dispatched by just-bash's interpreter before it looks for a command. */
const BUILTINS = new Set(
  `: . [ break builtin cd command compgen complete compopt continue declare dirs eval exec exit export false
  getopts hash let local mapfile popd pushd read readarray readonly return set shift shopt source test true type
  typeset unset`.split(/\s+/),
);

/**
 * One shell: variables, functions and the working folder live from line to line.
 *
 * just-bash starts every `exec` afresh. Variables come back in its result and go into the next call; functions
 * are defined again from their syntax trees, arrays from `declare -p`, options of `set -o` by name.
 */
export class Session {
  readonly jobs = new Jobs();
  readonly #options: SessionOptions;
  readonly #bash: Bash;
  readonly #functions = new Map<string, CommandNode>();
  readonly #arrays = new Set<string>();
  #arrayText = '';
  #env: Record<string, string>;
  #status = 0;
  #foreground: Foreground | null = null;
  /** Given to just-bash in place of the text it parses: the rewritten line. */
  #next: ScriptNode | null = null;
  #marked: { status: number; arrays: string } | null = null;
  /** Names on PATH among the command names of the scripts seen. */
  readonly #programs = new Set<string>();

  constructor(options: SessionOptions) {
    this.#options = options;
    const env = Object.fromEntries(
      Object.entries(options.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    env.PATH = withSystemFolders(env.PATH ?? '');
    env.PWD = options.cwd;
    const session = this;
    const shell: Shell = {
      get foreground() {
        return session.#foreground ?? session.#newForeground();
      },
      jobs: this.jobs,
      get history() {
        return options.history;
      },
      interactive: options.interactive,
      readInput: options.readInput,
      print: options.print,
    };
    this.#bash = new Bash({
      fs: new ProjectFileSystem({
        isCommand: (name) => REGISTERED.has(name) || name === MARK || name === STATUS,
        path: () => this.#env.PATH ?? '',
        print: options.print,
      }),
      cwd: options.cwd,
      env,
      commands: [...BUNDLED],
      customCommands: [...shellCommands(shell), ...this.#internals()],
      // The learner's own machine, as far as this shell is concerned: nothing to defend and nothing to limit.
      defenseInDepth: false,
      executionLimits: {
        maxCommandCount: PLENTY,
        maxLoopIterations: PLENTY,
        maxWorkUnits: PLENTY,
        maxExecutionTimeMs: Infinity,
        maxInputBytes: PLENTY,
        maxCallDepth: 1000,
      },
      processInfo: { pid: process.pid, ppid: process.ppid },
    });
    this.#bash.registerTransformPlugin({
      name: 'streams',
      transform: ({ ast }) => ({ ast: this.#transform(ast) }),
    });
    this.#env = { ...this.#bash.getEnv(), ...env, [rewriting.CAPTURE]: '' };
    for (const [index, value] of (options.parameters ?? ['bash']).entries()) this.#env[index] = value;
    const positional = options.parameters?.slice(1) ?? [];
    this.#env['#'] = String(positional.length);
    this.#env['@'] = positional.join(' ');
    this.#env['*'] = positional.join(' ');
  }

  get cwd(): string {
    return this.#env.PWD ?? this.#options.cwd;
  }

  get status(): number {
    return this.#status;
  }

  get foreground(): Foreground | null {
    return this.#foreground;
  }

  variable(name: string): string | undefined {
    return this.#env[name];
  }

  /** Names that a command line may begin with, apart from the files on PATH. */
  get commandNames(): string[] {
    return [...COMMAND_NAMES, ...BUILTINS, ...this.#functions.keys()];
  }

  /** Runs one line or a whole script to its end. Never rejects. */
  async run(source: string): Promise<LineResult> {
    const foreground = this.#newForeground();
    this.#foreground = foreground;
    try {
      const script = await this.#prepare(source);
      this.#next = script;
      this.#marked = null;
      const result = await this.#bash.exec(':', {
        env: this.#env,
        replaceEnv: true,
        cwd: this.cwd,
        signal: foreground.signal,
        rawScript: true,
        ...(await this.#stdinFor(script)),
      });
      await this.#options.print('stdout', Buffer.from(result.stdout));
      // An aborted execution says so, in words that mean nothing to the person who pressed Ctrl-C.
      const stderr = foreground.signal.aborted ? '' : result.stderr;
      await this.#options.print('stderr', Buffer.from(stderr));
      return this.#finish(script, result, foreground);
    } catch (error) {
      await this.#options.print('stderr', Buffer.from(`bash: ${wording(error, source)}\n`));
      this.#status = 2;
      return { code: 2, exited: false };
    } finally {
      foreground.dispose();
      this.#foreground = null;
      this.#next = null;
    }
  }

  dispose(): void {
    this.jobs.dispose();
  }

  #newForeground(): Foreground {
    return new Foreground(this.#options.interactive ? AT_TERMINAL : IN_SCRIPT);
  }

  /** @throws a syntax error of just-bash's parser */
  async #prepare(source: string): Promise<ScriptNode> {
    const script = parse(source);
    await this.#findPrograms(script);
    const dynamic = calls(script, ['source', '.', 'eval']);
    for (const name of arraysIn(script)) this.#arrays.add(name);
    rewriting.rewrite(script, {
      live: true,
      kind: (name) => {
        if (this.#functions.has(name) || defines(script, name)) return 'function';
        const kind = this.#kind(name);
        // A file that is read only now may define what is not known yet.
        return kind === 'missing' && dynamic ? 'function' : kind;
      },
    });
    return script;
  }

  #transform(parsed: ScriptNode): ScriptNode {
    const script = this.#next;
    if (!script) {
      rewriting.rewrite(parsed, { live: false, kind: (name) => this.#kind(name) });
      return parsed;
    }
    this.#next = null;
    const before: StatementNode[] = [];
    for (const definition of this.#functions.values()) before.push(alone(definition));
    if (this.#arrayText) before.push(...statementsOf(this.#arrayText));
    const options = this.#setOptions();
    if (!options.includes('errexit')) before.push(...statementsOf(`${STATUS} ${this.#status}`));
    if (options.length) before.push(...statementsOf(`set -o ${options.join(' -o ')}`));
    const names = [...this.#arrays].join(' ');
    const arrays = names ? ` "$(declare -p ${names} 2>/dev/null)"` : '';
    const after = statementsOf(`${MARK} "$?"${arrays}`);
    return { type: 'Script', statements: [...before, ...script.statements, ...after] };
  }

  #finish(
    script: ScriptNode,
    result: { exitCode: number; env: Record<string, string> },
    foreground: Foreground,
  ) {
    const { CAPTURE, IO } = rewriting;
    if (foreground.signal.aborted) {
      this.#status = 130;
      return { code: 130, exited: false };
    }
    const marked = this.#marked as { status: number; arrays: string } | null;
    const { [IO]: _io, '?': _status, ...env } = result.env;
    this.#env = { ...env, [CAPTURE]: '' };
    this.#status = marked ? marked.status : result.exitCode;
    if (marked) {
      this.#arrayText = marked.arrays;
      for (const [name, node] of definitionsIn(script)) this.#functions.set(name, node);
    }
    const stops = calls([script, ...this.#functions.values()], ['exit']);
    const exited = !marked && (stops || this.#setOptions().includes('errexit') || !this.#options.interactive);
    return { code: this.#status, exited };
  }

  #setOptions(): string[] {
    const usual = new Set(['braceexpand', 'hashall', 'interactive-comments']);
    return (this.#env.SHELLOPTS ?? '').split(':').filter((name) => name && !usual.has(name));
  }

  #kind(name: string): rewriting.CommandKind {
    if (BUILTINS.has(name)) return 'builtin';
    if (COMMAND_NAMES.has(name)) return 'command';
    return this.#programs.has(name) ? 'program' : 'missing';
  }

  /** Which of the script's words could be a program is asked once: the rewriting itself does not wait. */
  async #findPrograms(script: ScriptNode): Promise<void> {
    const place = { cwd: this.cwd, path: this.#env.PATH ?? '' };
    for (const name of wordsOf(script)) {
      if (BUILTINS.has(name) || COMMAND_NAMES.has(name) || name.includes('/')) continue;
      if (SHELLS.has(name) || (await onPath(name, place))) this.#programs.add(name);
      else this.#programs.delete(name);
    }
  }

  /** `read` takes its input from just-bash, which wants it before the script begins. */
  async #stdinFor(script: ScriptNode): Promise<{ stdin?: string; stdinKind?: 'bytes' }> {
    if (this.#options.interactive || !calls(script, ['read', 'mapfile', 'readarray'])) return {};
    const bytes = await this.#options.readInput();
    return { stdin: Buffer.from(bytes).toString('latin1'), stdinKind: 'bytes' };
  }

  #internals() {
    const done = { stdout: '', stderr: '', exitCode: 0 };
    return [
      {
        name: MARK,
        execute: async ([status = '0', arrays = '']: string[]) => {
          this.#marked = { status: Number(status), arrays };
          return { ...done, exitCode: Number(status) };
        },
      },
      { name: STATUS, execute: async ([status = '0']: string[]) => ({ ...done, exitCode: Number(status) }) },
    ];
  }
}

const SHELLS = new Set(['bash', 'sh', 'jsh']);

/** just-bash finds its own commands in these folders only. */
function withSystemFolders(path: string): string {
  const folders = path.split(':').filter(Boolean);
  for (const folder of ['/usr/bin', '/bin']) if (!folders.includes(folder)) folders.push(folder);
  return folders.join(':');
}

/** A parser's error in bash's words. */
function wording(error: unknown, source: string): string {
  if (isUnfinished(source)) return 'syntax error: unexpected end of file';
  const message = error instanceof Error ? error.message : String(error);
  return message
    .replace(/^Parse error at \d+:\d+: /, '')
    .replace(/^(?!syntax error|unexpected|line)/, 'syntax error: ');
}
