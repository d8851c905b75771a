import type { Command, CommandName, ExecResult, ResolvedCommandContext } from 'just-bash';
import { EMPTY_BYTES, getCommandNames } from 'just-bash';
import { outputBytes } from './bytes.ts';
import { HELP } from './help.ts';
import { bringToFront, kill, listJobs, startJob, wait } from './job-commands.ts';
import { onPath } from './program.ts';
import { printEnvironment, run, runEnv, runTimeout } from './program-commands.ts';
import { readsInput } from './reads-input.ts';
import { IO, JOB, MISSING, RUN, TICK, WAIT } from './rewrite.ts';
import { DONE, failed, printed, quoteWord, type Shell, type Streams } from './shell.ts';

type Execute = (args: string[], ctx: ResolvedCommandContext) => Promise<ExecResult>;

/** Commands of just-bash that would be too large, or that make no sense on a learner's own machine. */
const ABSENT = new Set([
  'bash',
  'sh',
  'yq',
  'xan',
  'sqlite3',
  'html-to-markdown',
  'tar',
  'file',
  'rg',
  'gzip',
  'gunzip',
  'zcat',
]);
const OWN = new Set('which help clear history env printenv timeout jobs kill fg'.split(' '));

/** The commands of just-bash that are part of this shell. */
export const BUNDLED: readonly CommandName[] = getCommandNames().filter(
  (name): name is CommandName => !ABSENT.has(name) && !OWN.has(name),
);

/** just-bash asks its own table before PATH (`command -v node`), so the host's programs are in it too. */
const PROGRAMS = ['node', 'npm', 'npx', 'curl', 'bash', 'sh', 'jsh'];

/** Every name a person can call, apart from programs and the interpreter's builtins. */
export const COMMAND_NAMES: ReadonlySet<string> = new Set([...BUNDLED, ...OWN]);
/** Names that just-bash must find on PATH. */
export const REGISTERED: ReadonlySet<string> = new Set([...COMMAND_NAMES, RUN, JOB, WAIT, TICK, MISSING]);

/** Every command as just-bash calls it: its own ones wrapped, and those that this shell adds. */
export function shellCommands(shell: Shell): Command[] {
  const own: Record<string, (streams: Streams) => Execute> = {
    [RUN]: (streams) => (args, ctx) => run(shell, streams, args, ctx),
    [JOB]: () => (args, ctx) => startJob(shell, args, ctx),
    [WAIT]: () => (args) => wait(shell, args),
    [TICK]: () => tick,
    [MISSING]:
      () =>
      async ([name]) =>
        failed(127, `bash: ${name}: command not found`),
    env: (streams) => (args, ctx) => runEnv(shell, streams, args, ctx),
    printenv: () => printEnvironment,
    timeout: (streams) => (args, ctx) => runTimeout(shell, streams, args, ctx),
    clear: () => async () => printed('\x1b[H\x1b[2J\x1b[3J'),
    help: () => async () => printed(HELP),
    which: () => which,
    history: () => async () => printed(numbered(shell.history)),
    jobs: () => async () => listJobs(shell),
    kill: () => async (args) => kill(shell, args),
    fg: () => (args) => bringToFront(shell, args),
  };
  return [
    ...BUNDLED.map((name) => wrap(shell, name, (streams) => bundled(shell, name, streams))),
    ...Object.entries(own).map(([name, execute]) => wrap(shell, name, execute)),
    ...PROGRAMS.map((name) =>
      wrap(shell, name, (streams) => (args, ctx) => run(shell, streams, [name, ...args], ctx)),
    ),
  ];
}

/** What a command prints goes out at once where its streams are the shell's own. */
function wrap(shell: Shell, name: string, withStreams: (streams: Streams) => Execute): Command {
  const execute: Execute = async (args, ctx) => {
    if (shell.foreground.interrupted) {
      // A loop goes round and round now until it is aborted: the timer that does it needs its turn.
      await new Promise((resolve) => setImmediate(resolve));
      return { ...DONE, exitCode: 130 };
    }
    const streams = streamsOf(ctx);
    const result = await withStreams(streams)(args, ctx);
    let { stdout, stderr } = result;
    if (streams.stdout === 'own') {
      await shell.print('stdout', outputBytes(stdout, result.stdoutKind, result.stdoutEncoding));
      stdout = '';
    }
    if (streams.stderr === 'own') {
      await shell.print('stderr', outputBytes(stderr, 'text'));
      stderr = '';
    }
    // Only what is handed on is named: just-bash keeps account of the bytes in its own results.
    const { exitCode, stdoutKind, stdoutEncoding } = result;
    return {
      ...{ stdout, stderr, exitCode },
      ...(stdoutKind && { stdoutKind }),
      ...(stdoutEncoding && { stdoutEncoding }),
    };
  };
  return { name, execute };
}

function streamsOf(ctx: ResolvedCommandContext): Streams {
  const mark = ctx.env.get(IO) ?? '';
  const live = mark.startsWith('.');
  return {
    stdin: live && !mark.includes('i') && ctx.stdin === EMPTY_BYTES ? 'own' : 'given',
    stdout: !live || mark.includes('o') ? 'captured' : mark.includes('1') ? 'stderr' : 'own',
    stderr: !live || mark.includes('e') ? 'captured' : mark.includes('2') ? 'stdout' : 'own',
  };
}

function bundled(shell: Shell, name: string, streams: Streams): Execute {
  return async (args, ctx) => {
    if (ctx.exec && streams.stdin === 'own' && readsInput(name, args)) {
      const stdin = Buffer.from(await shell.readInput()).toString('latin1');
      return ctx.exec([name, ...args].map(quoteWord).join(' '), { cwd: ctx.cwd, stdin, stdinKind: 'bytes' });
    }
    return (await ctx.origCommand?.(args)) ?? failed(127, `bash: ${name}: command not found`);
  };
}

const which: Execute = async (args, ctx) => {
  let exitCode = 0;
  let stdout = '';
  for (const name of args) {
    const file = await onPath(name, { cwd: ctx.cwd, path: ctx.env.get('PATH') ?? '' });
    if (file) stdout += `${file}\n`;
    else if (COMMAND_NAMES.has(name)) stdout += `/usr/bin/${name}\n`;
    else exitCode = 1;
  }
  return { ...DONE, stdout, exitCode };
};

let lastTurn = 0;

/** Lets keys and signals in, at most every few milliseconds: a turn of the event loop is not free. */
const tick: Execute = async ([status = '0'], ctx) => {
  if (performance.now() - lastTurn > 8) {
    await new Promise((resolve) => setImmediate(resolve));
    lastTurn = performance.now();
  }
  ctx.executionScope?.throwIfAborted(TICK);
  return { ...DONE, exitCode: Number(status) };
};

function numbered(lines: readonly string[]): string {
  return lines.map((line, index) => `${String(index + 1).padStart(5)}  ${line}\n`).join('');
}
