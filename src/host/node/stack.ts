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

/** Maps positions of transformed modules back to the files people wrote. */
export class SourcePositions {
  readonly #maps: Map<string, string>;
  readonly #parsed = new Map<string, TraceMap>();

  constructor(maps: Map<string, string>) {
    this.#maps = maps;
  }

  original(position: Position): Position {
    const text = this.#maps.get(position.file);
    if (!text) return position;
    let map = this.#parsed.get(text);
    if (!map) {
      map = new TraceMap(text);
      this.#parsed.set(text, map);
    }
    const found = originalPositionFor(map, { line: position.line, column: position.column - 1 });
    if (found.line === null) return position;
    return { file: position.file, line: found.line, column: (found.column ?? 0) + 1 };
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

/** Frames of this host's own machinery, which Node would not show. */
function isMachinery(site: CallSite): boolean {
  const file: unknown = site.getFileName?.() ?? site.getScriptNameOrSourceURL?.();
  return typeof file === 'string' && file.startsWith('blob:');
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
