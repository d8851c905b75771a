import type { ExecResult, ResolvedCommandContext } from 'just-bash';
import { latin1ToBytes } from './bytes.ts';
import { SIGNAL_TEXT } from './jobs.ts';
import { resolveProgram } from './program.ts';
import { leavesInput } from './reads-input.ts';
import { runProgram } from './run-program.ts';
import { DONE, environment, failed, printed, quoteWord, reason, type Shell, type Streams } from './shell.ts';
import { signalOf } from './signals.ts';

interface RunOptions {
  env?: Record<string, string>;
  /** Ends the program with this signal after so many milliseconds. */
  limit?: { ms: number; signal: NodeJS.Signals };
}

/** `NAME ARGUMENT…`, where NAME is a program: a real process, whose output is seen as it comes. */
export async function run(
  shell: Shell,
  streams: Streams,
  args: string[],
  ctx: ResolvedCommandContext,
  options: RunOptions = {},
): Promise<ExecResult> {
  const [name = '', ...rest] = args;
  const env = options.env ?? environment(ctx);
  const found = await resolveProgram(name, { cwd: ctx.cwd, path: env.PATH ?? ctx.env.get('PATH') ?? '' });
  if (!found.found) return failed(found.code, `bash: ${found.message}`);
  try {
    const result = await runProgram(
      {
        program: found.program,
        args: rest,
        cwd: ctx.cwd,
        env,
        input: inputFor(streams, name, rest, ctx),
        stdout: streams.stdout,
        stderr: streams.stderr,
        limit: options.limit ?? null,
      },
      shell.foreground,
      shell.interactive,
    );
    let stderr = Buffer.from(result.stderr).toString('utf8');
    const quiet = result.signal === 'SIGINT' || result.timedOut || shell.foreground.interrupted;
    if (result.signal && !quiet) stderr += `${SIGNAL_TEXT[result.signal] ?? result.signal}\n`;
    const stdout = Buffer.from(result.stdout).toString('latin1');
    const exitCode = result.timedOut ? 124 : result.code;
    return { stdout, stderr, exitCode, stdoutKind: 'bytes', stdoutEncoding: 'binary' };
  } catch (error) {
    return failed(126, `bash: ${name}: ${reason(error)}`);
  }
}

function inputFor(streams: Streams, name: string, args: string[], ctx: ResolvedCommandContext) {
  if (streams.stdin === 'given') return latin1ToBytes(ctx.stdin);
  return leavesInput(name, args) ? new Uint8Array() : null;
}

/** `env [-i] [-u NAME] [NAME=VALUE…] [COMMAND…]` */
export async function runEnv(
  shell: Shell,
  streams: Streams,
  args: string[],
  ctx: ResolvedCommandContext,
): Promise<ExecResult> {
  const left = [...args];
  let env = environment(ctx);
  for (; left[0]?.startsWith('-') || left[0]?.includes('='); left.shift()) {
    const [word = ''] = left;
    const equals = word.indexOf('=');
    if (word === '-i' || word === '-') env = {};
    else if (word === '-u') delete env[left.splice(1, 1)[0] ?? ''];
    else if (word.startsWith('-')) return failed(125, `env: invalid option -- '${word.slice(1)}'`);
    else env = { ...env, [word.slice(0, equals)]: word.slice(equals + 1) };
  }
  if (left.length === 0) return printed(listed(env));
  return runAny(shell, streams, left, ctx, { env });
}

/** `timeout [-s SIGNAL] DURATION COMMAND…`: 124 when the time is over. */
export async function runTimeout(
  shell: Shell,
  streams: Streams,
  args: string[],
  ctx: ResolvedCommandContext,
): Promise<ExecResult> {
  const left = [...args];
  let signal: NodeJS.Signals = 'SIGTERM';
  for (; left[0]?.startsWith('-'); left.shift()) {
    const named = left[0] === '-s' ? left.splice(1, 1)[0] : /^--signal=(.+)/.exec(left[0])?.[1];
    const known = signalOf(named ?? '');
    if (!known) return failed(125, `timeout: invalid option or signal: ${left[0]}`);
    signal = known;
  }
  const [duration = '', ...command] = left;
  const parsed = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(duration);
  if (!parsed || command.length === 0) return failed(125, 'usage: timeout [-s SIGNAL] SECONDS COMMAND...');
  const unit = { s: 1_000, m: 60_000, h: 3_600_000 }[parsed[2] || 's'] ?? 1_000;
  return runAny(shell, streams, command, ctx, { limit: { ms: Number(parsed[1]) * unit, signal } });
}

/** `printenv [NAME…]` */
export async function printEnvironment(names: string[], ctx: ResolvedCommandContext): Promise<ExecResult> {
  const env = environment(ctx);
  if (names.length === 0) return printed(listed(env));
  const values = names.map((name) => env[name]).filter((value) => value !== undefined);
  return {
    ...printed(values.map((value) => `${value}\n`).join('')),
    exitCode: values.length < names.length ? 1 : 0,
  };
}

/** A program, or else a command of just-bash, which then runs to its end without streaming. */
async function runAny(
  shell: Shell,
  streams: Streams,
  command: string[],
  ctx: ResolvedCommandContext,
  options: RunOptions,
): Promise<ExecResult> {
  const [name = ''] = command;
  const found = await resolveProgram(name, { cwd: ctx.cwd, path: ctx.env.get('PATH') ?? '' });
  if (found.found || !ctx.exec) return run(shell, streams, command, ctx, options);
  const stdin = Buffer.from(latin1ToBytes(ctx.stdin)).toString('latin1');
  const limit = options.limit ? AbortSignal.timeout(options.limit.ms) : null;
  const result = await ctx.exec(command.map(quoteWord).join(' '), {
    ...{ cwd: ctx.cwd, stdin, stdinKind: 'bytes' as const },
    ...(options.env && { env: options.env }),
    ...(limit && { signal: limit }),
  });
  return limit?.aborted ? { ...DONE, exitCode: 124 } : result;
}

function listed(env: Record<string, string>): string {
  return Object.entries(env)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
