/** A request as a `curl` command for a POSIX shell. */
import type { HttpRequestSpec } from '../../lab/protocol.ts';
import { base64ToBytes, bytesToText, isText } from './bytes.ts';

export function curlCommand(request: HttpRequestSpec): string {
  const body = base64ToBytes(request.bodyBase64);
  const parts = ['curl', '-i'];
  if (request.method === 'HEAD') parts.push('--head');
  else if (request.method !== (body.length > 0 ? 'POST' : 'GET')) parts.push('-X', request.method);
  for (const [name, value] of request.headers) {
    // `-H 'name;'` is how curl sends a header with no value.
    parts.push('-H', quote(value === '' ? `${name};` : `${name}: ${value}`));
  }
  if (body.length > 0 && isText(body)) parts.push('--data-raw', quote(bytesToText(body)));
  parts.push(quote(request.url));
  const command = parts.join(' ');
  if (body.length === 0 || isText(body)) return command;
  return `printf %s ${request.bodyBase64} | base64 -d | ${command} --data-binary @-`;
}

function quote(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", "'\\''")}'`;
}
