/**
 * The `url` binding under `lib/internal/url.js`, on the platform's own WHATWG `URL`. Lib keeps the href and eight
 * offsets into it (`urlComponents`); they are read off the normalised href, so each parse costs one platform URL.
 */
import { toUnicode } from './idna.ts';
import { nodeError } from './node_error.ts';
import { acceptsProtocol, standardHost } from './url_host.ts';

const PlatformURL = globalThis.URL;

/** What an absent port, search or hash has in `urlComponents`. */
const OMITTED = 0xffffffff;

/** `scheme_type` of ada::scheme::type; everything that is not special is 1. */
const SCHEMES = new Map([
  ['http:', 0],
  ['https:', 2],
  ['ws:', 3],
  ['ftp:', 4],
  ['wss:', 5],
  ['file:', 6],
]);
const NOT_SPECIAL = 1;

/** Index = `action` of `update`; `href` is handled apart. */
const SETTERS = [
  'protocol',
  'host',
  'hostname',
  'port',
  'username',
  'password',
  'pathname',
  'search',
  'hash',
] as const;
const HREF_ACTION = 9;

/** Offsets into a normalised href, as `ada::url_components` defines them. */
interface Components {
  protocolEnd: number;
  usernameEnd: number;
  hostStart: number;
  hostEnd: number;
  port: number;
  pathnameStart: number;
  searchStart: number;
  hashStart: number;
  schemeType: number;
}

export function componentsOf(href: string): Components {
  const protocolEnd = href.indexOf(':') + 1;
  const hash = href.indexOf('#', protocolEnd);
  const beforeHash = hash < 0 ? href.length : hash;
  const search = href.indexOf('?', protocolEnd);
  const hasSearch = search >= 0 && search < beforeHash;
  const pathEnd = hasSearch ? search : beforeHash;
  const components: Components = {
    protocolEnd,
    usernameEnd: protocolEnd,
    hostStart: protocolEnd,
    hostEnd: protocolEnd,
    port: OMITTED,
    pathnameStart: protocolEnd,
    searchStart: hasSearch ? search : OMITTED,
    hashStart: hash < 0 ? OMITTED : hash,
    schemeType: SCHEMES.get(href.slice(0, protocolEnd)) ?? NOT_SPECIAL,
  };
  if (!href.startsWith('//', protocolEnd)) {
    // Without a host, a path that begins with `//` is written after `/.` to tell it from a host.
    if (href.startsWith('/.//', protocolEnd)) components.pathnameStart += 2;
    return components;
  }
  const authority = protocolEnd + 2;
  const slash = href.indexOf('/', authority);
  const end = slash < 0 || slash > pathEnd ? pathEnd : slash;
  const at = href.lastIndexOf('@', end - 1);
  components.usernameEnd = authority;
  components.hostStart = authority;
  if (at >= authority) {
    const colon = href.indexOf(':', authority);
    components.usernameEnd = colon < at && colon >= 0 ? colon : at;
    components.hostStart = at;
  }
  const portColon = href.lastIndexOf(':', end - 1);
  const hasPort = portColon > components.hostStart && portColon > href.lastIndexOf(']', end - 1);
  components.hostEnd = hasPort ? portColon : end;
  if (hasPort) components.port = Number(href.slice(portColon + 1, end));
  components.pathnameStart = end;
  return components;
}

function invalidUrl(input: string, base: string | undefined): Error {
  const error = nodeError(TypeError, 'ERR_INVALID_URL', 'Invalid URL');
  return Object.assign(error, base === undefined ? { input } : { input, base });
}

function tryParse(input: string, base?: string): URL | null {
  try {
    return base === undefined ? new PlatformURL(input) : new PlatformURL(input, base);
  } catch {
    return null;
  }
}

interface Parsed {
  href: string;
  components: Components;
}

/** What the platform parsed, held to the standard; null when the standard refuses it. */
function standard(href: string): Parsed | null {
  const components = componentsOf(href);
  if (components.schemeType === NOT_SPECIAL) return { href, components };
  const hostAt = components.hostStart + (href[components.hostStart] === '@' ? 1 : 0);
  const written = href.slice(hostAt, components.hostEnd);
  const host = standardHost(written);
  if (host === null) return null;
  if (host === written) return { href, components };
  const repaired = href.slice(0, hostAt) + host + href.slice(components.hostEnd);
  return { href: repaired, components: componentsOf(repaired) };
}

function parse(input: string, base?: string): Parsed | null {
  const url = tryParse(input, base);
  return url === null ? null : standard(url.href);
}

/** `//` and a name that no input has: shows whether the host setter took the value. */
const SENTINEL = 'unset.bulkhead';

function domainToASCII(domain: string): string {
  if (domain === '') return '';
  const url = new PlatformURL(`ws://${SENTINEL}`);
  url.hostname = domain;
  return url.hostname === SENTINEL ? '' : (standardHost(url.hostname) ?? '');
}

/** Characters that a path keeps in a URL only when escaped; `%` first, so that nothing is escaped twice. */
const PATH_ESCAPES: readonly (readonly [RegExp, string])[] = [
  [/%/g, '%25'],
  [/\n/g, '%0A'],
  [/\r/g, '%0D'],
  [/\t/g, '%09'],
  [/\?/g, '%3F'],
  [/#/g, '%23'],
  [/\[/g, '%5B'],
  [/\]/g, '%5D'],
  [/\|/g, '%7C'],
  [/\^/g, '%5E'],
  [/~/g, '%7E'],
];

function pathToHref(path: string, windows: boolean, host: string | undefined): string {
  let escaped = path;
  for (const [char, code] of PATH_ESCAPES) escaped = escaped.replace(char, code);
  if (!windows) escaped = escaped.replace(/\\/g, '%5C');
  const url = new PlatformURL('file://');
  url.pathname = escaped;
  if (windows && host !== undefined) url.hostname = host;
  return url.href;
}

export function createUrlBinding(): Record<string, unknown> {
  const urlComponents = new Uint32Array(9);

  function publish({ href, components: c }: Parsed): string {
    urlComponents[0] = c.protocolEnd;
    urlComponents[1] = c.usernameEnd;
    urlComponents[2] = c.hostStart;
    urlComponents[3] = c.hostEnd;
    urlComponents[4] = c.port;
    urlComponents[5] = c.pathnameStart;
    urlComponents[6] = c.searchStart;
    urlComponents[7] = c.hashStart;
    urlComponents[8] = c.schemeType;
    return href;
  }

  return {
    urlComponents,
    /** The href, with `urlComponents` set; throws ERR_INVALID_URL or, when `raise` is false, gives undefined. */
    parse(input: string, base: string | undefined, raise: boolean): string | undefined {
      const parsed = parse(input, base);
      if (parsed !== null) return publish(parsed);
      if (raise) throw invalidUrl(input, base);
      return undefined;
    },
    canParse: (input: string, base?: string) => parse(input, base) !== null,
    /** The new href, or false when `href` itself cannot be parsed. A setter that refuses leaves the href as it is. */
    update(href: string, action: number, value: string): string | false {
      if (action === HREF_ACTION) {
        const replaced = parse(value);
        return replaced === null ? false : publish(replaced);
      }
      const url = tryParse(href);
      const setter = SETTERS[action];
      if (url === null || setter === undefined) return false;
      if (setter !== 'protocol' || acceptsProtocol(url, value)) url[setter] = value;
      return publish(standard(url.href) ?? { href, components: componentsOf(href) });
    },
    format(href: string, fragment: boolean, unicode: boolean, search: boolean, auth: boolean): string {
      const c = componentsOf(href);
      const hash = c.hashStart === OMITTED ? href.length : c.hashStart;
      const query = c.searchStart === OMITTED ? hash : c.searchStart;
      const hostAt = c.hostStart + (href[c.hostStart] === '@' ? 1 : 0);
      const host = href.slice(hostAt, c.hostEnd);
      return (
        href.slice(0, auth ? hostAt : Math.min(c.protocolEnd + 2, c.hostStart)) +
        (unicode ? toUnicode(host) : host) +
        href.slice(c.hostEnd, query) +
        (search ? href.slice(query, hash) : '') +
        (fragment ? href.slice(hash) : '')
      );
    },
    getOrigin(input: string): string {
      const url = tryParse(input);
      if (url === null) throw nodeError(TypeError, 'ERR_INVALID_URL', 'Invalid URL');
      // The standard leaves the origin of files open; Node's is opaque.
      return url.protocol === 'file:' ? 'null' : url.origin;
    },
    pathToFileURL: (path: string, windows: boolean, host?: string) => {
      const href = pathToHref(path, windows, host);
      return publish({ href, components: componentsOf(href) });
    },
    domainToASCII,
    domainToUnicode: (domain: string) => toUnicode(domainToASCII(domain)),
  };
}
