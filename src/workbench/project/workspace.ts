/** Everything of mine on this site: reads it, keeps it saved, and talks with the other tabs. */
import { type ReadonlySignal, signal } from '@preact/signals';
import { migrate } from './migrate.ts';
import { fromWorkFile, mergeProgress, mergeStep, toWorkFile } from './portable.ts';
import type { WorkspacePorts } from './ports.ts';
import { ProjectState } from './project.ts';
import {
  DEFAULT_SETTINGS,
  PROGRESS_PREFIX,
  progressKey,
  readProgress,
  readSettings,
  readStep,
  type SavedStep,
  SETTINGS_KEY,
  STEP_PREFIX,
  stepKey,
} from './records.ts';
import { refusalSentence, Saver } from './saver.ts';
import type {
  Disposable,
  ImportOutcome,
  Progress,
  Project,
  ProjectSource,
  Saved,
  Settings,
  WorkFile,
  Workspace,
} from './types.ts';

/** A store that has not answered by then is taken as refused; nothing is written over what it may hold. */
const READ_MS = 3_000;

export function openWorkspace(ports: WorkspacePorts): Workspace {
  return new BrowserWorkspace(ports);
}

class BrowserWorkspace implements Workspace {
  readonly progress = signal<Record<string, Progress>>({});
  readonly settings = signal<Settings>(DEFAULT_SETTINGS);
  readonly #ports: WorkspacePorts;
  readonly #saver: Saver;
  readonly #projects = new Map<string, ProjectState>();
  readonly #hide: Disposable;
  /** True when the store can be used. */
  readonly #opened: Promise<boolean>;
  #persistAsked = false;

  constructor(ports: WorkspacePorts) {
    this.#ports = ports;
    this.#saver = new Saver({
      ports,
      download: () => this.exportAll(),
      onSaved: (keys) => ports.channel.post({ type: 'saved', keys }),
    });
    this.#opened = this.#open();
    this.#hide = ports.onHide(() => this.#saver.flushForLeave());
    ports.channel.listen((message) => void this.#heard(message));
  }

  get saved(): ReadonlySignal<Saved> {
    return this.#saver.saved;
  }

  async #open(): Promise<boolean> {
    const { store } = this.#ports;
    try {
      await this.#inTime(migrate(store));
      await this.#inTime(this.#takeJournal());
      const [settings, progress] = await this.#inTime(
        Promise.all([store.get(SETTINGS_KEY), store.entries(PROGRESS_PREFIX)]),
      );
      if (settings !== undefined) this.settings.value = readSettings(settings);
      for (const [key, value] of progress) this.#joinProgress(key, value);
      return true;
    } catch (error) {
      this.#saver.closeFor(error);
      return false;
    }
  }

  #inTime<T>(work: Promise<T>): Promise<T> {
    const late = Promise.withResolvers<never>();
    const timer = this.#ports.after(READ_MS, () =>
      late.reject(new DOMException('The storage does not answer.', 'TimeoutError')),
    );
    return Promise.race([work, late.promise]).finally(() => timer.dispose());
  }

  /** What a page that was left could not store any more, where nothing newer is stored. */
  async #takeJournal(): Promise<void> {
    const { store, journal } = this.#ports;
    for (const text of journal.takeAll()) {
      for (const [key, value] of parseJournal(text)) {
        if (key.startsWith(STEP_PREFIX)) {
          const left = readStep(value);
          const stored = readStep(await store.get(key));
          if (left && (!stored || stored.updatedAt < left.updatedAt)) await store.setMany([[key, left]]);
        } else if (key.startsWith(PROGRESS_PREFIX)) {
          const left = readProgress(value);
          const stored = readProgress(await store.get(key)) ?? undefined;
          if (left) await store.setMany([[key, mergeProgress(stored, left)]]);
        } else if (key === SETTINGS_KEY) {
          await store.setMany([[key, readSettings(value)]]);
        }
      }
    }
  }

  async openProject(source: ProjectSource): Promise<Project> {
    const saved = (await this.#opened) ? await this.#readStep(source.id) : null;
    const project: ProjectState = new ProjectState(source, saved, {
      now: this.#ports.now,
      newId: this.#ports.newId,
      saved: this.saved,
      dirty: (edited) => {
        this.#saver.touch(stepKey(source.id), () => project.record());
        if (edited) this.#askToPersist();
      },
      flush: () => this.flush(),
      stored: () => this.#readStep(source.id),
      closed: () => {
        if (this.#projects.get(source.id) === project) this.#projects.delete(source.id);
        void this.flush();
      },
    });
    this.#projects.set(source.id, project);
    return project;
  }

  /** Null when nothing is stored or what is stored cannot be read as a step. */
  async #readStep(id: string): Promise<SavedStep | null> {
    try {
      return readStep(await this.#inTime(this.#ports.store.get(stepKey(id))));
    } catch (error) {
      this.#saver.closeFor(error);
      return null;
    }
  }

  #askToPersist(): void {
    if (this.#persistAsked) return;
    this.#persistAsked = true;
    // The answer changes nothing: the work is saved either way, and Export is always there.
    this.#ports.persist().catch(() => {});
  }

  recordVerdict(stepId: string, checks: { passed: number; total: number }): void {
    const verdict: Progress = {
      passed: checks.total > 0 && checks.passed === checks.total,
      at: this.#ports.now(),
      checks,
    };
    this.#setProgress(stepId, mergeProgress(this.progress.peek()[stepId], verdict));
    this.#saver.touch(progressKey(stepId), () => this.progress.peek()[stepId]);
  }

  #setProgress(stepId: string, progress: Progress): void {
    this.progress.value = { ...this.progress.peek(), [stepId]: progress };
  }

  #joinProgress(key: string, value: unknown): void {
    const stored = readProgress(value);
    const stepId = key.slice(PROGRESS_PREFIX.length);
    if (stored) this.#setProgress(stepId, mergeProgress(this.progress.peek()[stepId], stored));
  }

  updateSettings(change: Partial<Settings>): void {
    this.settings.value = readSettings({ ...this.settings.peek(), ...change });
    this.#saver.touch(SETTINGS_KEY, () => this.settings.peek());
  }

  async #heard(message: unknown): Promise<void> {
    for (const key of savedKeys(message)) {
      try {
        const value = await this.#ports.store.get(key);
        if (key.startsWith(PROGRESS_PREFIX)) this.#joinProgress(key, value);
        else if (key === SETTINGS_KEY) this.settings.value = readSettings(value);
        else if (key.startsWith(STEP_PREFIX)) {
          const saved = readStep(value);
          if (saved) this.#projects.get(key.slice(STEP_PREFIX.length))?.toldElsewhere(saved);
        }
      } catch {
        // The other tab's news is lost; this tab's own saving tells when the storage is.
      }
    }
  }

  async exportAll(): Promise<WorkFile> {
    const steps: Record<string, SavedStep> = {};
    if (await this.#opened) {
      await this.flush();
      try {
        for (const [key, value] of await this.#inTime(this.#ports.store.entries(STEP_PREFIX))) {
          const step = readStep(value);
          if (step) steps[key.slice(STEP_PREFIX.length)] = step;
        }
      } catch {
        // What can be read from memory is given all the same.
      }
    }
    // What the browser did not store is in here only.
    for (const [key, value] of this.#saver.unsaved()) {
      const step = key.startsWith(STEP_PREFIX) ? readStep(value) : null;
      if (step) steps[key.slice(STEP_PREFIX.length)] = step;
    }
    for (const [id, project] of this.#projects) {
      if (id in steps || project.changed.peek() || project.snapshots.peek().length > 0)
        steps[id] = project.record();
    }
    return toWorkFile(
      { steps, progress: this.progress.peek(), settings: this.settings.peek() },
      this.#ports.now(),
    );
  }

  async importAll(text: string): Promise<ImportOutcome> {
    const read = fromWorkFile(text);
    if (!read.ok) return read;
    const { steps, progress, settings } = read.work;
    const { store, now, newId } = this.#ports;
    if (!(await this.#opened)) return this.#importRefused();
    await this.flush();
    let replaced = 0;
    try {
      const entries: [string, unknown][] = [];
      const merged = new Map<string, SavedStep>();
      for (const [id, imported] of Object.entries(steps)) {
        const mine = this.#projects.get(id)?.record() ?? readStep(await store.get(stepKey(id)));
        const fresh = { ...imported, updatedAt: now() };
        const step = mergeStep(fresh, mine, { id: newId(), at: now() });
        if (step !== fresh) replaced += 1;
        merged.set(id, step);
        entries.push([stepKey(id), step]);
      }
      for (const [id, imported] of Object.entries(progress)) {
        entries.push([progressKey(id), mergeProgress(this.progress.peek()[id], imported)]);
      }
      entries.push([SETTINGS_KEY, settings]);
      await store.setMany(entries);
      for (const [id, step] of merged) this.#projects.get(id)?.take(step, 'Before the import');
      for (const [id, imported] of Object.entries(progress)) this.#joinProgress(progressKey(id), imported);
      this.settings.value = settings;
      this.#ports.channel.post({ type: 'saved', keys: entries.map(([key]) => key) });
    } catch (error) {
      return { ok: false, message: `Nothing was imported. ${refusalSentence(error)}` };
    }
    const count = Object.keys(steps).length;
    const kept =
      replaced > 0 ? ` Your own version of ${plural(replaced, 'step')} is kept in its history.` : '';
    return { ok: true, message: `${plural(count, 'step')} imported.${kept}`, steps: count, replaced };
  }

  #importRefused(): ImportOutcome {
    const saved = this.saved.peek();
    return {
      ok: false,
      message: `Nothing was imported. ${saved.state === 'refused' ? saved.message : ''}`.trim(),
    };
  }

  flush(): Promise<void> {
    return this.#saver.flush();
  }

  dispose(): void {
    void this.flush();
    this.#hide.dispose();
    this.#saver.dispose();
    this.#ports.channel.dispose();
  }
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function parseJournal(text: string): [string, unknown][] {
  try {
    const value: unknown = JSON.parse(text);
    if (!Array.isArray(value)) return [];
    return value.filter(
      (entry): entry is [string, unknown] => Array.isArray(entry) && typeof entry[0] === 'string',
    );
  } catch {
    return [];
  }
}

function savedKeys(message: unknown): string[] {
  if (typeof message !== 'object' || message === null) return [];
  if (!('type' in message) || message.type !== 'saved' || !('keys' in message)) return [];
  return Array.isArray(message.keys) ? message.keys.filter((key) => typeof key === 'string') : [];
}
