/**
 * The lesson files' shapes. Each leaf carries, as metadata, what it is in words and an example: the
 * errors are written from that (see `explain.ts`).
 */
import { z } from 'zod';

/** Metadata of a leaf: `"minutes" should be <expected>, found …. Write <example>.` */
export interface Meaning {
  expected: string;
  /** As it would stand in the file, e.g. `minutes: 25`. */
  example: string;
}

function text(expected: string, example: string) {
  return z
    .string()
    .refine((value) => value.trim() !== '')
    .meta({ expected, example } satisfies Meaning);
}

function wholeNumber(min: number, max: number, expected: string, example: string) {
  return z
    .int()
    .min(min)
    .max(max)
    .meta({ expected, example } satisfies Meaning);
}

const slug = (example: string) =>
  z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .meta({ expected: 'lower-case words joined by "-"', example } satisfies Meaning);

const list = <T extends z.ZodType>(element: T, expected: string, example: string) =>
  z
    .array(element)
    .min(1)
    .meta({ expected, example } satisfies Meaning);

/** `part.yaml` */
export const partSchema = z.strictObject({
  title: text("the part's title", 'title: One service'),
  summary: text('one sentence on the part', 'summary: A server on node:http, to a clean exit.'),
});

const serviceSchema = z.strictObject({
  name: slug('name: inventory'),
  command: list(
    text('a word of the command', '- node'),
    'the command as a list of words',
    'command: [node, src/main.ts]',
  ),
  // Ports from 20000 belong to check runs.
  port: wholeNumber(1024, 19_999, 'a port from 1024 to 19999', 'port: 3001'),
  env: z
    .record(z.string(), text("the variable's value as text", "LOG_LEVEL: 'info'"))
    .optional()
    .meta({ expected: 'a map of variables', example: "env: { LOG_LEVEL: 'info' }" } satisfies Meaning),
  readyTimeoutMs: wholeNumber(1, 60_000, 'a whole number of milliseconds', 'readyTimeoutMs: 5000').optional(),
});

export const PANELS = ['terminal', 'http', 'checks', 'logs', 'metrics', 'traces', 'topology'] as const;

/** `lesson.yaml` */
export const lessonSchema = z.strictObject({
  title: text("the lesson's title", 'title: An HTTP handler'),
  goal: text('one sentence on what the learner can do afterwards', 'goal: Know what a server is.'),
  covers: list(
    text('a topic', '- net/http'),
    'the list of topics this lesson covers',
    'covers: [net/http, environment]',
  ),
  starter: slug('starter: inventory'),
  minutes: wholeNumber(1, 240, 'a whole number of minutes', 'minutes: 25'),
  services: list(
    serviceSchema,
    'the list of services this lesson runs',
    'services: [{ name: inventory, … }]',
  ),
  panels: z
    .array(
      z.enum(PANELS).meta({ expected: `one of ${PANELS.join(', ')}`, example: '- http' } satisfies Meaning),
    )
    .default([])
    .meta({ expected: 'a list of panels', example: 'panels: [http, checks]' } satisfies Meaning),
});

const requestSchema = z.strictObject({
  label: text("the request's name", 'label: All seats'),
  method: z
    .string()
    .regex(/^[A-Z]+$/)
    .meta({ expected: 'an HTTP method in capitals', example: 'method: GET' } satisfies Meaning),
  path: z
    .string()
    .startsWith('/')
    .meta({ expected: 'a path that begins with "/"', example: 'path: /events/e1/seats' } satisfies Meaning),
  headers: z
    .record(z.string(), text("the header's value as text", 'content-type: application/json'))
    .optional()
    .meta({
      expected: 'a map of headers',
      example: 'headers: { content-type: application/json }',
    } satisfies Meaning),
  body: z
    .string()
    .optional()
    .meta({ expected: 'text', example: `body: '{"seat":"A1"}'` } satisfies Meaning),
});

/** Front matter of `step.md` */
export const stepSchema = z.strictObject({
  title: text("the step's title", 'title: Answer a request'),
  open: list(
    text('the path of a file of this step', '- src/app.ts'),
    'the list of files to open',
    'open: [src/app.ts]',
  ),
  hints: z
    .array(text('a hint in Markdown', '- Start with the method.'))
    .min(1)
    .max(4)
    .meta({
      expected: 'a list of one to four hints',
      example: 'hints: [Start with the method.]',
    } satisfies Meaning),
  requests: z
    .array(requestSchema)
    .default([])
    .meta({
      expected: 'a list of requests',
      example: 'requests: [{ label: …, method: GET, path: / }]',
    } satisfies Meaning),
});

/** `mistakes/<name>/mistake.yaml` */
export const mistakeSchema = z.strictObject({
  title: text('one sentence on what was done wrong', 'title: Counts characters instead of bytes'),
  check: text('the name of the check that must fail', 'check: the body is whole'),
  message: text("a part of that check's message", 'message: content-length counts bytes'),
});

/** `.deleted` in a layer */
export const deletedSchema = z
  .array(text('the path of a file to delete', '- src/old.ts'))
  .meta({ expected: 'a list of paths', example: '- src/old.ts' } satisfies Meaning);

const outlineLessonSchema = z.strictObject({
  number: wholeNumber(1, 99, "the lesson's number in its part", 'number: 1'),
  slug: slug('slug: http-handler'),
  title: text("the lesson's title", 'title: An HTTP handler'),
  summary: text('one sentence on the lesson', 'summary: Know what a server is.'),
  status: z
    .enum(['planned', 'ready'])
    .meta({ expected: 'planned or ready', example: 'status: planned' } satisfies Meaning),
});

/** `lessons/outline.yaml` */
export const outlineSchema = z.strictObject({
  parts: list(
    z.strictObject({
      number: wholeNumber(1, 99, "the part's number", 'number: 1'),
      slug: slug('slug: one-service'),
      title: text("the part's title", 'title: One service'),
      summary: text('one sentence on the part', 'summary: A server on node:http, to a clean exit.'),
      lessons: list(outlineLessonSchema, "the list of the part's lessons", 'lessons: [{ number: 1, … }]'),
    }),
    'the list of parts',
    'parts: [{ number: 1, … }]',
  ),
});
