/** Monaco's helper for links, word ranges and minimal edits. */
import 'monaco-editor/editor/editor.worker';
