/**
 * Builds what the built-in host loads at run time, into public/: the /headless page, the kernel, the
 * transform worker and its WebAssembly, the process runtime with Node's library, and the programs.
 * Names carry a hash of the content, so that a new deployment never mixes with an old one.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { moduleRunnerTransform } from 'vite';
import { bundleProgram, PROGRAMS, type ProgramName } from '../src/host/programs/bundle.ts';
import { readNatives } from './runtime/natives.ts';

const root = path.resolve(import.meta.dirname, '..');
const out = path.join(root, 'public/runtime');
const node = path.join(root, 'node_modules/.bin/node');
const cache = path.join(root, '.cache');

/** Facts about the pinned Node that only its binary can tell. */
const FACTS = `
const { internalBinding: b } = require('internal/test/binding');
const options = b('options').getCLIOptionsValues();
const infos = {};
for (const [name, info] of b('options').getCLIOptionsInfo().options) infos[name] = { type: info.type, inEnvironment: info.envVarSettings === 0 };
process.stdout.write(JSON.stringify({ versions: process.versions, options, optionInfos: infos, embedderOptions: b('options').getEmbedderOptions(), config: b('builtins').config }));
`;

function library(): string {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  const recipe = readFileSync(path.join(root, 'scripts/runtime/natives.ts'));
  const file = path.join(cache, `natives-${version}-${hash(recipe)}.json`);
  if (!existsSync(file)) {
    const facts = JSON.parse(
      execFileSync(node, ['--expose-internals', '--no-warnings', '-e', FACTS], {
        encoding: 'utf8',
        maxBuffer: 1 << 26,
      }),
    );
    // The options as they are for `node script`, not for this very command.
    Object.assign(facts.options, {
      '--expose-internals': false,
      '--eval': undefined,
      '--warnings': true,
      '[has_eval_string]': false,
    });
    mkdirSync(cache, { recursive: true });
    writeFileSync(file, JSON.stringify({ ...readNatives(node), ...facts }));
  }
  return readFileSync(file, 'utf8');
}

/** pako's port of zlib, an expression: `{ deflate…, inflate…, crc32, ZStream }`. */
async function zlibSource(): Promise<string> {
  const parts = ['deflate', 'inflate'].map((name) => `...require('pako/lib/zlib/${name}.js')`).join();
  const { outputFiles } = await build({
    stdin: {
      contents: `module.exports = {${parts}, crc32: require('pako/lib/zlib/crc32.js'), ZStream: require('pako/lib/zlib/zstream.js')}`,
      resolveDir: root,
    },
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    globalName: 'zlib',
  });
  return `(() => { ${outputFiles[0]?.text} return zlib })()`;
}

const virtual: Plugin = {
  name: 'virtual',
  setup(build) {
    build.onResolve({ filter: /^virtual:/ }, ({ path: id }) => ({ path: id, namespace: 'virtual' }));
    build.onLoad({ filter: /^virtual:natives$/, namespace: 'virtual' }, () => ({
      contents: library(),
      loader: 'json',
    }));
    build.onLoad({ filter: /^virtual:llhttp$/, namespace: 'virtual' }, () => {
      const wasm = readFileSync(
        path.join(root, 'node_modules/undici/lib/llhttp/llhttp_simd-wasm.js'),
        'utf8',
      );
      const base64 = /'([A-Za-z0-9+/=]{1000,})'|"([A-Za-z0-9+/=]{1000,})"/.exec(wasm);
      if (!base64)
        throw new Error(
          'undici/lib/llhttp/llhttp_simd-wasm.js no longer carries its WebAssembly as base64: find where it went.',
        );
      return { contents: JSON.stringify(base64[1] ?? base64[2]), loader: 'json' };
    });
    // As text: a process compiles it when it first compresses something.
    build.onLoad({ filter: /^virtual:zlib$/, namespace: 'virtual' }, async () => ({
      contents: await zlibSource(),
      loader: 'text',
    }));
  },
};

const hash = (data: string | Uint8Array): string =>
  createHash('sha256').update(data).digest('hex').slice(0, 12);

function emit(name: string, data: string | Uint8Array): string {
  const { name: base, ext } = path.parse(name);
  const file = `${base}-${hash(data)}${ext}`;
  writeFileSync(path.join(out, file), data);
  return `runtime/${file}`;
}

async function bundle(entry: string, format: 'iife' | 'esm'): Promise<string> {
  const result = await build({
    entryPoints: [path.join(root, entry)],
    bundle: true,
    write: false,
    minify: !process.env.NOMIN,
    keepNames: false,
    charset: 'utf8',
    target: 'es2023',
    legalComments: 'none',
    platform: 'browser',
    format,
    plugins: [virtual],
    logLevel: 'warning',
  });
  return (result.outputFiles[0] as { text: string }).text;
}

/** A program as one module in the module runner's form: top-level await works, imports are `node:*`. */
async function program(name: ProgramName): Promise<string> {
  const code = await bundleProgram(name);
  const result = await moduleRunnerTransform(code, null, name, code);
  if (!result) throw new Error(`The program ${name} could not be rewritten for the module runner.`);
  return result.code;
}

export async function buildRuntime(): Promise<void> {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const oxc = readFileSync(path.join(root, 'node_modules/oxc-transform/transform.wasm32-wasip1.wasm'));
  const [kernel, transform, process, headless] = await Promise.all([
    bundle('src/host/kernel/main.ts', 'esm'),
    bundle('src/host/transform/worker.ts', 'esm'),
    bundle('src/host/node/main.ts', 'iife'),
    bundle('src/host/page/headless.ts', 'iife'),
  ]);
  const programs: Record<string, string> = {};
  for (const name of PROGRAMS) programs[name] = emit(`${name}.js`, await program(name));
  const assets = {
    kernel: emit('kernel.js', kernel),
    transform: emit('transform.js', transform),
    process: emit('process.js', process),
    oxc: emit('oxc.wasm', oxc),
    programs,
  };
  const page = headless.replaceAll('__ASSETS__', () => JSON.stringify(assets));
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bulkhead: built-in host</title><meta name="robots" content="noindex"></head><body><script>${page.replaceAll('</script', '<\\/script')}</script></body></html>\n`;
  writeFileSync(path.join(root, 'public/headless.html'), html);
}

if (import.meta.main) await buildRuntime();
