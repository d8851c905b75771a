/** The course as loaded from disk. What pages get of a step is `StepData` in `types.ts`. */
import type { ServiceSpec } from '../lab/protocol.ts';
import type { Layer } from './layers.ts';
import type { PANELS } from './schema.ts';
import type { FileMap, StepAddress } from './types.ts';

export interface Course {
  /** What exists, in reading order. */
  parts: Part[];
  /** Every step of every lesson, in reading order. */
  steps: Step[];
  /** The whole plan: what exists and what is to come. */
  outline: OutlinePart[];
}

export interface Part {
  number: number;
  slug: string;
  title: string;
  summary: string;
  lessons: Lesson[];
}

export interface Lesson {
  number: number;
  slug: string;
  title: string;
  goal: string;
  covers: string[];
  minutes: number;
  starter: string;
  services: ServiceSpec[];
  panels: (typeof PANELS)[number][];
  steps: Step[];
  /** Relative to the project: `lessons/01-one-service/01-http-handler`. */
  folder: string;
}

export interface Step extends StepAddress {
  /** `01-one-service/01-http-handler/1-answer` */
  id: string;
  /** Relative to the project. */
  folder: string;
  /** The task, Markdown. */
  markdown: string;
  /** Markdown, shown one at a time. */
  hints: string[];
  /** For the instructor, Markdown. */
  notes: string;
  open: string[];
  requests: {
    label: string;
    method: string;
    path: string;
    headers?: Record<string, string>;
    body?: string;
  }[];
  services: ServiceSpec[];
  /** The state at the start, checks not included. */
  files: FileMap;
  /** What the solution changes in `files`. */
  solution: Layer;
  checks: FileMap;
  mistakes: Mistake[];
  hash: string;
}

/** A plausible wrong answer. */
export interface Mistake {
  /** Its folder's name. */
  name: string;
  title: string;
  /** The check that must fail with it, and a part of the message it must fail with. */
  check: string;
  message: string;
  /** Laid over the solved state. */
  files: Layer;
}

export interface OutlinePart {
  number: number;
  slug: string;
  title: string;
  summary: string;
  lessons: OutlineLesson[];
}

export interface OutlineLesson {
  number: number;
  slug: string;
  title: string;
  summary: string;
  status: 'planned' | 'ready';
}
