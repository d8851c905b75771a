import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import type { Foreground } from './foreground.ts';
import type { Program } from './program.ts';
import type { Streams } from './shell.ts';
import { exitCodeOf } from './signals.ts';

export interface RunRequest {
  program: Program;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  /** Bytes for stdin; null leaves it to the terminal (or to this process's own stdin). */
  input: Uint8Array | null;
  stdout: Streams['stdout'];
  stderr: Streams['stderr'];
  /** Ends the program with this signal after so many milliseconds. */
  limit: { ms: number; signal: NodeJS.Signals } | null;
}

export interface RunResult {
  code: number;
  signal: NodeJS.Signals | null;
  stdout: Uint8Array;
  stderr: Uint8Array;
  /** The limit has ended it. */
  timedOut: boolean;
}

/**
 * Runs one program to its end. What is not captured goes straight to this process's own stdout and stderr.
 *
 * @param forwardInput the shell reads the terminal itself and hands the typed lines on; without it the child
 *   shares this process's stdin
 */
export async function runProgram(
  request: RunRequest,
  foreground: Foreground,
  forwardInput: boolean,
): Promise<RunResult> {
  const stdio: StdioOptions = [
    request.input || forwardInput ? 'pipe' : 'inherit',
    { own: 1, captured: 'pipe' as const, stderr: 2 }[request.stdout],
    { own: 2, captured: 'pipe' as const, stdout: 1 }[request.stderr],
  ];
  const child = spawn(request.program.file, [...request.program.args, ...request.args], {
    cwd: request.cwd,
    env: request.env,
    stdio,
  });
  // A program may end without reading what it was given.
  child.stdin?.on('error', () => {});
  if (request.input) child.stdin?.end(request.input);
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  let timedOut = false;
  const { limit } = request;
  const end = () => {
    timedOut = true;
    child.kill(limit?.signal);
  };
  const timer = limit ? setTimeout(end, limit.ms) : undefined;
  foreground.add(child);
  try {
    const { code, signal } = await ended(child);
    return { code, signal, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr), timedOut };
  } finally {
    clearTimeout(timer);
    foreground.remove(child);
  }
}

/** Resolves when the child has ended and its pipes are read; rejects when it could not be started. */
export function ended(child: ChildProcess): Promise<{ code: number; signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code: code ?? exitCodeOf(signal), signal }));
  });
}

function collect(stream: NodeJS.ReadableStream | null): Buffer[] {
  const chunks: Buffer[] = [];
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return chunks;
}
