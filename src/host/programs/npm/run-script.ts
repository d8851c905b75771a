import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import type { Project } from './manifest.ts';

/** How long a script may take to end after SIGINT, in ms; less than the shell in front of npm waits. */
const PATIENCE = 1_700;
const LAST_CHANCE = 100;
/** A terminal may signal a whole group: what comes so soon after the first SIGINT is the same key. */
const SAME_KEY = 60;

export interface Lifecycle {
  project: Project;
  /** Name of the script, for `npm_lifecycle_event`. */
  event: string;
  /** The command line, with its arguments quoted for the shell. */
  script: string;
  command: string;
}

/** Runs a script's command line to its end. Resolves with the exit code, 128 + number for a signal. */
export function runLifecycle(lifecycle: Lifecycle): Promise<number> {
  const { project, script } = lifecycle;
  const env = lifecycleEnvironment(lifecycle);
  const plain = plainNode(script);
  return plain
    ? runChild(process.execPath, plain, project.root, env)
    : runChild('sh', ['-c', script], project.root, env);
}

/** Starts a program with npm's own streams and hands signals on to it. */
export async function runChild(
  file: string,
  args: string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const child = spawn(file, args, { cwd, env, stdio: 'inherit' });
  const stop = forwardSignals(child);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
    });
  } finally {
    stop();
  }
}

/**
 * The arguments of a script that is one plain `node …` command, or null. Such a script needs no shell, and
 * starting none makes Run quicker.
 */
export function plainNode(script: string): string[] | null {
  const [program, ...args] = script.trim().split(/\s+/);
  return program === 'node' && args.every((word) => /^[\w./:=@,+-]+$/.test(word)) ? args : null;
}

function forwardSignals(child: ChildProcess): () => void {
  let timer: NodeJS.Timeout | undefined;
  let last = Number.NEGATIVE_INFINITY;
  const interrupt = () => {
    const again = timer !== undefined;
    if (performance.now() - last < SAME_KEY) return;
    last = performance.now();
    child.kill('SIGINT');
    clearTimeout(timer);
    timer = setTimeout(() => child.kill('SIGKILL'), again ? LAST_CHANCE : PATIENCE);
  };
  const pass = (signal: NodeJS.Signals) => {
    child.kill(signal);
  };
  process.on('SIGINT', interrupt).on('SIGTERM', pass).on('SIGHUP', pass);
  return () => {
    clearTimeout(timer);
    process.off('SIGINT', interrupt).off('SIGTERM', pass).off('SIGHUP', pass);
  };
}

function lifecycleEnvironment({ project, event, command }: Lifecycle): NodeJS.ProcessEnv {
  const { manifest, root } = project;
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    INIT_CWD: process.env.INIT_CWD ?? process.cwd(),
    NODE: process.execPath,
    PATH: binPath(root),
    npm_command: event === 'test' || event === 'start' ? event : 'run',
    npm_execpath: process.argv[1],
    npm_lifecycle_event: event,
    npm_lifecycle_script: command,
    npm_node_execpath: process.execPath,
    npm_config_local_prefix: root,
    npm_package_json: join(root, 'package.json'),
    npm_package_name: manifest.name ?? '',
    npm_package_version: manifest.version ?? '',
  };
  for (const key of ['config', 'engines'] as const) {
    for (const [name, value] of Object.entries(manifest[key] ?? {})) {
      env[`npm_package_${key}_${name}`] = String(value);
    }
  }
  return env;
}

/** PATH with every `node_modules/.bin` from the project upwards in front. */
export function binPath(root: string): string {
  const folders: string[] = [];
  for (let folder = root; ; folder = dirname(folder)) {
    folders.push(join(folder, 'node_modules', '.bin'));
    if (folder === dirname(folder)) break;
  }
  return [...folders, process.env.PATH ?? '/usr/bin:/bin'].join(':');
}
