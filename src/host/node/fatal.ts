import type { NativeSources, Realm } from './realm.ts';
import type { Untyped } from './runtime.ts';
import type { Position } from './stack.ts';

const UNHANDLED = "throw er; // Unhandled 'error' event";

/** What Node prints when nobody caught an error: where, the line, a caret, the error, the version. */
export function describeFatal(
  error: Untyped,
  realm: Realm,
  natives: NativeSources,
  frames: WeakMap<Error, string>,
  readText: (path: string) => string | undefined,
): string {
  const version = `\n\nNode.js ${natives.version}\n`;
  const { fatalExceptionStackEnhancers: enhance, kEnhanceStackBeforeInspector } =
    realm.require('internal/errors');
  const isError = realm.require('internal/util/types').isNativeError?.(error) ?? error instanceof Error;
  const emitted = isError && typeof error[kEnhanceStackBeforeInspector] === 'function';
  if (!isError) {
    const { inspect } = realm.require('internal/util/inspect');
    return `Uncaught:\n${inspect(error)}\n(Use \`node --trace-uncaught ...\` to show where the exception was thrown)${version}`;
  }
  const at = emitted ? thrownByEvents(natives) : firstPosition(error);
  if (emitted) enhance.beforeInspector(error);
  const text = enhance.afterInspector(error);
  const frame: string = frames.get(error) ?? (at ? codeFrame(at, natives, readText) : '');
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
  const match = /\n\s+at (?:.*\()?((?:file:|node:|\/)[^\n]*?):(\d+):(\d+)\)?(?=\n|$)/.exec(
    String(error.stack),
  );
  return match ? { file: match[1] as string, line: Number(match[2]), column: Number(match[3]) } : null;
}

function codeFrame(
  { file, line, column }: Position,
  natives: NativeSources,
  readText: (path: string) => string | undefined,
): string {
  const source = file.startsWith('node:')
    ? natives.sources[file.slice(5)]
    : readText(decodeURIComponent(file.replace(/^file:\/\//, '')));
  const text = source?.split('\n')[line - 1];
  if (text === undefined) return '';
  return `${file}:${line}\n${text}\n${' '.repeat(Math.max(column - 1, 0))}^\n\n`;
}
