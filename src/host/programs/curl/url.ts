import { hostname } from 'node:os';
import { CurlFailure } from './failure.ts';

/** An address as curl sends it: the path stays as written but for its dot segments. */
export interface Target {
  /** Without brackets around an IPv6 address. */
  host: string;
  port: number;
  /** With the query, without the fragment. */
  path: string;
  /** `user:password` out of the address. */
  user: string | null;
  /** Value of the Host header. */
  authority: string;
  href: string;
}

/** @throws CurlFailure 3 for no address, 1 for another protocol, 6 for a host outside the container */
export function parseTarget(text: string, pathAsIs: boolean): Target {
  const match = /^(?:([a-z][a-z\d+.-]*):\/\/)?([^/?#]*)([^#]*)/i.exec(text);
  const scheme = match?.[1]?.toLowerCase() ?? 'http';
  const place = /^(?:([^@]*)@)?(\[[\da-f:.]+\]|[^:[\]]*)(?::(\d*))?$/i.exec(match?.[2] ?? '');
  const name = place?.[2] ?? '';
  const port = place?.[3] ? Number(place[3]) : 80;
  if (!match || !place || !name || port > 65_535 || hasBlank(text)) {
    throw new CurlFailure(3, 'URL using bad/illegal format or missing URL');
  }
  if (scheme !== 'http' && scheme !== 'https') {
    throw new CurlFailure(1, `Protocol "${scheme}" not supported or disabled in libcurl`);
  }
  const host = name.replace(/^\[|\]$/g, '').toLowerCase();
  if (!isInside(host)) {
    throw new CurlFailure(
      6,
      `Could not resolve host: ${host}. Nothing outside this container can be reached; services in it answer on localhost.`,
    );
  }
  if (scheme === 'https') {
    throw new CurlFailure(
      35,
      `No TLS connection to ${host}: this curl speaks plain http only. Write http:// instead of https://.`,
    );
  }
  const path = withSlash(match[3] ?? '');
  const authority = port === 80 ? name : `${name}:${port}`;
  const sent = percentEncoded(pathAsIs ? path : withoutDots(path));
  const user = place[1] === undefined ? null : decodeURIComponent(place[1]);
  return { host, port, path: sent, user, authority, href: `http://${authority}${sent}` };
}

/** The address of a `Location` header. */
export function redirectTarget(from: Target, location: string): Target {
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(location)) return parseTarget(location, false);
  return parseTarget(new URL(location, from.href).href, false);
}

function isInside(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    /^127(\.\d+){0,3}$/.test(host) ||
    ['0.0.0.0', '::1', '::', hostname().toLowerCase()].includes(host)
  );
}

function withSlash(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}

function hasBlank(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an address must not have any.
  return /[\x00-\x20\x7f]/.test(text);
}

function percentEncoded(path: string): string {
  return path.replace(/[^\x21-\x7e]+/gu, (chars) => encodeURIComponent(chars));
}

/** RFC 3986, 5.2.4. */
function withoutDots(path: string): string {
  const question = path.indexOf('?');
  const query = question === -1 ? '' : path.slice(question);
  const segments = (question === -1 ? path : path.slice(0, question)).split('/');
  const kept: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    if (segment === '..') {
      if (kept.length > 1) kept.pop();
      if (last) kept.push('');
    } else if (segment !== '.') kept.push(segment);
    else if (last) kept.push('');
  }
  return withSlash(kept.join('/')) + query;
}
