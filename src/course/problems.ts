/** What is wrong with the course's files, for the author who reads it. */

export interface Problem {
  /** Relative to the project, `/`-separated. */
  file: string;
  /** 1-based; null when the problem is the file itself. */
  line: number | null;
  /** What is expected, what was found, what to do. */
  sentence: string;
}

/** The course cannot be used. The message has one line for each problem: `file:line: sentence`. */
export class CourseError extends Error {
  override readonly name = 'CourseError';
  readonly problems: Problem[];

  constructor(problems: Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.problems = problems;
  }
}

export function formatProblem({ file, line, sentence }: Problem): string {
  return line === null ? `${file}: ${sentence}` : `${file}:${line}: ${sentence}`;
}
