import type { Untyped } from '../runtime.ts';

/** `errors`: exit codes, and the way an error nobody caught takes (src/node_errors.cc). */
export function createErrorsBinding(
  uncaught: (error: unknown, fromPromise: boolean) => void,
): Record<string, Untyped> {
  return {
    setPrepareStackTraceCallback() {},
    setGetSourceMapErrorSource() {},
    setSourceMapsEnabled() {},
    setMaybeCacheGeneratedSourceMap() {},
    setEnhanceStackForFatalException() {},
    noSideEffectsToString: describe,
    triggerUncaughtException: uncaught,
    getErrorSourcePositions: () => ({
      sourceLine: undefined,
      scriptResourceName: '',
      lineNumber: 0,
      startColumn: 0,
    }),
    exitCodes: {
      kNoFailure: 0,
      kGenericUserError: 1,
      kInternalJSParseError: 3,
      kInternalJSEvaluationFailure: 4,
      kV8FatalError: 5,
      kInvalidFatalExceptionMonkeyPatching: 6,
      kExceptionInFatalExceptionHandler: 7,
      kInvalidCommandLineArgument: 9,
      kBootstrapFailure: 10,
      kInvalidCommandLineArgument2: 12,
      kUnsettledTopLevelAwait: 13,
      kStartupSnapshotFailure: 14,
      kAbort: 134,
    },
  };
}

/** As V8's NoSideEffectsToString: never runs code of the value. */
function describe(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null)
    return Object.prototype.toString.call(value).replace('[object ', '#<').replace(']', '>');
  return String(value);
}
