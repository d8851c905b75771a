/**
 * `@bulkhead/lab`: what a check file imports. Checks are black boxes: they speak to services over
 * the network and look at their processes from outside.
 *
 * @example
 * import { test } from 'node:test';
 * import { check, http } from '@bulkhead/lab';
 *
 * test('GET /events/e1/seats answers 200 with JSON', async () => {
 *   const res = await http('/events/e1/seats');
 *   check(res.status).is(200, 'A known event has seats to show.');
 * });
 */

export type { Exchange, HeaderList, LogLine } from '../protocol.ts';
export type { Expectations } from './check.ts';
export { check } from './check.ts';
export { CheckFailure, fail } from './failure.ts';
export type { HttpAnswer, HttpRequest } from './http.ts';
export { http } from './http.ts';
export type { Proc } from './proc.ts';
export { proc } from './proc.ts';
export type { RawOptions, RawResponse, RawResult } from './raw.ts';
export { endingSentence, raw } from './raw.ts';
