/** Native Node: the one that runs this script, which is the pinned one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';

export async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address === 'object' && address !== null) return address.port;
  throw new Error('The system gave no free port.');
}

export interface NativeService {
  /** Milliseconds from the spawn until the first request was answered. */
  readyMs: number;
  port: number;
  stop(): Promise<void>;
}

/** Starts `node ARGS` with PORT and asks for `path` until it answers. @throws when it ends before that. */
export async function startService(args: string[], cwd: string, path: string): Promise<NativeService> {
  const port = await freePort();
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, PORT: String(port) },
    stdio: 'ignore',
  });
  while (!(await answers(port, path))) {
    if (child.exitCode !== null) throw new Error(`node ${args.join(' ')} ended with code ${child.exitCode}.`);
    await new Promise((go) => setTimeout(go, 1));
  }
  return { readyMs: performance.now() - started, port, stop: () => end(child) };
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
}

function answers(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const agent = new Agent();
    request({ host: 'localhost', port, path, agent })
      .on('response', (response) => response.resume().on('end', () => resolve(true)))
      .on('error', () => resolve(false))
      .end();
  });
}

/** Runs `node ARGS` to its end. @returns milliseconds from the spawn, the exit code and what it wrote. */
export async function timed(
  args: string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<{ ms: number; code: number; output: string }> {
  const started = performance.now();
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env } });
  let output = '';
  const keep = (chunk: string) => {
    output += chunk;
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  const [code] = (await once(child, 'exit')) as [number | null];
  const ms = performance.now() - started;
  if (!child.stdout.closed) await once(child.stdout, 'close');
  return { ms, code: code ?? 1, output };
}
