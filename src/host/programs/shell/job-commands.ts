import { spawn } from 'node:child_process';
import process from 'node:process';
import type { ExecResult, ResolvedCommandContext } from 'just-bash';
import { resolveProgram } from './program.ts';
import { LAST_JOB } from './rewrite.ts';
import { DONE, environment, failed, printed, reason, type Shell } from './shell.ts';
import { SIGNALS, signalOf } from './signals.ts';

/**
 * `COMMAND &`
 *
 * @param args the line as written, then the program with its arguments, or nothing when it is more than one
 *   program: then another shell runs the line
 */
export async function startJob(
  shell: Shell,
  args: string[],
  ctx: ResolvedCommandContext,
): Promise<ExecResult> {
  const [text = '', name = 'bash', ...rest] = args;
  const found = await resolveProgram(name, { cwd: ctx.cwd, path: ctx.env.get('PATH') ?? '' });
  if (!found.found) return failed(found.code, `bash: ${found.message}`);
  const { file, args: before } = found.program;
  const own = args.length === 1 ? ['-c', text] : rest;
  const child = spawn(file, [...before, ...own], {
    cwd: ctx.cwd,
    env: environment(ctx),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const job = shell.jobs.add(child, text);
  ctx.env.set(LAST_JOB, String(child.pid ?? ''));
  return { ...DONE, stderr: shell.interactive ? `[${job.number}] ${child.pid}\n` : '' };
}

export function listJobs(shell: Shell): ExecResult {
  return printed(shell.jobs.all.map((job) => `${shell.jobs.describe(job)}\n`).join(''));
}

/** `wait [JOB…]` */
export async function wait(shell: Shell, names: string[]): Promise<ExecResult> {
  const jobs = names.length ? names.map((name) => shell.jobs.find(name)) : [...shell.jobs.all];
  let exitCode = 0;
  for (const [index, job] of jobs.entries()) {
    if (!job) return failed(127, `bash: wait: pid ${names[index]} is not a child of this shell`);
    await Promise.race([job.end, aborted(shell.foreground.signal)]);
    if (job.state.phase === 'running') return { ...DONE, exitCode: 130 };
    exitCode = names.length ? job.state.code : 0;
    shell.jobs.remove(job);
  }
  return { ...DONE, exitCode };
}

/** `fg [JOB]`: waits for it, and Ctrl-C goes to it. */
export async function bringToFront(shell: Shell, [name = '%%']: string[]): Promise<ExecResult> {
  const job = shell.jobs.find(name);
  if (!job) return failed(1, `bash: fg: ${name === '%%' ? 'current' : name}: no such job`);
  await shell.print('stdout', Buffer.from(`${job.text}\n`));
  if (job.state.phase === 'running') {
    shell.foreground.add(job.child);
    await job.end;
    shell.foreground.remove(job.child);
  }
  shell.jobs.remove(job);
  return { ...DONE, exitCode: job.state.phase === 'done' ? job.state.code : 0 };
}

/** `kill [-SIGNAL] PID|%JOB…`, `kill -l` */
export function kill(shell: Shell, args: string[]): ExecResult {
  const targets = [...args];
  let signal: NodeJS.Signals | 0 = 'SIGTERM';
  const [option = ''] = targets;
  if (option === '-l') return printed(`${SIGNALS.map((name) => name.slice(3)).join(' ')}\n`);
  if (option.startsWith('-') && option !== '--') {
    const name = option === '-s' ? (targets.splice(1, 1)[0] ?? '') : option.slice(1);
    const known = name === '0' ? 0 : signalOf(name);
    if (known === null) return failed(1, `bash: kill: ${name}: invalid signal specification`);
    signal = known;
  }
  if (option.startsWith('-')) targets.shift();
  if (targets.length === 0) return failed(2, 'kill: usage: kill [-s sigspec | -sigspec] pid | jobspec ...');
  const errors = targets.map((target) => killOne(shell, target, signal)).filter((error) => error !== null);
  return {
    ...DONE,
    stderr: errors.map((error) => `bash: kill: ${error}\n`).join(''),
    exitCode: errors.length ? 1 : 0,
  };
}

function killOne(shell: Shell, target: string, signal: NodeJS.Signals | 0): string | null {
  const job = shell.jobs.find(target);
  if (target.startsWith('%') && !job) return `${target}: no such job`;
  const pid = job ? job.child.pid : Number(target);
  if (pid === undefined || !Number.isSafeInteger(pid))
    return `${target}: arguments must be process or job IDs`;
  try {
    process.kill(pid, signal);
    return null;
  } catch (error) {
    const gone = (error as NodeJS.ErrnoException).code === 'ESRCH';
    return `(${pid}) - ${gone ? 'No such process' : reason(error)}`;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
