import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAMS = fileURLToPath(new URL('../../../../src/host/programs/', import.meta.url));
/** The project's own Node 24, which runs the programs as TypeScript. */
export const NODE = fileURLToPath(new URL('../../../../node_modules/.bin/node', import.meta.url));

export interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

export interface Project {
  folder: string;
  /** `bin` holds `node`, `npm`, `npx`, `curl`, `bash` and `sh` as the built-in host has them. */
  env: NodeJS.ProcessEnv;
  dispose(): void;
}

/** A project folder, with a PATH on which the terminal programs stand in for the real ones. */
export function makeProject(files: Record<string, string>): Project {
  const base = mkdtempSync(join(tmpdir(), 'bulkhead-programs-'));
  const folder = join(base, 'project');
  const bin = join(base, 'bin');
  mkdirSync(folder);
  mkdirSync(bin);
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    if (text.startsWith('#!')) chmodSync(file, 0o755);
  }
  const program = (name: string, command: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\nexec ${command} "$@"\n`);
    chmodSync(join(bin, name), 0o755);
  };
  writeFileSync(join(bin, 'npx.ts'), `import '${PROGRAMS}npm/main.ts';\n`);
  program('node', NODE);
  program('npm', `${NODE} ${PROGRAMS}npm/main.ts`);
  program('npx', `${NODE} ${bin}/npx.ts`);
  program('curl', `${NODE} ${PROGRAMS}curl/main.ts`);
  for (const shell of ['bash', 'sh']) program(shell, `${NODE} ${PROGRAMS}shell/main.ts`);
  const env = { PATH: `${bin}:/usr/bin:/bin`, HOME: base, LANG: 'C.UTF-8', TERM: 'xterm', NO_COLOR: '1' };
  return { folder, env, dispose: () => rmSync(base, { recursive: true, force: true }) };
}

/** Runs `command` to its end. */
export function run(project: Project, command: string, args: string[], input = ''): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: project.folder, env: project.env });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === null) reject(new Error(`${command} was ended by ${signal}`));
      else resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() });
    });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
