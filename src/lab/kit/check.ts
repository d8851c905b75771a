import { isDeepStrictEqual } from 'node:util';
import { CheckFailure, show } from './failure.ts';

/**
 * Expectations about one value. Each method throws a {@link CheckFailure} that carries `sentence`,
 * what was expected and what was observed. The sentence is for the learner: what should be so, why,
 * and where to look.
 */
export interface Expectations<T> {
  /** The same value: `Object.is`, and by content for objects and arrays. */
  is(expected: T, sentence: string): void;
  /** Any other value. */
  isNot(unwanted: T, sentence: string): void;
  /** One of these values. */
  isOneOf(expected: readonly T[], sentence: string): void;
  /** A number not above `limit`. */
  isAtMost(limit: number, sentence: string): void;
  /** A number not below `limit`. */
  isAtLeast(limit: number, sentence: string): void;
  /** A text with `part` in it, or an array with `part` as an element. */
  includes(part: unknown, sentence: string): void;
  /** A text without `part` in it, or an array without it. */
  lacks(part: unknown, sentence: string): void;
  /** A text that matches. */
  matches(pattern: RegExp, sentence: string): void;
}

/**
 * Begins an expectation.
 *
 * @example
 * check(res.status).is(200, 'GET /events/e1/seats should answer 200');
 * check(res.headers['content-type']).matches(/^application\/json\b/, 'The body is JSON; the header should say so.');
 * check(sizes.length).isAtMost(3, 'At most three chunks should be sent.');
 */
export function check<T>(observed: T): Expectations<T> {
  const demand = (holds: boolean, sentence: string, expected: string) => {
    if (!holds) throw new CheckFailure(sentence, { expected, observed: show(observed) });
  };
  return {
    is: (expected, sentence) => demand(isDeepStrictEqual(observed, expected), sentence, show(expected)),
    isNot: (unwanted, sentence) =>
      demand(!isDeepStrictEqual(observed, unwanted), sentence, `anything but ${show(unwanted)}`),
    isOneOf: (expected, sentence) =>
      demand(
        expected.some((one) => isDeepStrictEqual(observed, one)),
        sentence,
        expected.map(show).join(' or '),
      ),
    isAtMost: (limit, sentence) =>
      demand(typeof observed === 'number' && observed <= limit, sentence, `at most ${limit}`),
    isAtLeast: (limit, sentence) =>
      demand(typeof observed === 'number' && observed >= limit, sentence, `at least ${limit}`),
    includes: (part, sentence) => demand(has(observed, part), sentence, `something with ${show(part)}`),
    lacks: (part, sentence) => demand(!has(observed, part), sentence, `nothing with ${show(part)}`),
    matches: (pattern, sentence) =>
      demand(typeof observed === 'string' && pattern.test(observed), sentence, `text like ${pattern}`),
  };
}

function has(container: unknown, part: unknown): boolean {
  if (typeof container === 'string') return typeof part === 'string' && container.includes(part);
  return Array.isArray(container) && container.some((element) => isDeepStrictEqual(element, part));
}
