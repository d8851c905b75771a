/** What ends a transfer: curl's exit code and its words. */
export class CurlFailure extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = 'CurlFailure';
    this.code = code;
  }
}

/** A wrong command line: curl adds where to look. */
export class UsageFailure extends CurlFailure {
  constructor(message: string) {
    super(2, message);
    this.name = 'UsageFailure';
  }
}
