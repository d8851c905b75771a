/** One model for each project file, with its own undo history and its own place. */
import { editor, type IDisposable, Range, Uri } from 'monaco-editor/editor';
import type { EditorFile } from '../port.ts';
import { languageOf } from './languages.ts';

const ROOT = 'file:///';

export function uriOf(path: string): Uri {
  return Uri.parse(ROOT + path.split('/').map(encodeURIComponent).join('/'));
}

/** Null for what is not a project file. */
export function pathOf(uri: Uri): string | null {
  return uri.scheme === 'file' ? uri.path.slice(1) : null;
}

interface Entry {
  model: editor.ITextModel;
  readOnly: boolean;
  view: editor.ICodeEditorViewState | null;
  listener: IDisposable;
}

export class Models {
  readonly #entries = new Map<string, Entry>();
  readonly #onEdit: (path: string, text: string) => void;
  /** Changes that came from outside are not told back. */
  #outside = false;

  constructor(onEdit: (path: string, text: string) => void) {
    this.#onEdit = onEdit;
  }

  get(path: string): Entry | undefined {
    return this.#entries.get(path);
  }

  paths(): string[] {
    return [...this.#entries.keys()];
  }

  /** The file of that path, or the files below it. */
  within(path: string): string[] {
    return this.paths().filter((one) => one === path || one.startsWith(`${path}/`));
  }

  has(path: string): boolean {
    return this.#entries.has(path);
  }

  set({ path, text, readOnly }: EditorFile): void {
    const known = this.#entries.get(path);
    if (known) {
      known.readOnly = readOnly;
      this.#quietly(() => replaceText(known.model, text));
      return;
    }
    const uri = uriOf(path);
    const model = editor.getModel(uri) ?? editor.createModel(text, languageOf(path), uri);
    model.updateOptions({
      tabSize: 2,
      insertSpaces: true,
      bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
    });
    const listener = model.onDidChangeContent(() => {
      if (!this.#outside) this.#onEdit(this.#pathOf(model), model.getValue());
    });
    this.#entries.set(path, { model, readOnly, view: null, listener });
  }

  /** A model's address cannot change: the text and the place move to a new one. */
  rename(from: string, to: string): void {
    const entry = this.#entries.get(from);
    if (!entry) return;
    this.set({ path: to, text: entry.model.getValue(), readOnly: entry.readOnly });
    const moved = this.#entries.get(to);
    if (moved) moved.view = entry.view;
    this.remove(from);
  }

  remove(path: string): void {
    const entry = this.#entries.get(path);
    if (!entry) return;
    this.#entries.delete(path);
    entry.listener.dispose();
    entry.model.dispose();
  }

  dispose(): void {
    for (const path of this.paths()) this.remove(path);
  }

  #pathOf(model: editor.ITextModel): string {
    return pathOf(model.uri) ?? '';
  }

  #quietly(change: () => void): void {
    this.#outside = true;
    try {
      change();
    } finally {
      this.#outside = false;
    }
  }
}

/** Only the part that differs is replaced, so that the cursor and the markers elsewhere stay. Can be undone. */
function replaceText(model: editor.ITextModel, text: string): void {
  const before = model.getValue();
  if (before === text) return;
  let start = 0;
  const shorter = Math.min(before.length, text.length);
  while (start < shorter && before[start] === text[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === text[text.length - 1 - end]) end += 1;
  const range = Range.fromPositions(model.getPositionAt(start), model.getPositionAt(before.length - end));
  model.pushStackElement();
  model.pushEditOperations(null, [{ range, text: text.slice(start, text.length - end) }], () => null);
  model.pushStackElement();
}
