/** The built site: where it is, and how it is built for another base path. */
import { spawn } from 'node:child_process';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');

/** Folder of the build that is tested. */
export function siteFolder(): string {
  return path.resolve(ROOT, process.env['BULKHEAD_DIST'] ?? 'dist');
}

/**
 * Builds the site into a folder.
 * @param base path below the origin, as `/course/`
 * @throws Error with the build's last output
 */
export async function buildSite(folder: string, base: string): Promise<void> {
  await run('astro', ['build', '--outDir', folder], { BULKHEAD_BASE: base });
}

export function buildRuntime(): Promise<void> {
  return run('node', ['scripts/build-runtime.ts'], {});
}

function run(program: string, args: string[], env: Record<string, string>): Promise<void> {
  const bin = path.join(ROOT, 'node_modules/.bin');
  return new Promise((resolve, reject) => {
    const child = spawn(path.join(bin, program), args, {
      cwd: ROOT,
      env: {
        ...process.env,
        ...env,
        PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`,
        ASTRO_TELEMETRY_DISABLED: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk).slice(-4_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ${args.join(' ')} ended with exit code ${code}:\n${output}`));
    });
  });
}
