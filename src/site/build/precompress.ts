import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { AstroIntegration } from 'astro';
import { listFiles } from './files.ts';

const compress = promisify(brotliCompress);
const COMPRESSIBLE = /\.(html|css|js|mjs|json|svg|wasm|txt|xml|webmanifest|map)$/;
/** Below this a compressed copy saves no packet. */
const SMALLEST = 1024;
/** 10 costs a third of the time of 11 and loses about one percent. */
const QUALITY = 10;

/**
 * Writes `FILE.br` beside every compressible file of the build, for servers that send such files as they are
 * (`scripts/serve.ts`, nginx `brotli_static`). Results are kept by content below `node_modules/.cache`, so that a
 * second build compresses only what has changed.
 */
export function precompress(): AstroIntegration {
  let cache = '';
  return {
    name: 'bulkhead:precompress',
    hooks: {
      'astro:config:done': ({ config }) => {
        cache = fileURLToPath(new URL('./node_modules/.cache/bulkhead-brotli/', config.root));
      },
      'astro:build:done': async ({ dir, logger }) => {
        const started = performance.now();
        const folder = fileURLToPath(dir);
        await mkdir(cache, { recursive: true });
        const files = (await listFiles(folder)).filter((file) => COMPRESSIBLE.test(file));
        let done = 0;
        // Two at a time: each runs on its own thread of the pool.
        const queue = files.values();
        const worker = async () => {
          for (const file of queue) if (await compressFile(folder, file, cache)) done += 1;
        };
        await Promise.all([worker(), worker()]);
        logger.info(`${done} files compressed in ${Math.round(performance.now() - started)} ms`);
      },
    },
  };
}

async function compressFile(folder: string, file: string, cache: string): Promise<boolean> {
  const content = await readFile(join(folder, file));
  if (content.length < SMALLEST) return false;
  const key = join(cache, createHash('sha256').update(`${QUALITY}:`).update(content).digest('hex'));
  let packed = await readFile(key).catch(() => null);
  if (packed === null) {
    packed = await compress(content, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    });
    await writeFile(key, packed);
  }
  await writeFile(join(folder, `${file}.br`), packed);
  return true;
}
