/** Strips types and rewrites modules for the module runner, with oxc's WebAssembly build. */
import remapping from '@jridgewell/remapping';
import { loadOxc, type Oxc, type OxcError } from './oxc.ts';
import type { TransformRequest, TransformResponse } from './protocol.ts';

const waiting: TransformRequest[] = [];
let oxc: Oxc | null = null;

const reply = (message: TransformResponse): void => self.postMessage(message);

self.onmessage = ({ data }: MessageEvent<{ wasm: string } | TransformRequest>) => {
  if ('wasm' in data) void load(data.wasm);
  else if (oxc) reply(transform(oxc, data));
  else waiting.push(data);
};

async function load(url: string): Promise<void> {
  const started = performance.now();
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    oxc = loadOxc(await WebAssembly.compileStreaming(response));
    reply({ type: 'ready', milliseconds: performance.now() - started });
    for (const request of waiting.splice(0)) reply(transform(oxc, request));
  } catch (error) {
    reply({
      type: 'failed',
      message: `The TypeScript transformer could not be loaded: ${(error as Error).message}.`,
    });
  }
}

/** What oxc knows by its extension; the rest (`node -e`, `bin/tool`) is taken as TypeScript. */
const KNOWN = /\.[cm]?[jt]s$/;

function transform(engine: Oxc, { id, path, source, form }: TransformRequest): TransformResponse {
  const code = source.startsWith('#!') ? `//${source.slice(2)}` : source;
  const name = KNOWN.test(path) ? path : `${path}.${form === 'module' ? 'mts' : 'cts'}`;
  const stripped = engine.transformSync(name, code, {
    target: 'esnext',
    sourcemap: true,
    // As Node's type stripping: an import is kept unless it says `type`.
    typescript: { onlyRemoveTypeImports: true },
  });
  const failure = stripped.errors.find((error) => error.severity === 'Error');
  if (failure) return { type: 'syntax-error', id, ...describe(failure, path, source) };
  if (form === 'script') return { type: 'code', id, form, code: stripped.code, map: asText(stripped.map) };
  const linked = engine.moduleRunnerTransformSync(name, splitImports(stripped.code), { sourcemap: true });
  const broken = linked.errors.find((error) => error.severity === 'Error');
  if (broken) return { type: 'syntax-error', id, ...describe(broken, path, source) };
  const map = remapping([asText(linked.map), asText(stripped.map)], () => null);
  map.sources = [path];
  delete map.sourcesContent;
  return { type: 'code', id, form, code: linked.code, map: JSON.stringify(map) };
}

/**
 * oxc 0.158 loses `d` of `import d, * as ns from 'x'` when it rewrites it for the module runner: two
 * statements on the same line say the same. The text is oxc's own output, where imports begin a line.
 */
const splitImports = (code: string): string =>
  code.replace(
    /^import ([\w$]+), (\* as [\w$]+) from ("[^"\n]*"[^;\n]*);$/gm,
    'import $1 from $3; import $2 from $3;',
  );

const asText = (map: unknown): string => (typeof map === 'string' ? map : JSON.stringify(map));

/** Byte offsets (UTF-8) of oxc to a line and column, and Node's way of showing them. */
function describe(error: OxcError, path: string, source: string): { message: string; frame: string } {
  const label = error.labels?.[0];
  const before = label
    ? new TextDecoder().decode(new TextEncoder().encode(source).subarray(0, label.start))
    : '';
  const line = before.split('\n').length;
  const column = before.length - before.lastIndexOf('\n') - 1;
  const text = source.split('\n')[line - 1] ?? '';
  const width = label ? Math.max(1, Math.min(label.end - label.start, text.length - column)) : 1;
  return {
    message: error.message,
    frame: `file://${path}:${line}\n${text}\n${' '.repeat(column)}${'^'.repeat(width)}\n\n`,
  };
}
