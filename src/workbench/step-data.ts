/** The step's data as the page carries it. */
import type { StepData } from '../course/types.ts';

export const STEP_DATA_ID = 'step-data';

export function readStepData(): StepData {
  const text = document.getElementById(STEP_DATA_ID)?.textContent;
  if (!text) {
    throw new Error(
      `This page has no <script id="${STEP_DATA_ID}"> with the data of its step: reload the page.`,
    );
  }
  return JSON.parse(text) as StepData;
}
