import type { ModuleResult } from '../protocol.ts';
import { hasModuleSyntax } from './bindings/modules.ts';
import type { FetchCode } from './esm_loader.ts';
import type { SourcePositions } from './stack.ts';

export interface ScriptFiles {
  readText(path: string): string | undefined;
  /** `type` of the nearest package.json: `module`, `commonjs` or `none`. */
  packageType(path: string): string;
  /** Absolute path of a relative specifier. */
  join(directory: string, specifier: string): string;
}

/** `require('./x.ts')` and the like, as far as the path stands there. */
const REQUIRE = /\brequire\s*\(\s*(['"])(\.{1,2}\/[^'"\n]+)\1\s*\)/g;

/**
 * TypeScript in CommonJS. `require()` is synchronous and the transformer is another worker, so types
 * are taken away ahead of time: from a file that is about to be run, and from the files it requires.
 */
export class StrippedScripts {
  readonly #files: ScriptFiles;
  readonly #fetch: FetchCode;
  readonly #positions: SourcePositions;
  readonly #results = new Map<string, { source: string; result: ModuleResult }>();

  constructor(files: ScriptFiles, fetch: FetchCode, positions: SourcePositions) {
    this.#files = files;
    this.#fetch = fetch;
    this.#positions = positions;
  }

  /** Resolves when `path` can be required; null when there is nothing to wait for. */
  prepare(path: string): Promise<unknown> | null {
    const scripts = [...this.#closure(path)].filter(
      ([file, source]) => isTypeScript(file) && this.#results.get(file)?.source !== source,
    );
    if (scripts.length === 0) return null;
    return Promise.all(
      scripts.map(async ([file, source]) => {
        const result = await this.#fetch({ path: file, source, form: 'script' });
        if (result.kind === 'script') this.#positions.add(file, { map: result.map });
        this.#results.set(file, { source, result });
      }),
    );
  }

  /** JavaScript for the text of a file. A module is given back as it is: Node compiles it as one later. */
  strip(source: string, path: string): ModuleResult {
    const known = this.#results.get(path);
    if (known?.source === source) return known.result;
    if (hasModuleSyntax(source)) return { kind: 'script', code: source, map: null };
    return {
      kind: 'error',
      name: 'Error',
      code: null,
      message: `The TypeScript of ${path} was not prepared: in the built-in host require() takes a .ts file only by its literal path, as in require('./orders.ts'). Use import.`,
      frame: null,
    };
  }

  /** The CommonJS files that loading `path` may load, with their texts. */
  #closure(path: string, found = new Map<string, string>()): Map<string, string> {
    if (found.has(path)) return found;
    const source = this.#files.readText(path);
    if (source === undefined || !this.#isScript(path, source)) return found;
    found.set(path, source);
    const directory = path.slice(0, path.lastIndexOf('/')) || '/';
    for (const [, , specifier = ''] of source.matchAll(REQUIRE)) {
      const file = this.#files.join(directory, specifier);
      this.#closure(/\.\w+$/.test(file) ? file : `${file}.js`, found);
    }
    return found;
  }

  #isScript(path: string, source: string): boolean {
    if (/\.c[jt]s$/.test(path)) return true;
    if (!/\.[jt]s$/.test(path)) return false;
    const type = this.#files.packageType(path);
    return type === 'commonjs' || (type === 'none' && !hasModuleSyntax(source));
  }
}

const isTypeScript = (path: string): boolean => /\.c?ts$/.test(path);
