/** The Vite plugins the workbench needs; the site's configuration uses them. */
import type { Plugin } from 'vite';
import { editorTypes } from './editor-types.ts';
import { monacoWorkers } from './monaco-workers.ts';

export { preloadEditor } from './preload-editor.ts';

export function workbenchPlugins(): Plugin[] {
  return [editorTypes(), monacoWorkers()];
}
