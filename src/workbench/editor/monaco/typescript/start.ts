/** Starts type checking, completion and navigation for the project's TypeScript. After the editor takes keys. */

import typesUrl from 'virtual:bulkhead-editor-types';
import { editor, languages } from 'monaco-editor/editor';
import {
  type CompilerOptions,
  typescriptDefaults,
} from 'monaco-editor/languages/features/typescript/register';
import { getTypeScriptWorker, setupTypeScript } from 'monaco-editor/languages/features/typescript/tsMode';
import { CompletionProvider } from './completions.ts';
import type { TypeScriptHelp } from './protocol.ts';

/**
 * What Node 24 needs of a file it only strips the types of; see https://nodejs.org/api/typescript.html.
 * Monaco's own enums stop before the newer values, so they are TypeScript's numbers.
 */
const OPTIONS: CompilerOptions = {
  target: 99, // ESNext
  module: 199, // NodeNext
  moduleResolution: 99, // NodeNext
  moduleDetection: 3, // Force
  // Node's own globals; no window and no document.
  lib: ['lib.esnext.d.ts'],
  types: [],
  strict: true,
  noEmit: true,
  allowJs: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  resolveJsonModule: true,
} as unknown as CompilerOptions;

export async function startLanguages(): Promise<void> {
  typescriptDefaults.setCompilerOptions(OPTIONS);
  typescriptDefaults.setEagerModelSync(true);
  typescriptDefaults.setModeConfiguration({
    ...typescriptDefaults.modeConfiguration,
    completionItems: false,
    inlayHints: false,
    documentSymbols: false,
  });
  setupTypeScript(typescriptDefaults);
  const connect = await getTypeScriptWorker();
  const help = async () => {
    const models = editor.getModels().filter((model) => model.getLanguageId() === 'typescript');
    return (await connect(...models.map((model) => model.uri))) as TypeScriptHelp;
  };
  languages.registerCompletionItemProvider('typescript', new CompletionProvider(help));
  const worker = await help();
  await worker.loadTypes(new URL(typesUrl, document.baseURI).href);
}
