/**
 * Where Chromium's URL parser leaves the WHATWG standard: in hosts of special schemes it escapes characters that
 * the standard either keeps or refuses, and its `protocol` setter takes changes that the standard forbids.
 */

/** https://url.spec.whatwg.org/#forbidden-domain-code-point */
const FORBIDDEN = /[\0-\x20#%/:<>?@[\\\]^|\x7f]/;

/** The host as the standard has it, or null when it is no valid host. A standard host has no `%`. */
export function standardHost(host: string): string | null {
  if (!host.includes('%')) return host;
  let valid = true;
  const decoded = host.replace(/%([0-9a-f]{2})/gi, (_, code: string) => {
    const char = String.fromCharCode(Number.parseInt(code, 16));
    if (FORBIDDEN.test(char)) valid = false;
    return char;
  });
  return valid && !decoded.includes('%') ? decoded : null;
}

const SPECIAL = new Set(['http:', 'https:', 'ws:', 'wss:', 'ftp:', 'file:']);

/** https://url.spec.whatwg.org/#scheme-state with a state override: whether the URL may take this scheme. */
export function acceptsProtocol(url: URL, value: string): boolean {
  const scheme = /^[a-z][a-z0-9+.-]*(?=:|$)/i.exec(value)?.[0];
  if (scheme === undefined) return false;
  const protocol = `${scheme.toLowerCase()}:`;
  if (SPECIAL.has(url.protocol) !== SPECIAL.has(protocol)) return false;
  if (url.protocol === 'file:' && url.host === '') return false;
  return protocol !== 'file:' || (url.username === '' && url.password === '' && url.port === '');
}
