/**
 * The TypeScript worker: Monaco's, with Node's types, Node's way of resolving modules, imports that write
 * themselves and completion of paths.
 */
import { initialize, type WorkerContext, type WorkerData } from 'monaco-editor/internal/common/initialize';
import { TypeScriptWorker } from 'monaco-editor/languages/features/typescript/tsWorker';
import type { CompletionInfo, FormatCodeSettings, SymbolDisplayPart, UserPreferences } from 'typescript';
import { Library } from './library.ts';
import type { CompletionDetails, CompletionEntry, TypeScriptHelp } from './protocol.ts';

const NODE_TYPES = 'file:///node_modules/@types/node/index.d.ts';

const PREFERENCES: UserPreferences = {
  includeCompletionsForModuleExports: true,
  includeCompletionsForImportStatements: true,
  includeCompletionsWithInsertText: true,
  importModuleSpecifierPreference: 'relative',
  // With `allowImportingTsExtensions` this writes `./app.ts`, which is what Node wants.
  importModuleSpecifierEnding: 'js',
  quotePreference: 'single',
};

const FORMAT: FormatCodeSettings = {
  indentSize: 2,
  convertTabsToSpaces: true,
  semicolons: 'insert' as never,
};

class Worker extends TypeScriptWorker implements TypeScriptHelp {
  #library = new Library();
  #typesSettled = Promise.withResolvers<void>();

  async loadTypes(url: string): Promise<void> {
    try {
      const response = await fetch(url);
      if (!response.ok) throw new Error(`The editor's types answered ${response.status} at ${url}.`);
      this.#library.add((await response.json()) as Record<string, string>);
    } finally {
      this.#typesSettled.resolve();
    }
  }

  override getScriptFileNames(): string[] {
    const names = super.getScriptFileNames();
    return this.#library.has(NODE_TYPES) ? [...names, NODE_TYPES] : names;
  }

  override getScriptVersion(fileName: string): string {
    return super.getScriptVersion(fileName) || (this.#library.has(fileName) ? '1' : '');
  }

  override _getScriptText(fileName: string): string | undefined {
    return super._getScriptText(fileName) ?? this.#library.text(fileName);
  }

  directoryExists(path: string): boolean {
    return (
      this.#library.directoryExists(path) || this.#folders(path).length > 0 || this.#filesIn(path).length > 0
    );
  }

  getDirectories(path: string): string[] {
    return [...new Set([...this.#library.directories(path), ...this.#folders(path)])];
  }

  readDirectory(path: string, extensions: readonly string[] = []): string[] {
    return this.#filesIn(path).filter((name) => extensions.some((extension) => name.endsWith(extension)));
  }

  override async getSyntacticDiagnostics(fileName: string): Promise<unknown[]> {
    return this.#isThere(fileName) ? super.getSyntacticDiagnostics(fileName) : [];
  }

  override async getSemanticDiagnostics(fileName: string): Promise<unknown[]> {
    await this.#typesSettled.promise;
    return this.#isThere(fileName) ? super.getSemanticDiagnostics(fileName) : [];
  }

  override async getSuggestionDiagnostics(fileName: string): Promise<unknown[]> {
    await this.#typesSettled.promise;
    return this.#isThere(fileName) ? super.getSuggestionDiagnostics(fileName) : [];
  }

  override async getQuickInfoAtPosition(fileName: string, position: number): Promise<unknown> {
    await this.#typesSettled.promise;
    return super.getQuickInfoAtPosition(fileName, position);
  }

  async complete(file: string, offset: number): Promise<CompletionEntry[]> {
    await this.#typesSettled.promise;
    const info = this.getLanguageService().getCompletionsAtPosition(file, offset, PREFERENCES, FORMAT);
    return info ? info.entries.filter(isWanted).map(toEntry) : [];
  }

  async completionDetails(
    file: string,
    offset: number,
    entry: CompletionEntry,
  ): Promise<CompletionDetails | null> {
    const details = this.getLanguageService().getCompletionEntryDetails(
      file,
      offset,
      entry.name,
      FORMAT,
      entry.source ?? undefined,
      PREFERENCES,
      entry.data as never,
    );
    if (!details) return null;
    const changes = details.codeActions?.flatMap((action) => action.changes) ?? [];
    return {
      detail: plain(details.displayParts),
      documentation: plain(details.documentation),
      edits: changes
        .filter((change) => change.fileName === file)
        .flatMap((change) => change.textChanges)
        .map(({ span, newText }) => ({ start: span.start, length: span.length, text: newText })),
    };
  }

  /** A file may be deleted while it waits to be looked at. */
  #isThere(fileName: string): boolean {
    return this.#projectFiles().includes(fileName);
  }

  #projectFiles(): string[] {
    return super.getScriptFileNames();
  }

  #filesIn(path: string): string[] {
    const folder = path.replace(/\/*$/, '/');
    return this.#projectFiles().filter(
      (name) => name.startsWith(folder) && !name.slice(folder.length).includes('/'),
    );
  }

  #folders(path: string): string[] {
    const folder = path.replace(/\/*$/, '/');
    const inside = this.#projectFiles().filter((name) => name.startsWith(folder));
    const names = inside
      .map((name) => name.slice(folder.length).split('/'))
      .filter((parts) => parts.length > 1);
    return [...new Set(names.map((parts) => parts[0] ?? ''))];
  }
}

type Entry = CompletionInfo['entries'][number];

/** Node's modules are offered as `node:http`, not a second time as `http`. */
function isWanted({ source, kind }: Entry): boolean {
  if (kind === 'warning') return false;
  return source === undefined || /^(?:node:|\.|@|file:)/.test(source) || source.endsWith('/');
}

function toEntry(entry: Entry): CompletionEntry {
  return {
    name: entry.name,
    kind: entry.kind,
    deprecated: entry.kindModifiers?.includes('deprecated') ?? false,
    sortText: entry.sortText,
    insertText: entry.insertText ?? entry.name,
    replace: entry.replacementSpan ?? null,
    source: entry.source ?? null,
    data: entry.data ?? null,
  };
}

function plain(parts: SymbolDisplayPart[] | undefined): string {
  return parts?.map((part) => part.text).join('') ?? '';
}

self.onmessage = () => {
  initialize((context: WorkerContext, data: WorkerData) => new Worker(context, data));
};
