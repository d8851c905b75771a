import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { Untyped } from './runtime.ts';

export interface Position {
  file: string;
  /** 1-based. */
  line: number;
  /** 1-based. */
  column: number;
}

type CallSite = Untyped;

/** How a compiled text differs from the file it came from. */
export interface Compiled {
  /** Source map, or null when the text is the file's own. */
  map: string | null;
  /** Characters that were put before the text on its first line. */
  header: number;
}

/** Maps positions of compiled modules back to the files people wrote. */
export class SourcePositions {
  readonly #compiled = new Map<string, Compiled>();
  readonly #parsed = new Map<string, TraceMap>();

  /** @param file as stack traces name it: a URL for a module, a path for CommonJS. */
  add(file: string, known: Partial<Compiled>): void {
    this.#compiled.set(file, { map: null, header: 0, ...this.#compiled.get(file), ...known });
    this.#parsed.delete(file);
  }

  original(position: Position): Position {
    const compiled = this.#compiled.get(position.file);
    if (!compiled) return position;
    const { file, line } = position;
    const column = Math.max(1, position.column - (line === 1 ? compiled.header : 0));
    if (!compiled.map) return { file, line, column };
    let map = this.#parsed.get(file);
    if (!map) {
      map = new TraceMap(compiled.map);
      this.#parsed.set(file, map);
    }
    const found = originalPositionFor(map, { line, column: column - 1 });
    if (found.line === null) return { file, line, column };
    return { file, line: found.line, column: (found.column ?? 0) + 1 };
  }

  site(site: CallSite): CallSite {
    const file: string | undefined = site.getFileName?.() ?? site.getScriptNameOrSourceURL?.();
    if (!file) return site;
    const position = this.original({ file, line: site.getLineNumber(), column: site.getColumnNumber() });
    return new Proxy(site, {
      get(target, key) {
        if (key === 'getLineNumber') return () => position.line;
        if (key === 'getColumnNumber') return () => position.column;
        if (key === 'toString') return () => describe(target, position);
        const value = target[key];
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }
}

function describe(site: CallSite, { file, line, column }: Position): string {
  const place = `${file}:${line}:${column}`;
  const name: string | null = site.getFunctionName();
  // Modules are compiled with eval: their top level has no name in Node.
  if (!name || name === 'eval') return place;
  const text = `${site}`;
  const end = text.lastIndexOf(' (');
  return end < 0 ? place : `${text.slice(0, end)} (${place})`;
}

/** Frames of this host's own machinery, which Node would not show: its script, and `eval` itself. */
function isMachinery(site: CallSite): boolean {
  const file: unknown = site.getFileName?.() ?? site.getScriptNameOrSourceURL?.();
  return typeof file === 'string' ? file.startsWith('blob:') : site.getFunctionName?.() === 'eval';
}

/**
 * Makes `error.stack` name original positions, through V8's `Error.prepareStackTrace`. A hook set by
 * a program is called with mapped call sites and read back as it was set.
 */
export function installPrepareStackTrace(
  positions: SourcePositions,
  format: (error: unknown, sites: CallSite[]) => string,
): void {
  const clean = (sites: CallSite[]): CallSite[] =>
    sites.filter((site) => !isMachinery(site)).map((site) => positions.site(site));
  const own = (error: unknown, sites: CallSite[]): string => format(error, clean(sites));
  let user: Untyped;
  let wrapped: Untyped = own;
  Object.defineProperty(Error, 'prepareStackTrace', {
    configurable: true,
    enumerable: false,
    get: () => wrapped,
    set(value) {
      user = value === wrapped ? user : value;
      if (value === wrapped) return;
      wrapped =
        typeof value === 'function' && value !== own
          ? (error: unknown, sites: CallSite[]) => user(error, clean(sites))
          : own;
    },
  });
}
