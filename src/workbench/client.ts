/**
 * Brings the bench of a page to life. Include it as a module script:
 *
 *   <div id="workbench"><Workbench step={step}><FirstPaint … /></Workbench></div>
 *   <script>import '../workbench/client.ts';</script>
 *
 * The editor's download starts before anything else is done.
 */
import { h, hydrate, render } from 'preact';
import { loadEditor } from './editor/load.ts';
import Workbench from './Workbench.tsx';

// A failure is told where the editor would be.
loadEditor().catch(() => undefined);

const root = document.getElementById('workbench');
if (root) start(root);

function start(root: HTMLElement): void {
  if (root.querySelector('.wb')) {
    hydrate(h(Workbench, null), root);
    return;
  }
  // A page that carries the first paint alone: the bench is built around it.
  const paint = root.querySelector('#first-paint');
  paint?.remove();
  render(h(Workbench, null), root);
  if (paint) root.querySelector('.wb-editor-host')?.prepend(paint);
}
