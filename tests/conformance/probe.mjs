// node probe.mjs PLAN: runs one case as a child process and prints what came of it as one line of JSON.
// The same file runs on real Node and in the built-in host.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const { args, env, stdin, timeoutMs } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const child = spawn(process.execPath, args, { env: { ...process.env, ...env } });
const output = { stdout: '', stderr: '' };
for (const name of ['stdout', 'stderr']) {
  child[name].setEncoding('utf8').on('data', (text) => {
    output[name] += text;
  });
}
child.stdin.on('error', () => {});
child.stdin.end(stdin);
let timedOut = false;
const timer = setTimeout(() => {
  timedOut = true;
  child.kill('SIGKILL');
}, timeoutMs);
child.on('close', (code, signal) => {
  clearTimeout(timer);
  process.stdout.write(`${JSON.stringify({ ...output, code, signal, timedOut })}\n`);
});
