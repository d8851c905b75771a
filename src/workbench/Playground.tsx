/**
 * The bench of `/play`: the same, on a starter. A starter is a {@link StepData} without checks, hints and
 * solution, with an id of `play/<starter>`; what has nothing to do is not shown.
 */
export { default } from './Workbench.tsx';
