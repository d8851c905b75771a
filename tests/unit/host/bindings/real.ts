/**
 * The same program on the real bindings and on ours. `program` must be self-contained: its source is sent to a
 * real Node (the pinned one) that exposes `internalBinding`. Both results go through one serialiser, so that
 * `undefined`, errors, bytes and maps are compared too.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export type Native = (...args: unknown[]) => unknown;
export type Bindings = (name: string) => Record<string, Native>;
export type Program<Result> = (internalBinding: Bindings) => Result;

const node = fileURLToPath(new URL('../../../../node_modules/node/bin/node', import.meta.url));

function serialize(value: unknown): unknown {
  if (value === undefined) return { undefined: true };
  if (typeof value === 'bigint' || typeof value === 'symbol') return { [typeof value]: String(value) };
  if (typeof value === 'number' && !Number.isFinite(value)) return { number: String(value) };
  if (typeof value === 'string') return value.isWellFormed() ? value : { units: Array.from(value, escape) };
  if (typeof value === 'function') return { function: true };
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return { bytes: Array.from(value as Uint8Array).join() };
  }
  if (value instanceof ArrayBuffer) return { arrayBuffer: Array.from(new Uint8Array(value)).join() };
  if (value instanceof Map) return { map: Array.from(value, serialize) };
  if (value instanceof Error) {
    return { error: value.name, message: value.message, ...(serialize({ ...value }) as object) };
  }
  if (Array.isArray(value)) return Array.from(value, serialize);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, serialize(entry)]));
}

export function onReal<Result>(program: Program<Result>): unknown {
  const source = `
    const { internalBinding } = require('internal/test/binding');
    ${serialize.toString()}
    process.stdout.write(JSON.stringify(serialize((${program.toString()})(internalBinding))));`;
  const out = execFileSync(node, ['--expose-internals', '--no-warnings', '-e', source], {
    encoding: 'utf8',
    timeout: 20_000,
    maxBuffer: 256 * 1024 * 1024,
  });
  return JSON.parse(out);
}

export function onOurs<Result>(program: Program<Result>, bindings: Record<string, unknown>): unknown {
  const result = program((name) => bindings[name] as Record<string, Native>);
  return JSON.parse(JSON.stringify(serialize(result)));
}
