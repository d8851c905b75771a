/**
 * Node's own JavaScript library, taken from the pinned npm package `node`, as a table id → source.
 *
 * Comments are blanked, lines stay: a stack frame says `node:events:519:28` as Node itself would.
 */
import { execFileSync } from 'node:child_process';
import ts from 'typescript';

/** Parts that cannot work in a page, or that no service needs: requiring one throws a sentence. */
const LEFT_OUT = [
  /^internal\/deps\/(acorn|amaro|undici\/(?!undici)|v8)/,
  /^internal\/(debugger|repl(?!\/history)|quic|http2|crypto|inspector|v8_prof|webstorage|tls)\b/,
  /^internal\/main\/(?!run_main_module|eval_string|eval_stdin|test_runner|check_syntax|worker_thread)/,
  /^internal\/test\//,
  /^(_tls_|tls|https$|http2|inspector|quic|repl|sea|sqlite|trace_events|wasi|crypto$)/,
  /^internal\/sea/,
];

export interface Natives {
  version: string;
  /** Every id Node knows, so that "no such module" and "not in this host" can be told apart. */
  ids: string[];
  sources: Record<string, string>;
}

/** One-line changes to the library. Each must be found exactly once, or the build fails. */
const PATCHES: Record<string, [from: string, to: string][]> = {
  // A named slot can be an accessor at no cost; an indexed one cannot (see bindings/task_queue.ts).
  'internal/process/task_queues': [
    ['const kHasTickScheduled = 0;', "const kHasTickScheduled = 'hasTickScheduled';"],
  ],
  // A listener that disconnects while it is given a message that waited for it.
  'internal/child_process': [
    [
      '      target.channel[kPendingMessages] = [];',
      '      if (target.channel) target.channel[kPendingMessages] = [];',
    ],
  ],
  // A spare has no stderr yet: the process asks for colours when it starts (see process.ts).
  'internal/util/colors': [['module.exports.refresh();', '']],
};

export function readNatives(node: string): Natives {
  const script =
    "const n=process.binding('natives');process.stdout.write(JSON.stringify({v:process.version,n:Object.fromEntries(Object.entries(n).filter(([,s])=>typeof s==='string'))}))";
  const raw = execFileSync(node, ['--no-deprecation', '-e', script], {
    maxBuffer: 1 << 28,
    encoding: 'utf8',
  });
  const { v, n } = JSON.parse(raw) as { v: string; n: Record<string, string> };
  const sources: Record<string, string> = {};
  for (const [id, source] of Object.entries(n)) {
    if (LEFT_OUT.some((pattern) => pattern.test(id))) continue;
    sources[id] = blankComments(patch(id, source));
  }
  return { version: v, ids: Object.keys(n), sources };
}

function patch(id: string, source: string): string {
  let out = source;
  for (const [from, to] of PATCHES[id] ?? []) {
    if (out.split(from).length !== 2) {
      throw new Error(
        `Node's lib/${id}.js no longer contains "${from}" exactly once: revise PATCHES in scripts/runtime/natives.ts.`,
      );
    }
    out = out.replace(from, () => to);
  }
  return out;
}

/** Replaces comments by nothing and indentation by nothing, keeping every line break and column of code. */
function blankComments(source: string): string {
  const file = ts.createSourceFile(
    'lib.js',
    `(function(){${source}\n})`,
    ts.ScriptTarget.Latest,
    false,
    ts.ScriptKind.JS,
  );
  const text = file.text;
  const parts: string[] = [];
  let last = 0;
  const visit = (node: ts.Node): void => {
    if (node.kind >= ts.SyntaxKind.FirstJSDocNode && node.kind <= ts.SyntaxKind.LastJSDocNode) return;
    const children = node.getChildren(file);
    if (children.length > 0) {
      for (const child of children) visit(child);
      return;
    }
    const start = node.getStart(file, false);
    if (start < last) return;
    parts.push(blank(text.slice(last, start)), text.slice(start, node.end));
    last = node.end;
  };
  visit(file);
  return parts.join('').slice('(function(){'.length, -'\n})'.length);
}

/** A comment behind code stays: error messages show source lines as Node's own do. */
const blank = (trivia: string): string => {
  const lineEnd = trivia.indexOf('\n');
  if (lineEnd < 0 || !trivia.includes('/')) return trivia;
  const own = trivia
    .slice(lineEnd)
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (comment) => comment.replace(/[^\n]+/g, ''));
  return trivia.slice(0, lineEnd) + own.replace(/[ \t]+(?=\n)/g, '');
};
