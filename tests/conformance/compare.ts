/** What counts as the same: text with paths, process ids, times and the library's own frames taken out. */
import type { Outcome } from './runtimes.ts';

export interface Difference {
  what: 'stdout' | 'stderr' | 'exit';
  native: string;
  host: string;
}

export function compare(native: Outcome, host: Outcome): Difference[] {
  const differences: Difference[] = [];
  const add = (what: Difference['what'], one: string, other: string): void => {
    if (one !== other) differences.push({ what, native: one, host: other });
  };
  add('stdout', normal(native.stdout, native), normal(host.stdout, host));
  add('stderr', withoutFrames(normal(native.stderr, native)), withoutFrames(normal(host.stderr, host)));
  add('exit', ending(native), ending(host));
  return differences;
}

function ending({ code, signal, timedOut }: Outcome): string {
  if (timedOut) return 'did not end';
  return signal === null ? `code ${code}` : `signal ${signal}`;
}

function normal(text: string, { cwd, node }: Outcome): string {
  return text
    .replaceAll(`file://${cwd}`, 'file://<cwd>')
    .replaceAll(cwd, '<cwd>')
    .replaceAll(node, '<node>')
    .replace(/\(node:\d+\)/g, '(node:<pid>)')
    .replace(/(duration_ms:? )[\d.]+/g, '$1<ms>')
    .replace(/\([\d.]+ms\)/g, '(<ms>)');
}

/** Frames below the case's own: the library's, and those of a platform's own functions. */
function withoutFrames(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^\s+at /.test(line) || line.includes('<cwd>'))
    .join('\n');
}

/** Both sides, from the first line in which they differ. */
export function show({ what, native, host }: Difference): string {
  const [left, right] = [native.split('\n'), host.split('\n')];
  let line = 0;
  while (line < left.length && left[line] === right[line]) line++;
  const part = (lines: string[]): string => lines.slice(line, line + 6).join('\n            ');
  return `${what}, line ${line + 1}\n    native  ${part(left)}\n    host    ${part(right)}`;
}
