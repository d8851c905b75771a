/** Why a service did not come up, as one sentence. */
import type { LogLine } from '../protocol.ts';
import type { Readiness, Service } from './service.ts';

/** @param cwd the project's folder; paths in it are shown relative to it. */
export function explainStart(
  { spec: { name }, port, logs }: Pick<Service, 'spec' | 'port' | 'logs'>,
  readiness: Exclude<Readiness, { kind: 'ready' }>,
  cwd: string,
): string {
  const said = lastWords(logs, cwd);
  if (readiness.kind === 'exited') {
    const start = `${name} exited with code ${readiness.exitCode} before it listened on its port`;
    return said === null ? `${start}, and wrote nothing. Is there a call of listen()?` : `${start}: ${said}`;
  }
  const waited = `${name} did not listen on port ${port} within ${readiness.afterMs / 1000} s`;
  const hint = 'The port to listen on is in process.env.PORT.';
  return said === null ? `${waited}. ${hint}` : `${waited}. ${hint} Its last line: ${said}`;
}

/** The error's own line with its place, where Node printed one; else the last line with text. */
export function lastWords(logs: LogLine[], cwd: string): string | null {
  const lines = logs.map((line) => line.text.replaceAll(`${cwd}/`, ''));
  const errors = lines.filter((line) => /^(?:Uncaught )?(?:[A-Z]\w*)?(?:Error|Exception)\b.*:/.test(line));
  const error = errors.at(-1);
  if (error === undefined) return lines.findLast((line) => line.trim() !== '')?.trim() ?? null;
  const place = logs.map((line) => placeOf(line.text, cwd)).find((found) => found !== null) ?? null;
  return place === null || error.includes(place) ? error : `${error} (${place})`;
}

/** `src/app.ts:12` out of a stack frame or of the line above a code frame; only the project's own files count. */
function placeOf(line: string, cwd: string): string | null {
  const start = line.indexOf(`${cwd}/`);
  if (start < 0) return null;
  const match = /^([^\s():]+):(\d+)/.exec(line.slice(start + cwd.length + 1));
  const path = match?.[1];
  return path === undefined || path.startsWith('node_modules/') ? null : `${path}:${match?.[2]}`;
}
