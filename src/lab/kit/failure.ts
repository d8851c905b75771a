import { inspect } from 'node:util';

/** A failed expectation: a sentence for the learner, and both sides ready to be read. */
export class CheckFailure extends Error {
  override readonly name = 'CheckFailure';
  /** What should have been seen; null where the sentence says it all. */
  readonly expected: string | null;
  /** What was seen. */
  readonly observed: string | null;

  constructor(message: string, sides: { expected?: string | null; observed?: string | null } = {}) {
    super(message);
    this.expected = sides.expected ?? null;
    this.observed = sides.observed ?? null;
  }
}

/**
 * Fails the running check.
 *
 * @example
 * if (!res.headers['allow']) fail('A 405 must say what is allowed (RFC 9110 §15.5.6).', { observed: 'no Allow header' });
 */
export function fail(message: string, sides: { expected?: string; observed?: string } = {}): never {
  throw new CheckFailure(message, sides);
}

const SHOWN_LENGTH = 600;

/** A value as text of readable length: strings in quotes, objects on as few lines as fit. */
export function show(value: unknown): string {
  const text = inspect(value, {
    depth: 6,
    breakLength: 100,
    maxStringLength: SHOWN_LENGTH,
    maxArrayLength: 20,
  });
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}
