import { applyLayer, type Step } from '../course/index.ts';

/** A wrong answer of a real step and the check that names it, for the landing page. */
export interface Demonstration {
  /** The file that differs from the solution. */
  path: string;
  /** The whole file, as the wrong answer has it. */
  text: string;
  /** The lines around the difference, as indexes into the file's lines: from, up to and without. */
  shown: { from: number; to: number };
  /** The lines that differ from the solution, likewise. */
  marked: { from: number; to: number };
  /** What was done wrong, one sentence. */
  title: string;
  /** Name of the check. */
  check: string;
  /** The words it fails with. `npm run verify:lessons` proves that they appear. */
  message: string;
}

const LINES_BEFORE = 7;
const LINES_AFTER = 6;

/** The step's smallest recorded mistake, or null when it has none that changes a file of the solution. */
export function demonstration(step: Step): Demonstration | null {
  const solved = applyLayer(step.files, step.solution);
  const candidates = step.mistakes.flatMap((mistake) =>
    Object.entries(mistake.files).flatMap(([path, wrong]) => {
      const right = solved[path];
      if (wrong === null || right === undefined || right === wrong) return [];
      return [{ mistake, path, ...difference(right.split('\n'), wrong.split('\n')), wrong }];
    }),
  );
  const [smallest] = candidates.sort((a, b) => a.size - b.size);
  if (smallest === undefined) return null;
  const lines = smallest.wrong.trimEnd().split('\n').length;
  const { title, check, message } = smallest.mistake;
  return {
    path: smallest.path,
    text: smallest.wrong,
    shown: {
      from: Math.max(0, smallest.start - LINES_BEFORE),
      to: Math.min(lines, smallest.end + LINES_AFTER),
    },
    marked: { from: smallest.start, to: smallest.end },
    title,
    check,
    message,
  };
}

/**
 * Where two texts differ: lines `start` to `end` (exclusive) of the second, after the common head and before the
 * common tail; `size` counts the lines of both between them. A pure omission marks the line where it would be.
 */
export function difference(
  right: readonly string[],
  wrong: readonly string[],
): { start: number; end: number; size: number } {
  const shorter = Math.min(right.length, wrong.length);
  let head = 0;
  while (head < shorter && right[head] === wrong[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && right.at(-1 - tail) === wrong.at(-1 - tail)) tail += 1;
  const end = wrong.length - tail;
  return { start: head, end: Math.max(end, head + 1), size: right.length - tail - head + (end - head) };
}
