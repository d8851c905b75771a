/** The solved step as a project, for native Node. */
import { resolve } from 'node:path';
import { applyLayer, checkPlan, type FileMap, loadCourse } from '../../src/course/index.ts';
import type { CheckPlan, ServiceSpec } from '../../src/lab/protocol.ts';
import { STEP_ID } from './lesson-page.ts';

export interface SolvedStep {
  /** Project files with the solution and the checks. */
  solved: FileMap;
  plan: CheckPlan;
  service: ServiceSpec;
  /** What the page's HTTP panel asks for first. */
  path: string;
}

export async function solvedStep(): Promise<SolvedStep> {
  const course = await loadCourse(resolve(import.meta.dirname, '../..'));
  const step = course.steps.find((one) => one.id === STEP_ID);
  if (!step) throw new Error(`The course should have the step ${STEP_ID}; change STEP_ID in scripts/bench.`);
  const plan = checkPlan(step);
  const service = plan.services[0];
  if (!service) throw new Error(`The step ${STEP_ID} should have a service.`);
  return {
    solved: { ...applyLayer(step.files, step.solution), ...step.checks },
    plan,
    service,
    path: step.requests[0]?.path ?? '/',
  };
}
