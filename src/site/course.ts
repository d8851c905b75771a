/** The course as the pages see it. */
import {
  type Course,
  loadCourse,
  loadStarter,
  type Step,
  type StepData,
  stepData,
  stepHref,
} from '../course/index.ts';
import { contentHash } from '../course/layers.ts';
import { renderProse } from './markdown.ts';

export interface StepPage {
  data: StepData;
  /** The task as HTML. */
  html: string;
  /** True when the page must load the diagram script. */
  hasDiagrams: boolean;
  /** Minutes for the whole lesson. */
  minutes: number;
  /** The steps of the same lesson, this one among them. */
  siblings: { title: string; href: string }[];
  /** Folders this page is made from, relative to the project: the dev server reloads it when they change. */
  sources: string[];
}

export interface OutlineLesson {
  /** `1.1` */
  label: string;
  title: string;
  summary: string;
  /** Null while the lesson is planned. */
  ready: { href: string; minutes: number; steps: { title: string; href: string }[] } | null;
}

export interface OutlinePart {
  number: number;
  title: string;
  summary: string;
  lessons: OutlineLesson[];
}

/** Addresses are relative to the site's base. */
export interface SiteCourse {
  outline: OutlinePart[];
  /** The first step of all. */
  first: { href: string; label: string };
  course: Course;
}

let cached: Promise<SiteCourse> | undefined;

/**
 * Read once per build; anew for every request of the dev server, so that an edited lesson shows at once.
 * @throws {CourseError} with every problem in the course's files.
 */
export function siteCourse(): Promise<SiteCourse> {
  if (import.meta.env.DEV) return read();
  cached ??= read();
  return cached;
}

const PLAYGROUND_STARTER = 'plain-service';

/** What the playground begins with: a starter as a step without task, checks and solution. */
export async function playgroundStep(): Promise<StepData> {
  const files = await loadStarter(process.cwd(), PLAYGROUND_STARTER);
  const open = Object.keys(files).filter((path) => /^src\/.*\.ts$/.test(path));
  const services = [{ name: PLAYGROUND_STARTER, command: ['node', 'src/main.ts'], port: 3001 }];
  const requests = [{ label: 'Hello, Ada', method: 'GET', path: '/hello?name=Ada' }];
  return {
    part: { number: 0, slug: 'play', title: 'Playground' },
    lesson: { number: 0, slug: PLAYGROUND_STARTER, title: 'Playground' },
    step: { number: 0, slug: PLAYGROUND_STARTER, title: 'Playground' },
    id: `play/${PLAYGROUND_STARTER}`,
    hash: contentHash({ files, services, requests }),
    files,
    solution: {},
    checks: {},
    open: open.length > 0 ? open : Object.keys(files).slice(0, 1),
    services,
    hints: [],
    requests,
    previous: null,
    next: null,
  };
}

/** Everything the page of one step shows. */
export async function stepPage(course: Course, step: Step): Promise<StepPage> {
  const lesson = course.parts
    .find((part) => part.number === step.part.number)
    ?.lessons.find((entry) => entry.number === step.lesson.number);
  const { html, hasDiagrams } = await renderProse(step.markdown);
  return {
    data: await stepData(course, step, async (markdown) => (await renderProse(markdown)).html),
    html,
    hasDiagrams,
    minutes: lesson?.minutes ?? 0,
    siblings: (lesson?.steps ?? []).map((other) => ({ title: other.step.title, href: stepHref(other) })),
    sources: lesson === undefined ? [] : [lesson.folder, `starters/${lesson.starter}`],
  };
}

async function read(): Promise<SiteCourse> {
  const course = await loadCourse(process.cwd());
  const first = course.steps[0];
  if (first === undefined) {
    throw new Error(
      'The course has no step, so there is nothing to start with. Add one below lessons/ (see README.md).',
    );
  }
  return {
    course,
    outline: outlineOf(course),
    first: { href: stepHref(first), label: `${first.part.number}.${first.lesson.number}` },
  };
}

function outlineOf(course: Course): OutlinePart[] {
  return course.outline.map((part) => ({
    number: part.number,
    title: part.title,
    summary: part.summary,
    lessons: part.lessons.map((planned) => {
      const lesson = course.parts
        .find((entry) => entry.number === part.number)
        ?.lessons.find((entry) => entry.number === planned.number);
      const steps = (lesson?.steps ?? []).map((step) => ({ title: step.step.title, href: stepHref(step) }));
      const [first] = steps;
      return {
        label: `${part.number}.${planned.number}`,
        title: planned.title,
        summary: planned.summary,
        ready:
          lesson === undefined || first === undefined
            ? null
            : { href: first.href, minutes: lesson.minutes, steps },
      };
    }),
  }));
}
