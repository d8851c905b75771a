import { describe, expect, it } from 'vitest';
import type { StepData } from '../../../../src/course/types.ts';
import { createBench } from '../../../../src/workbench/bench.ts';
import type { EditorFile, EditorPort, Place } from '../../../../src/workbench/editor/port.ts';
import { syncToContainer } from '../../../../src/workbench/project/sync.ts';
import { openWorkspace } from '../../../../src/workbench/project/workspace.ts';
import { FakeClock, FakeContainer } from '../fake-container.ts';
import { Browser, settle } from '../project/fixtures.ts';

const STEP: StepData = {
  id: '01-one/01-lesson/1-step',
  hash: 'h1',
  part: { number: 1, slug: 'one', title: 'One' },
  lesson: { number: 1, slug: 'lesson', title: 'Lesson' },
  step: { number: 1, slug: 'step', title: 'Step' },
  files: { 'src/app.ts': 'start', 'package.json': '{}' },
  solution: { 'src/app.ts': 'solved' },
  checks: { 'checks/a.test.ts': "test('a', () => {});" },
  open: ['src/app.ts'],
  services: [{ name: 'inventory', command: ['node', 'src/app.ts'], port: 3001 }],
  hints: [],
  requests: [],
  previous: null,
  next: null,
};

/** An editor that keeps texts, as a textarea would. */
class FakeEditor implements EditorPort {
  readonly texts = new Map<string, EditorFile>();
  shown: string | null = null;
  languages = 0;
  revealed: Place | null = null;
  #edit: (path: string, text: string) => void = () => undefined;
  #goTo: (place: Place) => void = () => undefined;

  /** The learner types. */
  edit(path: string, text: string): void {
    this.texts.set(path, { path, text, readOnly: false });
    this.#edit(path, text);
  }
  followLink(place: Place): void {
    this.#goTo(place);
  }
  get shownText(): string | undefined {
    return this.shown === null ? undefined : this.texts.get(this.shown)?.text;
  }
  setFile(file: EditorFile): void {
    this.texts.set(file.path, file);
  }
  files(): string[] {
    return [...this.texts.keys()];
  }
  removeFile(path: string): void {
    this.texts.delete(path);
    if (this.shown === path) this.shown = null;
  }
  renameFile(from: string, to: string): void {
    const file = this.texts.get(from);
    if (!file) return;
    this.texts.delete(from);
    this.texts.set(to, { ...file, path: to });
    if (this.shown === from) this.shown = to;
  }
  show(path: string | null): void {
    this.shown = path !== null && this.texts.has(path) ? path : null;
  }
  reveal(place: Place): void {
    this.show(place.path);
    this.revealed = place;
  }
  focus(): void {}
  type(): void {}
  onEdit(listener: (path: string, text: string) => void) {
    this.#edit = listener;
    return { dispose: () => undefined };
  }
  onProblems() {
    return { dispose: () => undefined };
  }
  onGoTo(listener: (place: Place) => void) {
    this.#goTo = listener;
    return { dispose: () => undefined };
  }
  async loadLanguages(): Promise<void> {
    this.languages += 1;
  }
  dispose(): void {}
}

async function open() {
  const containers: FakeContainer[] = [];
  const marks: string[] = [];
  const bench = createBench(STEP, {
    workspace: openWorkspace(new Browser().tab()),
    loadContainerRoom: async () => ({
      bootContainer: async ({ files }) => {
        const container = new FakeContainer();
        await container.reset(files);
        containers.push(container);
        return container;
      },
      chooseHost: () => 'builtin',
      rememberHost: () => undefined,
      hostKinds: ['builtin'],
      hostDescription: (kind) => ({ kind, name: kind, summary: '', needsIsolation: false }),
    }),
    sync: (project, container, mounted) => syncToContainer(project, container, { mounted }),
    layoutMemory: { read: () => null, write: () => undefined },
    clock: new FakeClock(),
    mark: (name) => marks.push(name),
  });
  const project = await bench.opened;
  const editor = new FakeEditor();
  return { bench, project, editor, containers, marks };
}

async function ready() {
  const all = await open();
  all.bench.editorReady(all.editor);
  await settle();
  await settle();
  return all;
}

describe('the bench', () => {
  it('boots nothing before the editor takes keys', async () => {
    const { containers, marks } = await open();
    await settle();
    expect(containers).toHaveLength(0);
    expect(marks).toEqual([]);
  });

  it('then boots the container with the files of the project, and loads the type checker after it', async () => {
    const { containers, editor, marks } = await ready();
    expect(Object.fromEntries(containers[0]?.files ?? [])).toEqual({ ...STEP.files, ...STEP.checks });
    expect(marks).toEqual(['bulkhead:editable', 'bulkhead:container-ready']);
    expect(editor.languages).toBe(1);
    expect(editor.shown).toBe('src/app.ts');
    expect(editor.texts.get('checks/a.test.ts')?.readOnly).toBe(true);
  });

  it('brings what is typed into the project and the container', async () => {
    const { containers, editor, project } = await ready();
    editor.edit('src/app.ts', 'mine');
    await settle();
    expect(project.files.value['src/app.ts']).toBe('mine');
    expect(containers[0]?.files.get('src/app.ts')).toBe('mine');
  });

  it('runs with every edit in the container', async () => {
    const { bench, containers, editor } = await ready();
    editor.edit('src/app.ts', 'mine');
    bench.pressRun();
    await settle();
    expect(containers[0]?.lastProcess.args).toEqual(['src/app.ts']);
    expect(containers[0]?.files.get('src/app.ts')).toBe('mine');
  });

  it('solves, undoes and resets, in the editor too', async () => {
    const { bench, editor } = await ready();
    editor.edit('src/app.ts', 'mine');
    bench.pressSolve();
    expect(editor.shownText).toBe('solved');
    bench.notices.notices.value[0]?.actions[0]?.run();
    expect(editor.shownText).toBe('mine');
    bench.pressReset();
    expect(editor.shownText).toBe('start');
    expect(bench.notices.notices.value[0]?.text).toContain('Your version is kept');
  });

  it('shows a new file at once', async () => {
    const { editor, project } = await ready();
    project.create('src/new.ts', '');
    project.show('src/new.ts');
    expect(editor.shown).toBe('src/new.ts');
  });

  it('follows a link into another file as a tab', async () => {
    const { editor, project } = await ready();
    editor.followLink({ path: 'package.json', line: 1, column: 2 });
    expect(project.active.value).toBe('package.json');
    expect(project.open.value).toContain('package.json');
    expect(editor.revealed).toEqual({ path: 'package.json', line: 1, column: 2 });
  });

  it('keeps what was asked for while the container boots, and lets go of it when the container is lost', async () => {
    const { bench, containers, editor } = await open();
    bench.pressRun();
    expect(bench.run.phase.value).toBe('starting');
    bench.editorReady(editor);
    await settle();
    await settle();
    expect(containers[0]?.processes).toHaveLength(1);
    containers[0]?.fail(new Error('The host has gone.'));
    expect(bench.run.phase.value).toBe('idle');
    expect(bench.container.state.value.phase).toBe('failed');
  });

  it('records the verdict of a check as progress', async () => {
    const { bench, containers } = await ready();
    bench.pressCheck();
    expect(bench.layout.panel.value).toBe('checks');
    await settle();
    containers[0]?.lastCheck.tell({ type: 'verdict', passed: 1, failed: 0, total: 1, ms: 5 });
    await settle();
    expect(bench.workspace.progress.value[STEP.id]).toMatchObject({ passed: true });
  });

  it('ends everything when it is closed', async () => {
    const { bench, containers } = await ready();
    bench.pressRun();
    await settle();
    bench.dispose();
    expect(containers[0]?.lastProcess.killed).toBe(true);
    expect(containers[0]?.disposed).toBe(true);
  });
});
