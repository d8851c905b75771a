/** A failure that npm reports as `npm error …` lines. */
export class NpmError extends Error {
  readonly lines: readonly string[];
  readonly exitCode: number;

  /** @param lines without the `npm error ` in front */
  constructor(lines: readonly string[], exitCode = 1) {
    super(lines.join('\n'));
    this.name = 'NpmError';
    this.lines = lines;
    this.exitCode = exitCode;
  }

  get text(): string {
    return this.lines.map((line) => `npm error ${line}`.trimEnd()).join('\n');
  }
}
