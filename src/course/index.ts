/** The lesson format, read and checked. Plain Node: for the site's build and for scripts. */
export type { Layer } from './layers.ts';
export { applyLayer } from './layers.ts';
export { loadCourse, loadStarter } from './load.ts';
export type { Course, Lesson, Mistake, OutlineLesson, OutlinePart, Part, Step } from './model.ts';
export type { Problem } from './problems.ts';
export { CourseError } from './problems.ts';
export type { RenderMarkdown } from './step-data.ts';
export { checkPlan, stepData, stepHref } from './step-data.ts';
export type { FileMap, StepAddress, StepData } from './types.ts';
