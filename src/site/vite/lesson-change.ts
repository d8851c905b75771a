/** Sent by the dev server as `bulkhead:lessons`. */
export interface LessonChange {
  /** Relative to the project, `/`-separated, e.g. `lessons/01-one-service/01-http-handler/lesson.yaml`. */
  path: string;
}

/**
 * Whether a page made from `sources` (folders such as `lessons/01-one-service/01-http-handler` or
 * `starters/inventory`) has to be read again after `change`. A part's own file touches every page of the part.
 */
export function concerns(change: LessonChange, sources: readonly string[]): boolean {
  const folder = change.path.slice(0, change.path.lastIndexOf('/'));
  return sources.some((source) => change.path.startsWith(`${source}/`) || source.startsWith(`${folder}/`));
}
