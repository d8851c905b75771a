/** Completion with imports that write themselves and paths in import statements. */
import { type CancellationToken, type editor, languages, type Position, Range } from 'monaco-editor/editor';
import type { CompletionEntry, TypeScriptHelp } from './protocol.ts';

interface Item extends languages.CompletionItem {
  /** For the details. */
  origin: { model: editor.ITextModel; offset: number; entry: CompletionEntry };
}

export class CompletionProvider implements languages.CompletionItemProvider {
  readonly triggerCharacters = ['.', '"', "'", '`', '/', '@', ':'];
  readonly #help: () => Promise<TypeScriptHelp>;

  constructor(help: () => Promise<TypeScriptHelp>) {
    this.#help = help;
  }

  async provideCompletionItems(
    model: editor.ITextModel,
    position: Position,
    context: languages.CompletionContext,
    token: CancellationToken,
  ): Promise<languages.CompletionList | null> {
    if (context.triggerCharacter !== undefined && !isWelcome(model, position, context.triggerCharacter))
      return null;
    const offset = model.getOffsetAt(position);
    const help = await this.#help();
    const entries = await help.complete(model.uri.toString(), offset);
    if (token.isCancellationRequested || model.isDisposed()) return null;
    const word = model.getWordUntilPosition(position);
    const wordRange = new Range(position.lineNumber, word.startColumn, position.lineNumber, word.endColumn);
    return {
      suggestions: entries.map(
        (entry): Item => ({
          label: entry.source === null ? entry.name : { label: entry.name, description: entry.source },
          kind: kindOf(entry.kind),
          insertText: entry.insertText,
          // Names in scope before names that would have to be imported.
          sortText: `${entry.source === null ? '0' : '1'}${entry.sortText}${entry.name}`,
          filterText: entry.insertText,
          range: entry.replace ? rangeOf(model, entry.replace) : wordRange,
          ...(entry.deprecated ? { tags: [languages.CompletionItemTag.Deprecated] } : {}),
          origin: { model, offset, entry },
        }),
      ),
    };
  }

  async resolveCompletionItem(item: languages.CompletionItem): Promise<languages.CompletionItem> {
    const { model, offset, entry } = (item as Item).origin;
    if (model.isDisposed()) return item;
    const help = await this.#help();
    const details = await help.completionDetails(model.uri.toString(), offset, entry);
    if (!details || model.isDisposed()) return item;
    return {
      ...item,
      detail: details.detail,
      documentation: { value: details.documentation },
      additionalTextEdits: details.edits.map((edit) => ({ range: rangeOf(model, edit), text: edit.text })),
    };
  }
}

/** `:` opens a list in `'node:` only, a quote and a slash only where a module is named. */
function isWelcome(model: editor.ITextModel, position: Position, character: string): boolean {
  if (character === '.') return true;
  const before = model.getLineContent(position.lineNumber).slice(0, position.column - 1);
  return /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)["'`][^"'`]*$/.test(before);
}

function rangeOf(model: editor.ITextModel, { start, length }: { start: number; length: number }): Range {
  return Range.fromPositions(model.getPositionAt(start), model.getPositionAt(start + length));
}

function kindOf(kind: string): languages.CompletionItemKind {
  const { CompletionItemKind } = languages;
  switch (kind) {
    case 'keyword':
    case 'primitive type':
      return CompletionItemKind.Keyword;
    case 'const':
      return CompletionItemKind.Constant;
    case 'var':
    case 'let':
    case 'local var':
    case 'alias':
    case 'parameter':
      return CompletionItemKind.Variable;
    case 'property':
    case 'getter':
    case 'setter':
      return CompletionItemKind.Field;
    case 'function':
    case 'local function':
      return CompletionItemKind.Function;
    case 'method':
    case 'construct':
    case 'call':
    case 'index':
      return CompletionItemKind.Method;
    case 'enum':
      return CompletionItemKind.Enum;
    case 'enum member':
      return CompletionItemKind.EnumMember;
    case 'module':
    case 'external module name':
      return CompletionItemKind.Module;
    case 'class':
    case 'local class':
      return CompletionItemKind.Class;
    case 'interface':
      return CompletionItemKind.Interface;
    case 'type':
    case 'type parameter':
      return CompletionItemKind.TypeParameter;
    case 'script':
      return CompletionItemKind.File;
    case 'directory':
      return CompletionItemKind.Folder;
    case 'string':
      return CompletionItemKind.Value;
    default:
      return CompletionItemKind.Property;
  }
}
