/**
 * Domain names to ASCII and back. UTS #46's tables are the platform's: its URL parser maps a non-ASCII host, and
 * a label decoded here counts only when the platform maps it back to the same ASCII.
 */
import { decodePunycode } from './punycode.ts';

const PlatformURL = globalThis.URL;
/** Keeps the last label from looking like a number: that would make the host an IPv4 address. */
const SUFFIX = '.bulkhead';

function hostOf(name: string): string {
  try {
    return new PlatformURL(`http://${name}`).hostname;
  } catch {
    return '';
  }
}

/** UTS #46 ToASCII of a whole domain; '' when it has no ASCII form. ASCII input is only lowercased. */
export function toAscii(domain: string): string {
  if (/^[\0-\x7f]*$/.test(domain)) return domain.toLowerCase();
  const host = hostOf(domain + SUFFIX);
  return host.endsWith(SUFFIX) ? host.slice(0, -SUFFIX.length) : '';
}

/** Labels that begin with `xn--` become Unicode where that is valid; everything else stays as it is. */
export function toUnicode(domain: string): string {
  return domain.toWellFormed().split('.').map(labelToUnicode).join('.');
}

function labelToUnicode(label: string): string {
  if (!label.startsWith('xn--')) return label;
  const decoded = decodePunycode(label.slice(4));
  if (decoded === null || decoded === '') return label;
  return toAscii(decoded) === label ? decoded : label;
}
