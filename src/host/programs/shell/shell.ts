import type { ExecResult, ResolvedCommandContext } from 'just-bash';
import type { Foreground } from './foreground.ts';
import type { Jobs } from './jobs.ts';
import { CAPTURE, IO } from './rewrite.ts';

/** What the commands need of the shell that runs them. */
export interface Shell {
  readonly foreground: Foreground;
  readonly jobs: Jobs;
  readonly history: readonly string[];
  /** The shell reads the terminal and hands typed lines to the program in front. */
  readonly interactive: boolean;
  /** All of stdin (or what is typed up to Ctrl-D), for a command of just-bash that reads it. */
  readInput(): Promise<Uint8Array>;
  print(stream: 'stdout' | 'stderr', bytes: Uint8Array): Promise<void>;
}

/** Where a command's streams lead: to the shell's own, or to just-bash (a pipe, a file, `$(…)`). */
export interface Streams {
  stdin: 'own' | 'given';
  stdout: 'own' | 'captured' | 'stderr';
  stderr: 'own' | 'captured' | 'stdout';
}

export const DONE: ExecResult = { stdout: '', stderr: '', exitCode: 0 };

export function printed(stdout: string): ExecResult {
  return { ...DONE, stdout };
}

export function failed(exitCode: number, message: string): ExecResult {
  return { stdout: '', stderr: `${message}\n`, exitCode };
}

export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function quoteWord(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Exported variables, without those of the rewriting. */
export function environment(ctx: ResolvedCommandContext): Record<string, string> {
  const { [IO]: _io, [CAPTURE]: _capture, ...env } = ctx.exportedEnv ?? {};
  return env;
}
