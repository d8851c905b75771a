/**
 * The bench of a lesson step.
 *
 * On the server it is drawn at its beginning, with the first paint of the editor as its children; in the page
 * `client.ts` brings the same markup to life.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { StepData } from '../course/types.ts';
import { BenchView } from './BenchView.tsx';
import { createBench } from './bench.ts';
import { browserBenchPorts, browserOffline, browserWorkspace } from './browser.ts';
import { staticBench } from './static.ts';
import { readStepData } from './step-data.ts';

interface Props {
  /** Without it the page's `<script type="application/json" id="step-data">` is read. */
  step?: StepData;
  /** The server-rendered first paint (`#first-paint`). */
  children?: ComponentChildren;
}

export default function Workbench({ step, children }: Props) {
  const onServer = typeof document === 'undefined';
  const { bench, offline, close } = useMemo(() => (onServer ? serverSide(step) : pageSide(step)), []);
  useEffect(() => close, []);
  return (
    <BenchView bench={bench} offline={offline}>
      {children}
    </BenchView>
  );
}

function serverSide(step: StepData | undefined) {
  if (!step) throw new Error('The workbench needs the data of its step to be drawn on the server.');
  return { bench: staticBench(step), offline: null, close: () => undefined };
}

function pageSide(step: StepData | undefined) {
  const workspace = browserWorkspace();
  const bench = createBench(step ?? readStepData(), browserBenchPorts(workspace));
  const offline = browserOffline();
  return {
    bench,
    offline,
    close() {
      bench.dispose();
      offline.dispose();
      workspace.dispose();
    },
  };
}
