/** Reads the whole course from disk: `lessons/` and `starters/` (their format: DESIGN, "Lessons on disk"). */
import { readYaml } from './document.ts';
import { loadStep } from './load-step.ts';
import type { Course, Lesson, OutlinePart, Part } from './model.ts';
import { CourseError } from './problems.ts';
import { Disk } from './read-files.ts';
import { lessonSchema, outlineSchema, partSchema } from './schema.ts';
import type { FileMap } from './types.ts';

/**
 * @param root the project's folder, with `lessons/` and `starters/` in it.
 * @throws {CourseError} with every problem that was found.
 */
export async function loadCourse(root: string): Promise<Course> {
  const disk = new Disk(root);
  const names = await disk.names('lessons');
  if (names === null) disk.problem('lessons', null, 'The course is expected here, found no such folder.');
  const parts: Part[] = [];
  for (const folder of numbered(disk, 'lessons', names?.folders ?? [], 2)) {
    const part = await loadPart(disk, folder);
    if (part !== null) parts.push(part);
  }
  const outline = await loadOutline(disk);
  if (outline !== null && disk.problems.length === 0) compareOutline(disk, outline, parts);
  if (disk.problems.length > 0) throw new CourseError(disk.problems);
  const steps = parts.flatMap((part) => part.lessons.flatMap((lesson) => lesson.steps));
  return { parts, steps, outline: outline ?? [] };
}

/**
 * A complete small project, e.g. for the playground.
 * @throws {CourseError} when there is none of that name.
 */
export async function loadStarter(root: string, name: string): Promise<FileMap> {
  const disk = new Disk(root);
  const files = await readStarter(disk, name, `starters/${name}`, null);
  if (files === null || disk.problems.length > 0) throw new CourseError(disk.problems);
  return files;
}

interface Numbered {
  folder: string;
  number: number;
  slug: string;
}

/** Folders named `01-slug`, in order. Every number once, steps without a gap. */
function numbered(disk: Disk, parent: string, names: string[], digits: 1 | 2): Numbered[] {
  const found: Numbered[] = [];
  for (const name of names) {
    const match = new RegExp(`^(\\d{${digits}})-([a-z0-9]+(?:-[a-z0-9]+)*)$`).exec(name);
    const folder = `${parent}/${name}`;
    if (match === null) {
      const example = digits === 2 ? '01-one-service' : '1-answer';
      disk.problem(
        folder,
        null,
        `A folder here should be called like ${example}, found "${name}". Rename it.`,
      );
      continue;
    }
    const number = Number(match[1]);
    if (found.some((other) => other.number === number)) {
      disk.problem(
        folder,
        null,
        `Every number should be used once, found a second ${match[1]}. Renumber it.`,
      );
    }
    found.push({ folder, number, slug: match[2] ?? '' });
  }
  return found.sort((a, b) => a.number - b.number);
}

async function loadPart(disk: Disk, { folder, number, slug }: Numbered): Promise<Part | null> {
  const file = `${folder}/part.yaml`;
  const text = await disk.text(file, "The part's title and summary");
  const read = text === null ? null : readYaml(text, partSchema, file);
  if (read !== null && !read.ok) disk.problems.push(...read.problems);
  // The lessons are read even so, to report all that is wrong at once.
  const head = read?.ok === true ? read.value : { title: slug, summary: '' };
  const part: Part = { number, slug, ...head, lessons: [] };
  const names = await disk.names(folder);
  for (const place of numbered(disk, folder, names?.folders ?? [], 2)) {
    const lesson = await loadLesson(disk, part, place);
    if (lesson !== null) part.lessons.push(lesson);
  }
  return read?.ok === true ? part : null;
}

async function loadLesson(
  disk: Disk,
  part: Part,
  { folder, number, slug }: Numbered,
): Promise<Lesson | null> {
  const file = `${folder}/lesson.yaml`;
  const text = await disk.text(file, "The lesson's title, goal and services");
  const read = text === null ? null : readYaml(text, lessonSchema, file);
  if (read !== null && !read.ok) disk.problems.push(...read.problems);
  if (read === null || !read.ok) return null;
  const lesson: Lesson = { number, slug, ...read.value, steps: [], folder };
  const line = (text ?? '').split('\n').findIndex((one) => one.startsWith('starter:')) + 1;
  const starter = await readStarter(disk, lesson.starter, file, line);
  if (starter === null) return null;
  const places = numbered(disk, folder, (await disk.names(folder))?.folders ?? [], 1);
  if (places.length === 0)
    disk.problem(folder, null, 'A lesson needs at least one step, found none. Add 1-<slug>/step.md.');
  let state = starter;
  for (const [index, place] of places.entries()) {
    if (place.number !== index + 1) {
      disk.problem(
        place.folder,
        null,
        `Steps should be numbered 1, 2, 3 without a gap, found ${place.number} as step ${index + 1}. Renumber it.`,
      );
    }
    const loaded = await loadStep(disk, place.folder, { part, lesson, ...place }, state);
    if (loaded === null) return null;
    lesson.steps.push(loaded.step);
    state = loaded.solved;
  }
  return lesson;
}

/** @param file the file that names the starter, @param line the line it does so. */
async function readStarter(
  disk: Disk,
  name: string,
  file: string,
  line: number | null,
): Promise<FileMap | null> {
  const folder = `starters/${name}`;
  if ((await disk.names(folder)) === null) {
    const known = ((await disk.names('starters'))?.folders ?? []).join(', ') || 'none yet';
    disk.problem(file, line, `"starter" should be a folder in starters/ (${known}), found "${name}".`);
    return null;
  }
  const files = await disk.files(folder);
  if (files['package.json'] === undefined) {
    disk.problem(folder, null, 'A starter should be a complete project, found no package.json. Write one.');
  }
  return files;
}

async function loadOutline(disk: Disk): Promise<OutlinePart[] | null> {
  const file = 'lessons/outline.yaml';
  const text = await disk.text(file, 'The list of all parts and lessons');
  const read = text === null ? null : readYaml(text, outlineSchema, file);
  if (read !== null && !read.ok) disk.problems.push(...read.problems);
  return read?.ok === true ? read.value.parts : null;
}

/** What exists and what the outline says must agree: a reader is never sent to a lesson that is not there. */
function compareOutline(disk: Disk, outline: OutlinePart[], parts: Part[]): void {
  const key = (part: { slug: string }, lesson: { number: number; slug: string }) =>
    `${part.slug}/${lesson.number}-${lesson.slug}`;
  const existing = new Set(parts.flatMap((part) => part.lessons.map((lesson) => key(part, lesson))));
  const file = 'lessons/outline.yaml';
  for (const part of outline) {
    for (const lesson of part.lessons) {
      const id = key(part, lesson);
      const exists = existing.delete(id);
      const expected = exists ? 'ready' : 'planned';
      if (lesson.status !== expected) {
        const reason = exists ? 'its folder exists' : 'there is no such folder';
        disk.problem(
          file,
          null,
          `"status" of ${id} should be ${expected}, for ${reason}, found "${lesson.status}". Write status: ${expected}.`,
        );
      }
    }
  }
  for (const id of existing) {
    disk.problem(
      file,
      null,
      `Every lesson should be listed, found no entry for ${id}. Add it with status: ready.`,
    );
  }
}
