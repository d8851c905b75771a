/** Monaco behind the {@link EditorPort}. Import this module dynamically: it is the editor's download. */
import './features.ts';
import { editor, KeyCode, KeyMod, Position, Range } from 'monaco-editor/editor';
import { EDITOR_METRICS } from '../metrics.ts';
import type { EditorOptions, EditorPort, Place } from '../port.ts';
import { registerLanguages } from './languages.ts';
import { leaveWithEscapeTab } from './leave-key.ts';
import { Models, pathOf } from './models.ts';
import { collectProblems } from './problems.ts';
import { followSiteTheme } from './theme.ts';
import { provideWorkers } from './workers.ts';

provideWorkers();
registerLanguages();

/** Resolves when the editor is laid out and takes keys. */
export async function mountMonaco(options: EditorOptions): Promise<EditorPort> {
  const edits = new Set<(path: string, text: string) => void>();
  const goTos = new Set<(place: Place) => void>();
  const models = new Models((path, text) => {
    for (const listener of edits) listener(path, text);
  });
  const theme = followSiteTheme();
  const instance = editor.create(options.element, editorOptions(options));
  let shown: string | null = null;

  const show = (path: string | null) => {
    const before = shown === null ? undefined : models.get(shown);
    if (before && instance.getModel() === before.model) before.view = instance.saveViewState();
    const entry = path === null ? undefined : models.get(path);
    shown = entry ? path : null;
    instance.setModel(entry?.model ?? null);
    if (!entry) return;
    instance.updateOptions({ readOnly: entry.readOnly, ariaLabel: ariaLabel(path ?? '', entry.readOnly) });
    if (entry.view) instance.restoreViewState(entry.view);
  };

  if (options.first) {
    models.set(options.first);
    show(options.first.path);
  }
  describeBy(instance, options.describedBy);
  const owned = [theme, instance, leaveWithEscapeTab(instance), openElsewhere(models, goTos, () => shown)];
  instance.addCommand(KeyMod.CtrlCmd | KeyCode.KeyS, () => {
    // Everything is saved as typed; the browser's own dialog would only be in the way.
  });
  void document.fonts?.ready.then(() => editor.remeasureFonts());
  instance.render(true);

  return {
    setFile(file) {
      models.set(file);
      if (shown === file.path) instance.updateOptions({ readOnly: file.readOnly });
    },
    files: () => models.paths(),
    removeFile(path) {
      for (const one of models.within(path)) {
        if (shown === one) show(null);
        models.remove(one);
      }
    },
    renameFile(from, to) {
      for (const one of models.within(from)) {
        const renamed = to + one.slice(from.length);
        const wasShown = shown === one;
        if (wasShown) show(null);
        models.rename(one, renamed);
        if (wasShown) show(renamed);
      }
    },
    show(path) {
      if (path !== shown) show(path);
    },
    reveal({ path, line, column }) {
      if (path !== shown) show(path);
      instance.setPosition(new Position(line, column));
      instance.revealLineInCenterIfOutsideViewport(line);
      instance.focus();
    },
    focus: () => instance.focus(),
    type: (text) => instance.trigger('keyboard', 'type', { text }),
    onEdit: (listener) => listen(edits, listener),
    onProblems(listener) {
      return editor.onDidChangeMarkers(() =>
        listener(collectProblems((path) => models.get(path)?.readOnly === false)),
      );
    },
    onGoTo: (listener) => listen(goTos, listener),
    async loadLanguages() {
      const { startLanguages } = await import('./typescript/start.ts');
      await startLanguages();
    },
    dispose() {
      for (const item of owned.reverse()) item.dispose();
      models.dispose();
    },
  };
}

function editorOptions({ wordWrap }: EditorOptions): editor.IStandaloneEditorConstructionOptions {
  return {
    model: null,
    fontFamily: EDITOR_METRICS.fontFamily,
    fontSize: EDITOR_METRICS.fontSize,
    lineHeight: EDITOR_METRICS.lineHeight,
    fontLigatures: false,
    lineNumbersMinChars: EDITOR_METRICS.lineNumbersMinChars,
    lineDecorationsWidth: EDITOR_METRICS.lineDecorationsWidth,
    padding: { top: EDITOR_METRICS.paddingTop, bottom: EDITOR_METRICS.paddingTop },
    folding: false,
    glyphMargin: false,
    minimap: { enabled: false },
    overviewRulerLanes: 0,
    hideCursorInOverviewRuler: true,
    overviewRulerBorder: false,
    scrollBeyondLastLine: false,
    renderFinalNewline: 'on',
    renderLineHighlight: 'line',
    renderLineHighlightOnlyWhenFocus: true,
    guides: { indentation: false },
    bracketPairColorization: { enabled: false },
    occurrencesHighlight: 'singleFile',
    stickyScroll: { enabled: false },
    wordWrap: wordWrap ? 'on' : 'off',
    automaticLayout: true,
    fixedOverflowWidgets: true,
    smoothScrolling: false,
    cursorBlinking: 'solid',
    quickSuggestions: { other: true, comments: false, strings: false },
    // Words of the file are no help where the types are known.
    wordBasedSuggestions: 'off',
    accessibilitySupport: 'auto',
    scrollbar: {
      verticalScrollbarSize: 10,
      horizontalScrollbarSize: 10,
      useShadows: false,
      alwaysConsumeMouseWheel: false,
    },
    readOnlyMessage: {
      value: 'Checks are read-only: they are the lesson’s, and they see your service from outside.',
    },
    'semanticHighlighting.enabled': false,
    unicodeHighlight: { ambiguousCharacters: false },
    links: false,
  };
}

function ariaLabel(path: string, readOnly: boolean): string {
  return `${path}${readOnly ? ', read-only' : ''}. Escape, then Tab, leaves the editor.`;
}

function describeBy(instance: editor.IStandaloneCodeEditor, id: string): void {
  instance
    .getDomNode()
    ?.querySelector('textarea, .native-edit-context')
    ?.setAttribute('aria-describedby', id);
}

/** Go to definition: a place in another project file is opened by the bench, as a tab. */
function openElsewhere(models: Models, goTos: Set<(place: Place) => void>, shown: () => string | null) {
  return editor.registerEditorOpener({
    openCodeEditor(_source, resource, target) {
      const path = pathOf(resource);
      if (path === null || !models.has(path) || path === shown()) return false;
      const { lineNumber, column } = Range.isIRange(target)
        ? { lineNumber: target.startLineNumber, column: target.startColumn }
        : (target ?? { lineNumber: 1, column: 1 });
      for (const listener of goTos) listener({ path, line: lineNumber, column });
      return true;
    },
  });
}

function listen<T>(listeners: Set<T>, listener: T): { dispose(): void } {
  listeners.add(listener);
  return { dispose: () => listeners.delete(listener) };
}
