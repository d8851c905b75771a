/**
 * Brings the bench of a page to life. Include it as a module script:
 *
 *   <div id="workbench"><Workbench step={step}><FirstPaint … /></Workbench></div>
 *   <script>import '../workbench/client.ts';</script>
 *
 * The editor comes first: its download begins before anything else, and the rest of the bench is made live when
 * it takes keys, or after a short while when the network is slow.
 */
import { h, hydrate, render } from 'preact';
import { loadEditor } from './editor/load.ts';
import { openBenchPage } from './page.ts';
import { staticPage } from './static.ts';
import { readStepData } from './step-data.ts';
import Workbench from './Workbench.tsx';

/** The buttons wait this long for the editor at most. Milliseconds. */
const EDITOR_FIRST_MS = 400;

const root = document.getElementById('workbench');
if (root) void start(root);

async function start(root: HTMLElement): Promise<void> {
  // A failure is told where the editor would be.
  loadEditor().catch(() => undefined);
  const step = readStepData();
  const page = openBenchPage(step);
  const bench = h(Workbench, { page });
  const host = root.querySelector<HTMLElement>('.wb-editor-host');
  if (host) {
    const patience = new Promise((resolve) => setTimeout(resolve, EDITOR_FIRST_MS));
    await Promise.race([page.mounting.start(host), patience]);
    // First exactly what the server drew, since hydration does not compare; then what has become of it since.
    hydrate(h(Workbench, { page: staticPage(step) }), root);
    render(bench, root);
    return;
  }
  // A page that carries the first paint alone: the bench is built around it.
  const paint = root.querySelector('#first-paint');
  paint?.remove();
  render(bench, root);
  if (paint) root.querySelector('.wb-editor-host')?.prepend(paint);
}
