/** Modules of monaco-editor that are exported without types. */
declare module 'monaco-editor/languages/definitions/typescript/typescript' {
  export const conf: import('monaco-editor/editor').languages.LanguageConfiguration;
  export const language: import('monaco-editor/editor').languages.IMonarchLanguage;
}
declare module 'monaco-editor/languages/definitions/markdown/markdown' {
  export const conf: import('monaco-editor/editor').languages.LanguageConfiguration;
  export const language: import('monaco-editor/editor').languages.IMonarchLanguage;
}
declare module 'monaco-editor/languages/definitions/yaml/yaml' {
  export const conf: import('monaco-editor/editor').languages.LanguageConfiguration;
  export const language: import('monaco-editor/editor').languages.IMonarchLanguage;
}
declare module 'monaco-editor/languages/features/typescript/tsMode' {
  type Defaults = import('monaco-editor/languages/features/typescript/register').LanguageServiceDefaults;
  export function setupTypeScript(defaults: Defaults): void;
  export function getTypeScriptWorker(): Promise<
    (...uris: import('monaco-editor/editor').Uri[]) => Promise<unknown>
  >;
}
declare module 'monaco-editor/editor/editor.worker' {}
declare module 'monaco-editor/internal/common/initialize' {
  export function initialize(create: (context: WorkerContext, data: WorkerData) => object): void;
  export interface WorkerContext {
    getMirrorModels(): { uri: { toString(): string }; getValue(): string; version: number }[];
  }
  export interface WorkerData {
    compilerOptions: import('typescript').CompilerOptions;
    extraLibs: Record<string, { content: string; version: number }>;
  }
}
declare module 'monaco-editor/languages/features/typescript/tsWorker' {
  type Context = import('monaco-editor/internal/common/initialize').WorkerContext;
  type Data = import('monaco-editor/internal/common/initialize').WorkerData;
  /** Runs a language service; its methods are called from the page by name. */
  export class TypeScriptWorker {
    constructor(context: Context, data: Data);
    getLanguageService(): import('typescript').LanguageService;
    getScriptFileNames(): string[];
    getScriptVersion(fileName: string): string;
    _getScriptText(fileName: string): string | undefined;
    getSyntacticDiagnostics(fileName: string): Promise<unknown[]>;
    getSemanticDiagnostics(fileName: string): Promise<unknown[]>;
    getSuggestionDiagnostics(fileName: string): Promise<unknown[]>;
    getQuickInfoAtPosition(fileName: string, position: number): Promise<unknown>;
    getDefinitionAtPosition(fileName: string, position: number): Promise<unknown>;
    getSignatureHelpItems(fileName: string, position: number, options: unknown): Promise<unknown>;
  }
}
declare module 'monaco-editor/editor/contrib/suggest/browser/suggestController' {}
