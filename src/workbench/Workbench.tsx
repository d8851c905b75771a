/**
 * The bench of a lesson step, and of the playground with a starter for a step.
 *
 * On the server it is drawn at its beginning, with the first paint of the editor as its children; in the page
 * `client.ts` brings the same markup to life.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { StepData } from '../course/types.ts';
import { BenchView } from './BenchView.tsx';
import { type BenchPage, openBenchPage } from './page.ts';
import { staticPage } from './static.ts';
import { readStepData } from './step-data.ts';

interface Props {
  /** Without it the page's `<script type="application/json" id="step-data">` is read. */
  step?: StepData;
  /** Opened already; else one is opened and closed with this component. */
  page?: BenchPage;
  /** The server-rendered first paint (`#first-paint`). */
  children?: ComponentChildren;
}

export default function Workbench({ step, page, children }: Props) {
  const shown = useMemo(() => page ?? openFor(step), [page]);
  useEffect(() => (page ? undefined : () => shown.dispose()), [page, shown]);
  return <BenchView page={shown}>{children}</BenchView>;
}

function openFor(step: StepData | undefined): BenchPage {
  if (typeof document !== 'undefined') return openBenchPage(step ?? readStepData());
  if (!step) throw new Error('The workbench needs the data of its step to be drawn on the server.');
  return staticPage(step);
}
