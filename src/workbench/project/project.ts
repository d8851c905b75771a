/** One project: the state a learner works on. Saving and reading are the workspace's, see `ProjectPorts`. */
import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import type { FileMap } from '../../course/types.ts';
import {
  fixedProblem,
  type Kinds,
  listEntries,
  mapKeys,
  missingProblem,
  takenProblem,
  withoutPath,
} from './entries.ts';
import { isLongerThan, isWithin, layered, pathProblem, sameFiles } from './paths.ts';
import type { SavedStep } from './records.ts';
import { holdsFiles, withSnapshot } from './snapshots.ts';
import { Tabs } from './tabs.ts';
import {
  type Conflict,
  type ContainerFile,
  type Disposable,
  type Elsewhere,
  MAX_TEXT_BYTES,
  type Outcome,
  type Project,
  type ProjectChange,
  type ProjectEntry,
  type ProjectSource,
  type Saved,
  type Snapshot,
} from './types.ts';

export interface ProjectPorts {
  now(): number;
  newId(): string;
  saved: ReadonlySignal<Saved>;
  /** Something that is saved has changed; `edited` when it was a file. */
  dirty(edited: boolean): void;
  flush(): Promise<void>;
  /** What is stored now. */
  stored(): Promise<SavedStep | null>;
  closed(): void;
}

const OK: Outcome = { ok: true };
const refused = (message: string): Outcome => ({ ok: false, message });

export class ProjectState implements Project {
  readonly source: ProjectSource;
  readonly saved: ReadonlySignal<Saved>;
  readonly files = signal<FileMap>({});
  readonly open: ReadonlySignal<string[]>;
  readonly active: ReadonlySignal<string | null>;
  readonly snapshots = signal<Snapshot[]>([]);
  readonly conflict = signal<Conflict | null>(null);
  readonly elsewhere = signal<Elsewhere | null>(null);
  readonly everything: ReadonlySignal<FileMap>;
  readonly entries: ReadonlySignal<ProjectEntry[]>;
  readonly changed: ReadonlySignal<boolean>;

  readonly #ports: ProjectPorts;
  readonly #tabs: Tabs;
  /** Files of the container that are not text: reasons by path. */
  readonly #opaque = signal<Record<string, string>>({});
  readonly #listeners = new Set<(change: ProjectChange) => void>();
  readonly #solved: FileMap;
  /** Of the course's content that mine is based on; not the source's while there is a conflict. */
  #hash: string;
  #updatedAt = 0;
  /** What another tab stored, until it is loaded, or kept as a snapshot because I go on here. */
  #other: SavedStep | null = null;

  constructor(source: ProjectSource, saved: SavedStep | null, ports: ProjectPorts) {
    this.source = source;
    this.saved = ports.saved;
    this.#ports = ports;
    this.#hash = source.hash;
    this.#solved = layered(source.files, source.solution);
    this.everything = computed(() => ({ ...this.files.value, ...source.checks }));
    this.changed = computed(() => !sameFiles(this.files.value, source.files));
    this.entries = computed(() =>
      listEntries({ files: this.files.value, checks: source.checks, opaque: this.#opaque.value }),
    );
    this.#tabs = new Tabs((path) => this.read(path) !== null, source.open);
    this.open = this.#tabs.open;
    this.active = this.#tabs.active;
    if (saved) this.#load(saved);
    else {
      this.files.value = source.files;
      this.#tabs.set(source.open, source.open[0] ?? null);
    }
  }

  get id(): string {
    return this.source.id;
  }

  get checks(): FileMap {
    return this.source.checks;
  }

  read(path: string): string | null {
    const everything = this.everything.peek();
    return Object.hasOwn(everything, path) ? (everything[path] ?? null) : null;
  }

  editable(path: string): boolean {
    return Object.hasOwn(this.files.peek(), path) && !Object.hasOwn(this.checks, path);
  }

  edit(path: string, text: string): Outcome {
    if (Object.hasOwn(this.checks, path))
      return refused(`${path} is one of the checks and cannot be changed.`);
    const files = this.files.peek();
    if (!Object.hasOwn(files, path)) return refused(`There is no file ${path} to edit.`);
    if (isLongerThan(text, MAX_TEXT_BYTES)) {
      return refused(`${path} would be larger than 1 MiB, which is too large to edit here.`);
    }
    if (files[path] === text) return OK;
    this.files.value = { ...files, [path]: text };
    this.#tell({ origin: 'page', type: 'write', path, text });
    return OK;
  }

  create(path: string, text = ''): Outcome {
    const problem = pathProblem(path) ?? takenProblem(this.#kinds(), path);
    if (problem) return refused(problem);
    batch(() => {
      this.files.value = { ...this.files.peek(), [path]: text };
      this.show(path);
    });
    this.#tell({ origin: 'page', type: 'write', path, text });
    return OK;
  }

  rename(from: string, to: string): Outcome {
    if (from === to) return OK;
    const kinds = this.#kinds();
    const problem = missingProblem(kinds, from) ?? fixedProblem(kinds, from) ?? pathProblem(to);
    if (problem) return refused(problem);
    if (isWithin(to, from)) return refused(`${from} cannot be moved into itself.`);
    const taken = takenProblem(kinds, to);
    if (taken) return refused(taken);
    const moved = (path: string) => (isWithin(path, from) ? to + path.slice(from.length) : path);
    batch(() => {
      this.files.value = mapKeys(this.files.peek(), moved);
      this.#opaque.value = mapKeys(this.#opaque.peek(), moved);
      this.#tabs.rename(moved);
    });
    this.#tell({ origin: 'page', type: 'rename', from, to });
    return OK;
  }

  remove(path: string): Outcome {
    const kinds = this.#kinds();
    const problem = missingProblem(kinds, path) ?? fixedProblem(kinds, path);
    if (problem) return refused(problem);
    this.#drop(path);
    this.#tell({ origin: 'page', type: 'remove', path });
    return OK;
  }

  show(path: string): void {
    if (this.#tabs.show(path)) this.#touchTabs();
  }

  close(path: string): void {
    if (this.#tabs.close(path)) this.#touchTabs();
  }

  reset(): void {
    this.#replace(this.source.files, 'Before Reset');
  }

  solve(): void {
    this.#replace(this.#solved, 'Before Solve');
  }

  undo(): boolean {
    const newest = this.snapshots.peek()[0];
    return newest ? this.restore(newest.id) : false;
  }

  restore(snapshotId: string): boolean {
    const snapshot = this.snapshots.peek().find((each) => each.id === snapshotId);
    if (!snapshot) return false;
    batch(() => {
      this.snapshots.value = this.snapshots.peek().filter((each) => each !== snapshot);
      // What Reset and Solve made can be had again at any time; what I typed since then cannot.
      const mine = this.files.peek();
      const known = sameFiles(mine, this.source.files) || sameFiles(mine, this.#solved);
      if (!known && !holdsFiles(this.snapshots.peek(), mine)) this.#keep('Before Undo');
      this.files.value = snapshot.files;
      this.#tabs.set(snapshot.open, snapshot.active);
    });
    this.#tell({ origin: 'page', type: 'replace', files: snapshot.files });
    return true;
  }

  onChange(listener: (change: ProjectChange) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  acceptFromContainer(path: string, file: ContainerFile): void {
    // A program may write over a check in its container; here they stay as the course gives them.
    if (Object.hasOwn(this.checks, path) || path.split('/').includes('__proto__')) return;
    const files = this.files.peek();
    if (file.kind === 'text') {
      if (Object.hasOwn(files, path) && files[path] === file.text) return;
      batch(() => {
        this.#opaque.value = withoutPath(this.#opaque.peek(), path);
        this.files.value = { ...files, [path]: file.text };
      });
      this.#tell({ origin: 'container', type: 'write', path, text: file.text });
      return;
    }
    const had = Object.keys(files).some((each) => isWithin(each, path));
    this.#drop(path);
    if (file.kind === 'opaque') this.#opaque.value = { ...this.#opaque.peek(), [path]: file.reason };
    if (had) this.#tell({ origin: 'container', type: 'remove', path });
  }

  flush(): Promise<void> {
    return this.#ports.flush();
  }

  dispose(): void {
    this.#listeners.clear();
    this.#ports.closed();
  }

  /** What the workspace stores. */
  record(): SavedStep {
    const files = this.files.peek();
    return {
      hash: this.#hash,
      files: files === this.source.files || sameFiles(files, this.source.files) ? null : files,
      open: this.open.peek(),
      active: this.active.peek(),
      snapshots: this.snapshots.peek(),
      updatedAt: this.#updatedAt,
    };
  }

  /** Another tab has stored this step. */
  toldElsewhere(saved: SavedStep): void {
    if (saved.updatedAt <= this.#updatedAt || sameFiles(saved.files ?? this.source.files, this.files.peek()))
      return;
    this.#other = saved;
    this.elsewhere.value = {
      message: 'This step was changed in another tab. What was saved last is what stays.',
      at: saved.updatedAt,
      load: async () => {
        const newest = (await this.#ports.stored()) ?? saved;
        this.#other = null;
        this.elsewhere.value = null;
        this.take(newest, 'Before loading the other tab');
      },
      dismiss: () => {
        this.elsewhere.value = null;
      },
    };
  }

  /** Takes a stored or imported version over; mine becomes a snapshot. */
  take(saved: SavedStep, label: string): void {
    batch(() => {
      const differs = !sameFiles(saved.files ?? this.source.files, this.files.peek());
      const mine = this.#snapshot(label);
      this.#load(saved);
      if (differs && !holdsFiles(this.snapshots.peek(), mine.files)) {
        this.snapshots.value = withSnapshot(this.snapshots.peek(), mine);
      }
    });
    this.#tell({ origin: 'page', type: 'replace', files: this.files.peek() });
  }

  #load(saved: SavedStep): void {
    const mine = saved.files;
    this.files.value = mine ?? this.source.files;
    this.snapshots.value = saved.snapshots;
    this.#updatedAt = saved.updatedAt;
    this.#tabs.set(saved.open, saved.active);
    const clash = mine !== null && saved.hash !== this.source.hash && !sameFiles(mine, this.source.files);
    this.#hash = clash ? saved.hash : this.source.hash;
    this.conflict.value = clash ? this.#conflictWith(mine, saved.updatedAt) : null;
  }

  #conflictWith(mine: FileMap, at: number): Conflict {
    return {
      message: 'This step of the course has changed since you worked on it. Your version is kept.',
      at,
      mine,
      course: this.source.files,
      keepMine: () => {
        this.#settleConflict();
        this.#touch(false);
      },
      takeCourse: () => this.#replace(this.source.files, 'Before the course changed'),
    };
  }

  #settleConflict(): void {
    this.#hash = this.source.hash;
    this.conflict.value = null;
  }

  #replace(files: FileMap, label: string): void {
    if (sameFiles(files, this.files.peek())) return;
    batch(() => {
      this.#keep(label);
      // Both Reset and Solve give the course as it is now.
      this.#settleConflict();
      this.files.value = files;
      // The container is reset to `files`, so nothing else is left in it.
      this.#opaque.value = {};
      this.#tabs.tidy();
    });
    this.#tell({ origin: 'page', type: 'replace', files });
  }

  #keep(label: string): void {
    this.snapshots.value = withSnapshot(this.snapshots.peek(), this.#snapshot(label));
  }

  #snapshot(label: string): Snapshot {
    return {
      id: this.#ports.newId(),
      label,
      at: this.#ports.now(),
      files: this.files.peek(),
      open: this.open.peek(),
      active: this.active.peek(),
    };
  }

  #drop(path: string): void {
    batch(() => {
      this.files.value = withoutPath(this.files.peek(), path);
      this.#opaque.value = withoutPath(this.#opaque.peek(), path);
      this.#tabs.tidy();
    });
  }

  /** My change will be stored over the other tab's, so that one becomes a snapshot first. */
  #keepOther(): void {
    const files = this.#other?.files;
    if (!this.#other || !files) return;
    if (!holdsFiles(this.snapshots.peek(), files)) {
      const { open, active, updatedAt } = this.#other;
      const other = {
        id: this.#ports.newId(),
        label: 'From another tab',
        at: updatedAt,
        files,
        open,
        active,
      };
      this.snapshots.value = withSnapshot(this.snapshots.peek(), other);
    }
    this.#other = null;
  }

  #tell(change: ProjectChange): void {
    this.#keepOther();
    this.#touch(true);
    for (const listener of [...this.#listeners]) listener(change);
  }

  #kinds(): Kinds {
    return { files: this.files.peek(), checks: this.checks, opaque: this.#opaque.peek() };
  }

  /** Which tabs are open is not worth storing over another tab's work. */
  #touchTabs(): void {
    if (!this.#other) this.#ports.dirty(false);
  }

  #touch(edited: boolean): void {
    this.#updatedAt = this.#ports.now();
    this.#ports.dirty(edited);
  }
}
