import { readFileSync } from 'node:fs';
import type { CurlOptions, DataPart } from './options.ts';
import type { Target } from './url.ts';

/** A request as it goes over the wire. */
export interface CurlRequest {
  method: string;
  target: Target;
  headers: [string, string][];
  body: Buffer | null;
}

/** The body that `-d` and its relatives make, or null when there is none. */
export function bodyOf(data: readonly DataPart[]): Buffer | null {
  if (data.length === 0) return null;
  const parts: Buffer[] = [];
  for (const part of data) {
    if (parts.length > 0 && part.kind !== 'json') parts.push(Buffer.from('&'));
    parts.push(bytesOf(part));
  }
  return Buffer.concat(parts);
}

/** @param user credentials for this host, or null */
export function buildRequest(
  options: CurlOptions,
  target: Target,
  method: string,
  body: Buffer | null,
): CurlRequest {
  const own = options.headers.map(readHeader);
  const given = new Set(own.map(({ name }) => name.toLowerCase()));
  const headers: [string, string][] = [];
  const add = (name: string, value: string | null) => {
    if (value && !given.has(name.toLowerCase())) headers.push([name, value]);
  };
  const user = options.user ?? target.user;
  const host = own.find(({ name }) => name.toLowerCase() === 'host');
  if (host?.value !== null) headers.push(['Host', host?.value ?? target.authority]);
  add('Authorization', user === null ? null : `Basic ${Buffer.from(user).toString('base64')}`);
  add('User-Agent', options.agent);
  const json = options.data.some(({ kind }) => kind === 'json') && body !== null;
  if (!json) add('Accept', '*/*');
  add('Referer', options.referer);
  add('Cookie', options.cookie);
  if (json) {
    add('Content-Type', 'application/json');
    add('Accept', 'application/json');
  }
  for (const { name, value } of own) {
    if (value !== null && name.toLowerCase() !== 'host') headers.push([name, value]);
  }
  if (body !== null) {
    add('Content-Length', String(body.length));
    if (!json) add('Content-Type', 'application/x-www-form-urlencoded');
  }
  return { method, target, headers, body };
}

/** `Name: value`; `Name:` takes a header out (value null), `Name;` sends it empty. */
function readHeader(text: string): { name: string; value: string | null } {
  const colon = text.indexOf(':');
  if (colon === -1) return { name: text.replace(/;\s*$/, ''), value: text.includes(';') ? '' : null };
  const value = text.slice(colon + 1).trim();
  return { name: text.slice(0, colon).trim(), value: value === '' ? null : value };
}

function bytesOf({ kind, value }: DataPart): Buffer {
  if (kind === 'raw') return Buffer.from(value);
  if (kind === 'urlencode') return Buffer.from(urlEncoded(value));
  if (!value.startsWith('@')) return Buffer.from(value);
  const bytes = readInput(value.slice(1));
  if (kind !== 'data') return bytes;
  // `-d @file` drops line ends and NUL.
  return Buffer.from(bytes.toString('latin1').replace(/[\r\n\0]/g, ''), 'latin1');
}

/** `content`, `=content`, `name=content`, `@file`, `name@file` */
function urlEncoded(value: string): string {
  const match = /^([^=@]*)([=@])(.*)$/s.exec(value);
  if (!match) return encode(value);
  const [, name = '', sign, content = ''] = match;
  const text = sign === '@' ? readInput(content).toString('utf8') : content;
  return (name ? `${name}=` : '') + encode(text);
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** curl warns about a file that it cannot read, and sends nothing in its place. */
function readInput(file: string): Buffer {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch {
    process.stderr.write(
      `Warning: Couldn't read data from file "${file}", this makes an empty \nWarning: POST.\n`,
    );
    return Buffer.alloc(0);
  }
}
