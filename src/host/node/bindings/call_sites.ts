/** The call stack as data, read from `Error.stack` in the formats of V8 and of SpiderMonkey. */

export interface CallSite {
  functionName: string;
  scriptName: string;
  /** 1-based. */
  lineNumber: number;
  /** 1-based. */
  columnNumber: number;
}

/** `at f (file:///a.js:1:2)`, `at async f (…)`, `at /a.js:1:2`. */
const V8_FRAME = /^\s*at (?:(?:async |new )*(.*?) \()?(.+?):(\d+):(\d+)\)?$/;
/** `f@file:///a.js:1:2`, and `async*f@…` after an await. */
const SPIDERMONKEY_FRAME = /^(?:async\*)?([^@]*)@(.+?):(\d+):(\d+)$/;

export function parseStack(stack: string): CallSite[] {
  const sites: CallSite[] = [];
  for (const line of stack.split('\n')) {
    const match = V8_FRAME.exec(line) ?? SPIDERMONKEY_FRAME.exec(line);
    if (match === null) continue;
    const [, functionName = '', scriptName = '', lineNumber, columnNumber] = match;
    sites.push({
      functionName: functionName === '<anonymous>' ? '' : functionName,
      scriptName,
      lineNumber: Number(lineNumber),
      columnNumber: Number(columnNumber),
    });
  }
  return sites;
}

/** The frames above the caller of this function's caller, at most `count`. */
export function captureCallSites(count: number, skip: number): CallSite[] {
  const limited = Error as { stackTraceLimit?: number };
  const limit = limited.stackTraceLimit;
  limited.stackTraceLimit = count + skip + 1;
  const { stack } = new Error();
  limited.stackTraceLimit = limit;
  return parseStack(typeof stack === 'string' ? stack : '').slice(skip + 1, skip + 1 + count);
}
