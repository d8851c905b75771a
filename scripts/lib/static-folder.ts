/** A build folder as a web server sees it: addresses to files, each compressed once and kept in memory. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export type Encoding = 'identity' | 'br' | 'gzip';

export type Found =
  | {
      kind: 'file';
      /** Value of `content-type`. */
      type: string;
      /** Of the content, 16 hex digits. */
      hash: string;
      /** True when the name carries a hash of the content: the address never changes what it gives. */
      immutable: boolean;
      /** The content in the first of the accepted encodings that pays. */
      body(accepted: readonly Encoding[]): Promise<{ body: Buffer; encoding: Encoding }>;
    }
  /** A folder was asked for without its slash. */
  | { kind: 'redirect'; to: string };

export interface StaticFolder {
  /** @param path decoded, relative to the folder, without a slash in front. Null when nothing is there. */
  find(path: string): Promise<Found | null>;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.xml': 'application/xml',
  '.webmanifest': 'application/manifest+json',
};

/** Already compressed, or too small for it to matter. */
const COMPRESSED = new Set(['.woff2', '.png', '.ico']);
const SMALLEST = 512;

/** Below `_astro/`, or below `runtime/` with a hash in the name; the service worker goes by the same rule. */
const IMMUTABLE = /^(_astro\/|runtime\/.*[.-][0-9a-f]{8,}\.[a-z0-9]+$)/;

const compress = {
  br: promisify(brotliCompress),
  gzip: promisify(gzip),
} as const;

/**
 * @param root folder of a finished build.
 * @throws Error, one sentence, when there is no page in it.
 */
export async function openFolder(root: string): Promise<StaticFolder> {
  const folder = resolve(root);
  const start = await stat(resolve(folder, 'index.html')).catch(() => null);
  if (start === null) {
    throw new Error(
      `There is no built site in ${folder} (no index.html): build it first with npm run build.`,
    );
  }
  const files = new Map<string, { modified: number; found: Promise<Found & { kind: 'file' }> }>();

  async function file(path: string): Promise<(Found & { kind: 'file' }) | null> {
    const absolute = resolve(folder, path);
    if (!absolute.startsWith(folder + sep)) return null;
    const info = await stat(absolute).catch(() => null);
    if (info === null || !info.isFile()) return null;
    const known = files.get(absolute);
    if (known?.modified === info.mtimeMs) return known.found;
    const found = read(absolute, path);
    files.set(absolute, { modified: info.mtimeMs, found });
    return found;
  }

  async function find(path: string): Promise<Found | null> {
    // Names that begin with a dot, or that only servers read, are no addresses.
    if (path.includes('\0') || path.split('/').some((part) => part.startsWith('.')) || path === '_headers')
      return null;
    if (path === '' || path.endsWith('/')) return file(`${path}index.html`);
    const exact = await file(path);
    if (exact !== null) return exact;
    const page = extname(path) === '' ? await file(`${path}.html`) : null;
    if (page !== null) return page;
    return (await file(`${path}/index.html`)) === null ? null : { kind: 'redirect', to: `${path}/` };
  }

  return { find };
}

async function read(absolute: string, path: string): Promise<Found & { kind: 'file' }> {
  const content = await readFile(absolute);
  const extension = extname(absolute);
  const bodies = new Map<Encoding, Promise<Buffer>>([['identity', Promise.resolve(content)]]);
  const pays = content.length >= SMALLEST && !COMPRESSED.has(extension);
  return {
    kind: 'file',
    type: TYPES[extension] ?? 'application/octet-stream',
    hash: createHash('sha256').update(content).digest('hex').slice(0, 16),
    immutable: IMMUTABLE.test(path.split(sep).join('/')),
    async body(accepted) {
      const encoding = (pays ? accepted[0] : undefined) ?? 'identity';
      let body = bodies.get(encoding);
      if (body === undefined) {
        body = encoding === 'br' ? brotli(absolute, content) : compress.gzip(content);
        bodies.set(encoding, body);
      }
      return { body: await body, encoding };
    },
  };
}

/** The build's own `FILE.br` where it is there and not older than the file. */
async function brotli(absolute: string, content: Buffer): Promise<Buffer> {
  const [own, packed] = await Promise.all([stat(absolute), stat(`${absolute}.br`).catch(() => null)]);
  if (packed !== null && packed.mtimeMs >= own.mtimeMs) return readFile(`${absolute}.br`);
  return compress.br(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  });
}
