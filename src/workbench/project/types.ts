/**
 * A learner's project: its files, what is open, what was saved. No UI components and no DOM here: signals
 * go in and out, and everything that belongs to a browser (IndexedDB, channels, `pagehide`) is a port.
 */
import type { ReadonlySignal } from '@preact/signals';
import type { FileMap } from '../../course/types.ts';

export interface Disposable {
  dispose(): void;
}

/** Where a project begins. A `StepData` is one; the playground makes one from a starter. */
export interface ProjectSource {
  /** Unique over the site: the step's folder, or `play/<starter>`. */
  id: string;
  /** Hash of the content below; saved work carries it. */
  hash: string;
  files: FileMap;
  /** Files that differ from `files` after the solution (null = deleted); empty in the playground. */
  solution: Record<string, string | null>;
  /** Read-only. */
  checks: FileMap;
  /** Paths to open, the first one focused. */
  open: string[];
}

/** What a person asked for was done, or one sentence says why not. */
export type Outcome = { ok: true } | { ok: false; message: string };

/** A file for the tree, sorted by path. Folders are implied by the paths. */
export type ProjectEntry =
  | { kind: 'text'; path: string }
  /** Can be opened, not edited. */
  | { kind: 'check'; path: string }
  /** Exists in the container only; `reason` is a sentence: binary, or larger than 1 MiB. */
  | { kind: 'opaque'; path: string; reason: string };

/** A version of mine that Reset, Solve, a changed course, another tab or an import put aside. */
export interface Snapshot {
  id: string;
  /** For people: 'Before Reset', 'Before Solve', … */
  label: string;
  /** Milliseconds since the epoch. */
  at: number;
  files: FileMap;
  open: string[];
  active: string | null;
}

/** The newest first, at most this many. */
export const MAX_SNAPSHOTS = 10;

/** Files larger than this (UTF-8 bytes) are not edited in the page. */
export const MAX_TEXT_BYTES = 1024 * 1024;

/**
 * One change, told synchronously and in order. `origin` says who made it, so that nobody echoes it back.
 * `replace` carries all files (checks not included).
 */
export type ProjectChange = { origin: 'page' | 'container' } & (
  | { type: 'write'; path: string; text: string }
  | { type: 'remove'; path: string }
  | { type: 'rename'; from: string; to: string }
  | { type: 'replace'; files: FileMap }
);

/** What is at a path in the container, as the sync reports it to the project. */
export type ContainerFile =
  | { kind: 'text'; text: string }
  | { kind: 'opaque'; reason: string }
  /** A file, or a folder with everything below it, is gone. */
  | { kind: 'removed' };

/** A file for the learner to keep; the UI makes the download. */
export interface WorkFile {
  name: string;
  mediaType: string;
  text: string;
}

export type Saved =
  /** Nothing of this visit had to be saved yet. */
  | { state: 'idle' }
  | { state: 'saving' }
  | { state: 'saved'; at: number }
  /** The browser would not store it. `download` gives all my work, the unsaved part included. */
  | { state: 'refused'; message: string; download(): Promise<WorkFile> };

/** The course changed since this work was saved. Mine is in `files` until one of the two is called. */
export interface Conflict {
  message: string;
  /** When mine was last changed. */
  at: number;
  mine: FileMap;
  course: FileMap;
  /** Goes on with mine. */
  keepMine(): void;
  /** Goes on with the course's; mine becomes a snapshot. */
  takeCourse(): void;
}

/** Another tab saved this step after this one. Nothing happens until one of the two is called. */
export interface Elsewhere {
  message: string;
  at: number;
  /** Loads the other tab's version; mine becomes a snapshot. */
  load(): Promise<void>;
  dismiss(): void;
}

export interface Project extends Disposable {
  readonly id: string;
  readonly source: ProjectSource;
  readonly checks: FileMap;
  /** Mine: text files by path, checks not included. */
  readonly files: ReadonlySignal<FileMap>;
  /** `files` and `checks` together: what the container is booted with and what Reset of it gets. */
  readonly everything: ReadonlySignal<FileMap>;
  readonly entries: ReadonlySignal<ProjectEntry[]>;
  /** Open tabs in order. */
  readonly open: ReadonlySignal<string[]>;
  readonly active: ReadonlySignal<string | null>;
  /** `files` differ from the start of the step. */
  readonly changed: ReadonlySignal<boolean>;
  readonly snapshots: ReadonlySignal<Snapshot[]>;
  readonly conflict: ReadonlySignal<Conflict | null>;
  readonly elsewhere: ReadonlySignal<Elsewhere | null>;
  readonly saved: ReadonlySignal<Saved>;

  /** Text of a file or check; null when there is no such text file. */
  read(path: string): string | null;
  /** False for checks and files that are not text. */
  editable(path: string): boolean;

  edit(path: string, text: string): Outcome;
  create(path: string, text?: string): Outcome;
  /** A file, or a folder with everything below it. */
  rename(from: string, to: string): Outcome;
  /** A file, or a folder with everything below it. */
  remove(path: string): Outcome;

  /** Opens a tab (once) and makes it the active one. */
  show(path: string): void;
  /** Closes a tab; its neighbour becomes active. */
  close(path: string): void;

  /** Back to the start of the step; mine becomes a snapshot. */
  reset(): void;
  /** Start and solution; mine becomes a snapshot. */
  solve(): void;
  /** Brings the newest snapshot back. False when there is none. */
  undo(): boolean;
  restore(snapshotId: string): boolean;

  /** Called synchronously with every change of files, in order. */
  onChange(listener: (change: ProjectChange) => void): Disposable;
  /** What a program in the container did to a file. For the sync only. */
  acceptFromContainer(path: string, file: ContainerFile): void;
  /** Writes what is unsaved now. Never rejects: `saved` tells. */
  flush(): Promise<void>;
}

export interface Progress {
  passed: boolean;
  /** When it was last checked; for a passed step, when it first passed. Milliseconds since the epoch. */
  at: number;
  checks: { passed: number; total: number };
}

export interface Settings {
  /** A running service restarts when a file changes. */
  restartOnChange: boolean;
  /** Editor and terminal, pixels. */
  fontSize: number;
  wordWrap: boolean;
  /** Sizes of panels by name, as the panel likes. */
  layout: Record<string, number>;
}

export type ImportOutcome =
  | { ok: true; message: string; steps: number; replaced: number }
  | { ok: false; message: string };

/** Everything of mine on this site. One per page. */
export interface Workspace extends Disposable {
  readonly saved: ReadonlySignal<Saved>;
  readonly progress: ReadonlySignal<Record<string, Progress>>;
  readonly settings: ReadonlySignal<Settings>;
  /** Never rejects; when nothing can be read, the project begins at its start and `saved` says so. */
  openProject(source: ProjectSource): Promise<Project>;
  /** A step that has passed stays passed. */
  recordVerdict(stepId: string, checks: { passed: number; total: number }): void;
  updateSettings(change: Partial<Settings>): void;
  exportAll(): Promise<WorkFile>;
  /** Imported steps replace mine; what they replace becomes a snapshot of the step. */
  importAll(text: string): Promise<ImportOutcome>;
  flush(): Promise<void>;
}
