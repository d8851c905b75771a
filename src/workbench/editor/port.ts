/**
 * The editor as the bench sees it. Monaco is the first implementation; a plain textarea can be another.
 * Paths are relative to the project folder; lines and columns are 1-based.
 */
import type { Disposable } from '../../container/types.ts';
import type { Problem } from '../stores/problem-store.ts';

export interface EditorFile {
  path: string;
  text: string;
  readOnly: boolean;
}

export interface Place {
  path: string;
  line: number;
  column: number;
}

export interface EditorPort extends Disposable {
  /** Makes the file known, or takes its new text from outside; `onEdit` is not called for it. */
  setFile(file: EditorFile): void;
  /** Paths of the known files. */
  files(): string[];
  /** A file, or a folder with everything below it. */
  removeFile(path: string): void;
  /** A file, or a folder with everything below it; the place in a file is kept. */
  renameFile(from: string, to: string): void;
  /** Brings a known file to the front, where it was left. Null shows nothing. */
  show(path: string | null): void;
  /** Shows the file with that place in the middle, and takes the focus. */
  reveal(place: Place): void;
  focus(): void;
  /** Types as the keyboard would, at the cursor of the shown file. */
  type(text: string): void;
  /** The learner changed a file. */
  onEdit(listener: (path: string, text: string) => void): Disposable;
  /** Everything that is wrong in the files the learner can change, each time that changes. */
  onProblems(listener: (problems: Problem[]) => void): Disposable;
  /** The learner asked to see another file (go to definition). */
  onGoTo(listener: (place: Place) => void): Disposable;
  /** Type checking and completion; loaded after the editor takes keys. Rejects when it cannot be loaded. */
  loadLanguages(): Promise<void>;
}

export interface EditorOptions {
  element: HTMLElement;
  /** The file that is on screen first. */
  first: EditorFile | null;
  wordWrap: boolean;
  /** Id of the element that says how the Tab key leaves the editor. */
  describedBy: string;
}

export type MountEditor = (options: EditorOptions) => Promise<EditorPort>;
