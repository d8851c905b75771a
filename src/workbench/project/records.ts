/**
 * What is stored. IndexedDB database `bulkhead`, object store `work`, version 1:
 *
 *   key                value
 *   `meta`             {version}
 *   `step/<id>`        {@link SavedStep}: mine of one step (or of the playground: `play/<starter>`)
 *   `progress/<id>`    {@link Progress}
 *   `settings`         {@link Settings}
 *
 * Everything read is checked against these schemas: another version of the site may have written it. The
 * same schemas check an imported file. A new version adds a function to `MIGRATIONS`, see `migrate.ts`.
 */
import * as z from 'zod/mini';
import { pathProblem } from './paths.ts';
import { MAX_SNAPSHOTS, type Progress, type Settings } from './types.ts';

export const SCHEMA_VERSION = 1;

export const META_KEY = 'meta';
export const SETTINGS_KEY = 'settings';
export const PROGRESS_PREFIX = 'progress/';
export const STEP_PREFIX = 'step/';

export const stepKey = (id: string) => `${STEP_PREFIX}${id}`;
export const progressKey = (id: string) => `${PROGRESS_PREFIX}${id}`;

const time = z.number();
const path = z.string();
const files = z
  .record(path, z.string())
  .check(
    z.refine(
      (map) => Object.keys(map).every((each) => pathProblem(each) === null),
      'a path in it is not allowed',
    ),
  );

const snapshot = z.object({
  id: z.string(),
  label: z.string(),
  at: time,
  files,
  open: z.array(path),
  active: z.nullable(path),
});

/** `files` is null while mine is the start of the step as it was: then a changed course is simply taken. */
const savedStep = z.object({
  hash: z.string(),
  files: z.nullable(files),
  open: z.array(path),
  active: z.nullable(path),
  snapshots: z.array(snapshot).check(z.maxLength(MAX_SNAPSHOTS)),
  updatedAt: time,
});

const progress = z.object({
  passed: z.boolean(),
  at: time,
  checks: z.object({ passed: z.number(), total: z.number() }),
});

const settings = z.object({
  restartOnChange: z.boolean(),
  fontSize: z.number().check(z.gte(8), z.lte(48)),
  wordWrap: z.boolean(),
  layout: z.record(z.string(), z.number()),
});

const workFile = z.object({
  format: z.literal('bulkhead-work'),
  version: z.literal(SCHEMA_VERSION),
  exportedAt: time,
  steps: z.record(z.string(), savedStep),
  progress: z.record(z.string(), progress),
  settings,
});

export type SavedStep = z.infer<typeof savedStep>;
export type AllWork = z.infer<typeof workFile>;

export const DEFAULT_SETTINGS: Settings = {
  restartOnChange: true,
  fontSize: 13.5,
  wordWrap: false,
  layout: {},
};

export function readStep(value: unknown): SavedStep | null {
  return savedStep.safeParse(value).data ?? null;
}

export function readProgress(value: unknown): Progress | null {
  return progress.safeParse(value).data ?? null;
}

/** A setting that is missing or bad is the default, the others count. */
export function readSettings(value: unknown): Settings {
  const known = typeof value === 'object' && value !== null ? value : {};
  return settings.safeParse({ ...DEFAULT_SETTINGS, ...known }).data ?? DEFAULT_SETTINGS;
}

/** The first thing that is wrong, for a sentence: where, and what was expected. */
export function readWork(value: unknown): { ok: true; work: AllWork } | { ok: false; problem: string } {
  const result = workFile.safeParse(value);
  if (result.success) return { ok: true, work: result.data };
  const issue = result.error.issues[0];
  const where = issue && issue.path.length > 0 ? `at ${issue.path.join(' → ')}: ` : '';
  // zod/mini carries no sentences of its own for a wrong type.
  const what = issue?.code === 'invalid_type' ? `expected ${issue.expected}` : issue?.message;
  return { ok: false, problem: `${where}${what ?? 'it has another shape'}` };
}
