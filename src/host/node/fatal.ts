import type { NativeSources, Realm } from './realm.ts';
import type { Untyped } from './runtime.ts';
import type { Position } from './stack.ts';

const UNHANDLED = "throw er; // Unhandled 'error' event";

export interface FatalContext {
  natives: NativeSources;
  /** What is printed above an error whose place only its maker knows. */
  frames: WeakMap<Error, string>;
  /** Text of a file, or of `[eval]`. */
  readText: (path: string) => string | undefined;
  /** It was a rejection: Node shows where the error was made, else where it was thrown. */
  fromPromise: boolean;
}

/** What Node prints when nobody caught an error: where, the line, a caret, the error, the version. */
export function describeFatal(error: Untyped, realm: Realm, context: FatalContext): string {
  const { natives, frames, fromPromise } = context;
  const version = `\n\nNode.js ${natives.version}\n`;
  const { fatalExceptionStackEnhancers: enhance, kEnhanceStackBeforeInspector } =
    realm.require('internal/errors');
  const isError = realm.require('internal/util/types').isNativeError?.(error) ?? error instanceof Error;
  const emitted = isError && typeof error[kEnhanceStackBeforeInspector] === 'function';
  if (!isError) {
    const { inspect } = realm.require('internal/util/inspect');
    return `Uncaught:\n${inspect(error)}\n(Use \`node --trace-uncaught ...\` to show where the exception was thrown)${version}`;
  }
  const at = emitted && !fromPromise ? thrownByEvents(natives) : firstPosition(error);
  if (emitted) enhance.beforeInspector(error);
  const text = enhance.afterInspector(error);
  const frame: string = frames.get(error) ?? (at ? codeFrame(at, context) : '');
  return `${frame}${text}${version}`;
}

function thrownByEvents(natives: NativeSources): Position | null {
  const lines = (natives.sources['events'] ?? '').split('\n');
  const line = lines.findIndex((text) => text.includes(UNHANDLED));
  return line < 0
    ? null
    : { file: 'node:events', line: line + 1, column: (lines[line] ?? '').indexOf('throw') + 1 };
}

/** The first frame that has a position we can show, already mapped by `prepareStackTrace`. */
function firstPosition(error: Error): Position | null {
  const match = /\n\s+at (?:.*\()?((?:file:|node:|\/|\[eval)[^\n]*?):(\d+):(\d+)\)?(?=\n|$)/.exec(
    String(error.stack),
  );
  return match ? { file: match[1] as string, line: Number(match[2]), column: Number(match[3]) } : null;
}

function codeFrame(
  { file, line, column }: Position,
  { natives, readText, fromPromise }: FatalContext,
): string {
  const source = file.startsWith('node:')
    ? natives.sources[file.slice(5)]
    : readText(decodeURIComponent(file.replace(/^file:\/\//, '')));
  const text = source?.split('\n')[line - 1];
  if (text === undefined) return '';
  // The error knows where it was made: `throw new …` was thrown at the `throw`.
  const before = text.slice(0, column - 1);
  const caret = fromPromise ? before.length : before.replace(/\bthrow\s+$/, '').length;
  return `${file}:${line}\n${text}\n${' '.repeat(caret)}^\n\n`;
}
