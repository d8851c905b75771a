/** What is to be proved of a step, and whether a run proves it. Pure functions. */
import type { FileMap, Mistake, Step } from '../../src/course/index.ts';
import { applyLayer } from '../../src/course/index.ts';
import type { CheckResult, FromCheck } from '../../src/lab/protocol.ts';

/** One run that must end in a known way. */
export type Case = { step: Step; name: string; files: FileMap } & (
  | { kind: 'start' }
  | { kind: 'solution' }
  | { kind: 'mistake'; mistake: Mistake }
);

export interface Difference {
  /** The check, or null where it is about the run as a whole. */
  check: string | null;
  expected: string;
  found: string;
}

export function casesOf(step: Step): Case[] {
  const solved = applyLayer(step.files, step.solution);
  const withChecks = (files: FileMap) => ({ ...files, ...step.checks });
  return [
    { step, name: 'start', kind: 'start', files: withChecks(step.files) },
    { step, name: 'solution', kind: 'solution', files: withChecks(solved) },
    ...step.mistakes.map(
      (mistake): Case => ({
        step,
        name: `mistake ${mistake.name}`,
        kind: 'mistake',
        mistake,
        files: withChecks(applyLayer(solved, mistake.files)),
      }),
    ),
  ];
}

/** @returns nothing when the run ended as it must. */
export function judge(one: Case, events: FromCheck[]): Difference[] {
  const results = events.flatMap((event) => (event.type === 'result' ? [event.result] : []));
  const failed = results.filter((result) => result.state === 'failed');
  const fatal = events.find((event) => event.type === 'fatal');
  if (fatal !== undefined) {
    return [{ check: null, expected: 'a run that reaches its verdict', found: fatal.message }];
  }
  switch (one.kind) {
    case 'start':
      return failed.length > 0
        ? []
        : [{ check: null, expected: 'at least one check fails on the start', found: summary(results) }];
    case 'solution':
      return failed.map((result) => ({
        check: result.name,
        expected: 'passed on the solution',
        found: inWords(result),
      }));
    case 'mistake':
      return judgeMistake(one.mistake, results);
    default:
      return one satisfies never;
  }
}

function judgeMistake({ check, message }: Mistake, results: CheckResult[]): Difference[] {
  const result = results.find((candidate) => candidate.name === check);
  if (result === undefined) {
    return [
      {
        check,
        expected: 'a check of this name',
        found: results.map((other) => `"${other.name}"`).join(', '),
      },
    ];
  }
  if (result.state !== 'failed') return [{ check, expected: 'failed on this mistake', found: result.state }];
  const said = inWords(result);
  return said.includes(message) ? [] : [{ check, expected: `a message with "${message}"`, found: said }];
}

export function summary(results: CheckResult[]): string {
  const passed = results.filter((result) => result.state === 'passed').length;
  return `${passed} of ${results.length} passed`;
}

/** Everything the learner reads of a failed check. */
function inWords({ message, expected, observed }: CheckResult): string {
  const sides = [
    expected === null ? '' : `Expected ${expected}.`,
    observed === null ? '' : `Observed ${observed}.`,
  ];
  return [message ?? '', ...sides].filter((part) => part !== '').join(' ');
}
