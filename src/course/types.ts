/** What the course gives to pages and to the workbench. Plain data: it crosses the wire as JSON. */
import type { ServiceSpec } from '../lab/protocol.ts';

/** Project files by path relative to the project folder, `/`-separated, UTF-8 text. */
export type FileMap = Record<string, string>;

export interface StepAddress {
  part: { number: number; slug: string; title: string };
  lesson: { number: number; slug: string; title: string };
  step: { number: number; slug: string; title: string };
}

/** Everything the workbench needs for one step. */
export interface StepData extends StepAddress {
  /** `01-one-service/01-http-handler/1-answer` : the step's folder below `lessons/`. */
  id: string;
  /** Hash of everything below; saved work carries it, so that a changed course is noticed. */
  hash: string;
  /** The state at the start of the step, checks not included. */
  files: FileMap;
  /** The same after the solution: only files that differ from `files` (null = deleted). */
  solution: Record<string, string | null>;
  /** Read-only files the learner can see: `checks/*.test.ts`. */
  checks: FileMap;
  /** Paths to open, the first one focused. */
  open: string[];
  services: ServiceSpec[];
  /** HTML, shown one at a time. */
  hints: string[];
  /** Prefilled requests of the HTTP panel. */
  requests: { label: string; method: string; path: string; headers?: [string, string][]; body?: string }[];
  /** Addresses of the neighbouring steps relative to the site's base, or null at the ends. */
  previous: { href: string; title: string } | null;
  next: { href: string; title: string } | null;
}
