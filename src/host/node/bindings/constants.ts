/** The `constants` binding: `os`, `fs`, `crypto`, `zlib`, `trace` and `internal`, as on Linux x64. */
import { constantsData } from './constants.data.ts';

/** Node's own objects have no prototype; lib code spreads and enumerates them, users see them in `os.constants`. */
function withoutPrototype(source: object): Record<string, unknown> {
  const copy: Record<string, unknown> = Object.create(null);
  for (const [key, value] of Object.entries(source)) {
    copy[key] = typeof value === 'object' && value !== null ? withoutPrototype(value) : value;
  }
  return copy;
}

/** A fresh copy for each realm: lib code freezes and extends parts of it. */
export function createConstantsBinding(): Record<string, unknown> {
  return withoutPrototype(constantsData);
}
