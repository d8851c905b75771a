/**
 * One bench: its stores, how they are wired, and what the buttons do. No DOM and no components here.
 *
 *   editor ─edit→ project ─change→ sync → container.fs            (the learner's keystroke)
 *                        └→ run store (restart), check store (stale), editor (changes from elsewhere)
 */
import { effect, type ReadonlySignal, type Signal, signal, untracked } from '@preact/signals';
import type { Disposable } from '../container/types.ts';
import type { StepData } from '../course/types.ts';
import { bringToEditor, pathsOf } from './changes.ts';
import type { EditorPort, Place } from './editor/port.ts';
import type { Marker } from './marks.ts';
import type { ContainerSync, Project, ProjectChange, Workspace } from './project/index.ts';
import { type CheckStore, createCheckStore } from './stores/check-store.ts';
import type { Clock } from './stores/clock.ts';
import { type ContainerRoom, type ContainerStore, createContainerStore } from './stores/container-store.ts';
import { failureOf } from './stores/failure.ts';
import { createHintStore, type HintStore } from './stores/hint-store.ts';
import { createHttpStore, type HttpStore } from './stores/http-store.ts';
import { createLayoutStore, type LayoutMemory, type LayoutStore } from './stores/layout-store.ts';
import { createNoticeStore, type NoticeStore } from './stores/notice-store.ts';
import { createProblemStore, type ProblemStore } from './stores/problem-store.ts';
import { createRunStore, type RunStore } from './stores/run-store.ts';
import { createTerminalStore, type TerminalStore } from './stores/terminal-store.ts';
import { createTestStore, type TestStore } from './stores/test-store.ts';

/** Type checking starts this long after the editor at the latest, however the boot goes. Milliseconds. */
const LANGUAGES_DEADLINE_MS = 2_500;

export interface BenchPorts {
  workspace: Workspace;
  loadContainerRoom(): Promise<ContainerRoom>;
  sync(
    project: Project,
    container: Parameters<Parameters<typeof createContainerStore>[0]['connect']>[0],
    mounted: StepData['files'],
  ): ContainerSync;
  layoutMemory: LayoutMemory;
  clock: Clock;
  mark: Marker;
}

export interface Bench extends Disposable {
  readonly step: StepData;
  readonly workspace: Workspace;
  /** Null until what was saved has been read. */
  readonly project: ReadonlySignal<Project | null>;
  readonly opened: Promise<Project>;
  /** Null until it takes keys. */
  readonly editor: Signal<EditorPort | null>;
  readonly container: ContainerStore;
  readonly terminals: TerminalStore;
  readonly run: RunStore;
  readonly tests: TestStore;
  readonly checks: CheckStore;
  readonly http: HttpStore;
  readonly layout: LayoutStore;
  readonly notices: NoticeStore;
  readonly hints: HintStore;
  readonly problems: ProblemStore;
  /** A sentence when an edit did not reach the container. */
  readonly syncProblem: ReadonlySignal<string | null>;
  /** The editor takes keys: everything else may load now. */
  editorReady(editor: EditorPort): void;
  pressRun(): void;
  pressStop(): void;
  pressTest(): void;
  pressCheck(): void;
  pressSolve(): void;
  pressReset(): void;
  pressHint(): void;
  goTo(place: Place): void;
}

export function createBench(step: StepData, ports: BenchPorts): Bench {
  const { workspace, clock, mark } = ports;
  const owned: Disposable[] = [];
  const own = <T extends Disposable>(item: T): T => {
    owned.push(item);
    return item;
  };

  const project = signal<Project | null>(null);
  const editor = signal<EditorPort | null>(null);
  const syncProblem = signal<string | null>(null);
  let sync: ContainerSync | null = null;

  const container = own(
    createContainerStore({
      load: ports.loadContainerRoom,
      files: () => project.peek()?.everything.peek() ?? { ...step.files, ...step.checks },
      connect(made, mounted) {
        const current = project.peek();
        if (!current) return { dispose() {} };
        const connected = ports.sync(current, made, mounted);
        sync = connected;
        const told = effect(() => {
          syncProblem.value = connected.problem.value;
        });
        return {
          dispose() {
            sync = null;
            told();
            connected.dispose();
          },
        };
      },
      mark,
    }),
  );
  const ready = () => container.ready();
  const synced = async () => {
    await sync?.idle();
  };

  const layout = createLayoutStore(ports.layoutMemory);
  const notices = createNoticeStore();
  const hints = createHintStore(step.hints);
  const problems = createProblemStore();
  const terminals = own(createTerminalStore(ready));
  const restartOnChange = signal(true);
  own({
    dispose: effect(() => {
      restartOnChange.value = workspace.settings.value.restartOnChange;
    }),
  });
  const run = own(createRunStore(step.services, { clock, mark, terminals, ready, synced, restartOnChange }));
  const tests = own(createTestStore({ clock, terminals, ready, synced }));
  const http = own(createHttpStore(step, { ready, mark }));
  const checks = own(
    createCheckStore(step, {
      ready,
      synced,
      mark,
      onVerdict: ({ passed, total }) => workspace.recordVerdict(step.id, { passed, total }),
    }),
  );
  let had = false;
  own({
    dispose: effect(() => {
      const has = container.container.value !== null;
      const lost = had && !has;
      const gained = !had && has;
      had = has;
      // What was asked for while the container boots waits for it; only what ran in a lost one is over.
      if (lost) {
        untracked(() => {
          run.containerLost();
          tests.containerLost();
          terminals.containerLost();
        });
      }
      if (gained) untracked(() => terminals.containerReady());
    }),
  });

  const opened = workspace.openProject(step).then((made) => {
    own(made);
    own(made.onChange((change) => changed(change)));
    project.value = made;
    return made;
  });

  const changed = (change: ProjectChange) => {
    for (const path of pathsOf(change)) run.changed(path);
    checks.changed();
    const port = editor.peek();
    const current = project.peek();
    if (port && current) {
      bringToEditor(port, current, change);
      // The active file may have been named before the editor knew of it.
      port.show(current.active.peek());
    }
  };

  /** The container comes first: the type checker is large, and the first answer should not wait for it. */
  const loadLanguagesAfterBoot = (port: EditorPort) => {
    let begun = false;
    const begin = () => {
      if (begun) return;
      begun = true;
      port.loadLanguages().catch((error: unknown) => {
        notices.say('languages', {
          text: `Type checking and completion could not be loaded: ${failureOf(error).message}`,
          tone: 'trouble',
          actions: [
            {
              label: 'Retry',
              run: () => {
                begun = false;
                begin();
              },
            },
          ],
        });
      });
    };
    own(clock.after(LANGUAGES_DEADLINE_MS, begin));
    ready().then(begin, begin);
  };

  const undoable = (topic: string, text: string) => {
    notices.say(topic, {
      text,
      tone: 'said',
      actions: [{ label: 'Undo', run: () => void project.peek()?.undo() }],
    });
  };

  return {
    step,
    workspace,
    project,
    opened,
    editor,
    container,
    terminals,
    run,
    tests,
    checks,
    http,
    layout,
    notices,
    hints,
    problems,
    syncProblem,
    editorReady(port) {
      const current = project.peek();
      if (!current) return;
      own(port.onEdit((path, text) => void current.edit(path, text)));
      own(port.onProblems((found) => problems.set(found)));
      own(port.onGoTo((place) => goTo(place)));
      for (const [path, text] of Object.entries(current.everything.peek())) {
        port.setFile({ path, text, readOnly: !current.editable(path) });
      }
      editor.value = port;
      own({
        dispose: effect(() => {
          const active = current.active.value;
          untracked(() => port.show(active));
        }),
      });
      mark('bulkhead:editable');
      container.start();
      loadLanguagesAfterBoot(port);
    },
    pressRun() {
      // A container that failed is asked for again.
      container.start();
      layout.show('terminal');
      run.run();
    },
    pressStop() {
      run.stop();
      tests.stop();
      checks.stop();
    },
    pressTest() {
      container.start();
      layout.show('terminal');
      tests.run();
    },
    pressCheck() {
      container.start();
      layout.show('checks');
      checks.run();
    },
    pressSolve() {
      const current = project.peek();
      if (!current) return;
      current.solve();
      undoable('version', 'The solution is in place. Your version is kept.');
    },
    pressReset() {
      const current = project.peek();
      if (!current) return;
      current.reset();
      undoable('version', 'Back at the start of the step. Your version is kept.');
    },
    pressHint: () => hints.show(),
    goTo,
    dispose() {
      editor.peek()?.dispose();
      for (const item of owned.reverse()) item.dispose();
    },
  };

  function goTo(place: Place): void {
    layout.show('editor');
    project.peek()?.show(place.path);
    editor.peek()?.reveal(place);
  }
}
