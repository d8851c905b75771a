/** A loaded step as the page and the workbench get it. */
import type { CheckPlan } from '../lab/protocol.ts';
import type { Course, Step } from './model.ts';
import type { StepAddress, StepData } from './types.ts';

/** Markdown → HTML. */
export type RenderMarkdown = (markdown: string) => string | Promise<string>;

/** A step's address below the site's base: `learn/one-service/http-handler/answer/`. */
export function stepHref({ part, lesson, step }: StepAddress): string {
  return `learn/${part.slug}/${lesson.slug}/${step.slug}/`;
}

export async function stepData(course: Course, step: Step, render: RenderMarkdown): Promise<StepData> {
  const index = course.steps.indexOf(step);
  const neighbour = (other: Step | undefined) =>
    other === undefined ? null : { href: stepHref(other), title: other.step.title };
  const hints: string[] = [];
  for (const hint of step.hints) hints.push(await render(hint));
  return {
    part: step.part,
    lesson: step.lesson,
    step: step.step,
    id: step.id,
    hash: step.hash,
    files: step.files,
    solution: step.solution,
    checks: step.checks,
    open: step.open,
    services: step.services,
    hints,
    requests: step.requests.map(({ headers, ...request }) =>
      headers === undefined ? request : { ...request, headers: Object.entries(headers) },
    ),
    previous: neighbour(course.steps[index - 1]),
    next: neighbour(course.steps[index + 1]),
  };
}

/** What a check run of this step is asked to do. */
export function checkPlan(step: Pick<StepData, 'services' | 'checks'>): CheckPlan {
  return {
    services: step.services,
    files: Object.keys(step.checks).filter((path) => path.endsWith('.test.ts')),
  };
}
