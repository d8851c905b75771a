/**
 * `reporter.js`: a reporter for Node's test runner (`--test-reporter`) that writes one frame for
 * each check as it starts and ends. See https://nodejs.org/api/test.html#custom-reporters.
 */
import { relative } from 'node:path';
import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';
import { encodeFrame } from '../frames.ts';
import { FROM_LAB } from '../protocol.ts';
import type { FromRunner } from './wire.ts';

export default async function* report(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of source) {
    const message = translate(event);
    if (message !== null) yield encodeFrame(FROM_LAB, message);
  }
}

function translate(event: TestEvent): FromRunner | null {
  switch (event.type) {
    case 'test:dequeue': {
      const { type, name, file } = event.data as { type?: string; name: string; file?: string };
      return type === 'suite' ? null : { type: 'started', name, file: shortPath(file), at: Date.now() };
    }
    case 'test:pass': {
      const { name, file, skip, details } = event.data;
      if (details.type === 'suite') return null;
      const state = skip === undefined || skip === false ? 'passed' : 'skipped';
      return { type: 'ended', name, file: shortPath(file), state, ms: details.duration_ms, ...NOTHING };
    }
    case 'test:fail': {
      const { name, file, details } = event.data;
      const outcome = explainFailure(details.error);
      // A suite has failed with its checks, which are reported one by one.
      if (outcome === null) return null;
      return {
        type: 'ended',
        name,
        file: shortPath(file),
        state: 'failed',
        ms: details.duration_ms,
        ...outcome,
      };
    }
    case 'test:summary':
      return event.data.file === undefined ? { type: 'done', success: event.data.success } : null;
    default:
      return null;
  }
}

interface Outcome {
  message: string | null;
  expected: string | null;
  observed: string | null;
}

const NOTHING: Outcome = { message: null, expected: null, observed: null };

/** What a `CheckFailure`, an `AssertionError` or anything else that was thrown says to the learner. */
export function explainFailure(error: unknown): Outcome | null {
  const wrapper = error as { failureType?: unknown; cause?: unknown };
  switch (wrapper.failureType) {
    case 'subtestsFailed':
      return null;
    case 'testTimeoutFailure':
      return { message: 'This check did not finish.', expected: 'an end', observed: String(wrapper.cause) };
    case 'cancelledByParent':
      return {
        message: 'This check waits for something that can no longer happen.',
        expected: 'an end',
        observed: 'nothing is left that could continue it',
      };
    default:
  }
  const cause = (wrapper.cause ?? error) as Record<string, unknown>;
  if (!(cause instanceof Error)) return { ...NOTHING, message: inspect(cause) };
  if (cause.name === 'CheckFailure') {
    const { expected, observed } = cause as unknown as Outcome;
    return { message: cause.message, expected, observed };
  }
  if ('actual' in cause && 'expected' in cause) {
    return {
      message: cause.message,
      expected: inspect(cause['expected']),
      observed: inspect(cause['actual']),
    };
  }
  const place = /\n\s+at .*?([^/\\(\s]+:\d+:\d+)\)?/.exec(cause.stack ?? '')?.[1];
  return {
    ...NOTHING,
    message: `The check itself failed: ${cause.name}: ${cause.message}${place === undefined ? '' : ` (${place})`}`,
  };
}

function shortPath(file: string | undefined): string {
  return file === undefined ? '' : relative(process.cwd(), file).replaceAll('\\', '/');
}
