/** What the page asks of the bench's TypeScript worker beyond what Monaco asks. */

export interface CompletionEntry {
  name: string;
  /** TypeScript's `ScriptElementKind`. */
  kind: string;
  deprecated: boolean;
  sortText: string;
  insertText: string;
  /** Offsets of the text it replaces; null for the word at the cursor. */
  replace: { start: number; length: number } | null;
  /** Module it would be imported from, e.g. `node:http`; null when it is in scope. */
  source: string | null;
  /** For {@link TypeScriptHelp.completionDetails}. */
  data: unknown;
}

export interface CompletionDetails {
  detail: string;
  documentation: string;
  /** Changes of this file that the completion needs, such as an import. Offsets before any change. */
  edits: { start: number; length: number; text: string }[];
}

export interface TypeScriptHelp {
  /** Fetches the types of Node and of the check kit. Everything that needs them waits. */
  loadTypes(url: string): Promise<void>;
  complete(file: string, offset: number): Promise<CompletionEntry[]>;
  completionDetails(file: string, offset: number, entry: CompletionEntry): Promise<CompletionDetails | null>;
}
