/** `indexOf` and `lastIndexOf` over bytes, as Node's `src/node_buffer.cc` and `src/string_search.h` define them. */
import { indexOfByte } from './bytes.ts';

/**
 * Where a search begins: an index inside the haystack, its length for an empty needle past the end, or -1 when
 * nothing can match.
 */
export function searchStart(length: number, from: number, needleLength: number, forward: boolean): number {
  const offset = Math.trunc(from);
  if (offset < 0) {
    if (offset + length >= 0) return length + offset;
    return forward || needleLength === 0 ? 0 : -1;
  }
  if (offset + needleLength <= length) return offset;
  if (needleLength === 0) return length;
  return forward ? -1 : length - 1;
}

/** Index in steps of `unit` bytes (2 for UTF-16, so that a match is aligned); -1 when there is none. */
export function searchBytes(
  haystack: Uint8Array,
  haystackLength: number,
  needle: Uint8Array,
  start: number,
  forward: boolean,
  unit: 1 | 2,
): number {
  const last = haystackLength - needle.length;
  const first = needle[0] as number;
  const from = unit === 2 ? start & ~1 : start;
  if (forward) {
    for (
      let at = indexOfByte(haystack, first, from);
      at !== -1 && at <= last;
      at = indexOfByte(haystack, first, at + 1)
    ) {
      if (at % unit === 0 && matches(haystack, at, needle)) return at;
    }
    return -1;
  }
  for (let at = Math.min(from, last); at >= 0; at--) {
    if (haystack[at] === first && at % unit === 0 && matches(haystack, at, needle)) return at;
  }
  return -1;
}

function matches(haystack: Uint8Array, at: number, needle: Uint8Array): boolean {
  for (let i = 1; i < needle.length; i++) if (haystack[at + i] !== needle[i]) return false;
  return true;
}
