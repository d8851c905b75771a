/** Reads one step's folder. */
import { readFrontMatter, readYaml } from './document.ts';
import type { Layer } from './layers.ts';
import { applyLayer, contentHash, difference } from './layers.ts';
import type { Lesson, Mistake, Part, Step } from './model.ts';
import type { Disk } from './read-files.ts';
import { mistakeSchema, stepSchema } from './schema.ts';
import type { FileMap } from './types.ts';

const FOLDERS = ['start', 'solution', 'checks', 'mistakes'];
const FILES = ['step.md', 'notes.md'];

export interface LoadedStep {
  step: Step;
  /** The state after the solution, where the next step begins. */
  solved: FileMap;
}

/** @param state the files at the end of the step before; null where they are not known because of a problem. */
export async function loadStep(
  disk: Disk,
  folder: string,
  place: { part: Part; lesson: Omit<Lesson, 'steps'>; number: number; slug: string },
  state: FileMap,
): Promise<LoadedStep | null> {
  await checkEntries(disk, folder);
  const text = await disk.text(`${folder}/step.md`, 'The task');
  const notes = await disk.text(`${folder}/notes.md`, "The instructor's notes");
  const start = await disk.layer(`${folder}/start`);
  const solution = await disk.layer(`${folder}/solution`);
  const checks = prefixed('checks/', await disk.files(`${folder}/checks`));
  checkDeletions(disk, `${folder}/start`, start, state);
  const files = applyLayer(state, start);
  checkDeletions(disk, `${folder}/solution`, solution, files);
  const solved = applyLayer(files, solution);
  const mistakes = await loadMistakes(disk, folder, files, solved, checks);
  checkContent(disk, folder, files, solved, checks);

  const front = text === null ? null : readFrontMatter(text, stepSchema, `${folder}/step.md`);
  if (front !== null && !front.ok) disk.problems.push(...front.problems);
  if (front === null || !front.ok || notes === null) return null;
  const { data, body } = front.value;
  const missing = data.open.find((path) => !(path in files) && !(path in checks));
  if (missing !== undefined) {
    const known = Object.keys(files).join(', ');
    disk.problem(
      `${folder}/step.md`,
      null,
      `"open" should name files of this step, found "${missing}". Write one of ${known}.`,
    );
  }
  const { part, lesson, number, slug } = place;
  const content = {
    files,
    solution: difference(files, solved),
    checks,
    open: data.open,
    services: lesson.services,
    hints: data.hints,
    requests: data.requests,
  };
  const step: Step = {
    ...content,
    part: { number: part.number, slug: part.slug, title: part.title },
    lesson: { number: lesson.number, slug: lesson.slug, title: lesson.title },
    step: { number, slug, title: data.title },
    id: folder.replace(/^lessons\//, ''),
    folder,
    markdown: body,
    notes,
    mistakes,
    hash: contentHash(content),
  };
  return { step, solved };
}

async function checkEntries(disk: Disk, folder: string): Promise<void> {
  const names = await disk.names(folder);
  for (const name of names?.folders ?? []) {
    if (!FOLDERS.includes(name)) {
      disk.problem(
        `${folder}/${name}`,
        null,
        `A step has the folders ${FOLDERS.join(', ')}, found "${name}". Rename or remove it.`,
      );
    }
  }
  for (const name of names?.files ?? []) {
    if (!FILES.includes(name)) {
      disk.problem(
        `${folder}/${name}`,
        null,
        `A step has the files ${FILES.join(', ')}, found "${name}". Move it into start, solution or checks.`,
      );
    }
  }
}

function checkDeletions(disk: Disk, folder: string, layer: Layer, before: FileMap): void {
  for (const [path, content] of Object.entries(layer)) {
    if (content === null && !(path in before)) {
      disk.problem(
        `${folder}/.deleted`,
        null,
        `"${path}" should be a file that is there before this layer, found none. Remove it from the list.`,
      );
    }
  }
}

function checkContent(disk: Disk, folder: string, files: FileMap, solved: FileMap, checks: FileMap): void {
  if (Object.keys(difference(files, solved)).length === 0) {
    disk.problem(
      `${folder}/solution`,
      null,
      'The solution should change at least one file, found no difference from the start. Write the solved files here.',
    );
  }
  if (!Object.keys(checks).some((path) => path.endsWith('.test.ts'))) {
    disk.problem(
      `${folder}/checks`,
      null,
      'A step needs at least one check, found no file that ends with .test.ts. Write checks/<name>.test.ts.',
    );
  }
  const intruder = Object.keys(solved).find((path) => path.startsWith('checks/'));
  if (intruder !== undefined) {
    disk.problem(
      `${folder}/start`,
      null,
      `Project files should stay out of checks/, found "${intruder}". Move it into the step's own checks folder.`,
    );
  }
}

async function loadMistakes(
  disk: Disk,
  stepFolder: string,
  files: FileMap,
  solved: FileMap,
  checks: FileMap,
): Promise<Mistake[]> {
  const names = (await disk.names(`${stepFolder}/mistakes`))?.folders ?? [];
  if (names.length < 1 || names.length > 3) {
    disk.problem(
      `${stepFolder}/mistakes`,
      null,
      `A step needs one to three plausible wrong answers, found ${names.length}. Write mistakes/<name>/mistake.yaml and the wrong files.`,
    );
  }
  const mistakes: Mistake[] = [];
  for (const name of names) {
    const folder = `${stepFolder}/mistakes/${name}`;
    const file = `${folder}/mistake.yaml`;
    const text = await disk.text(file, "The mistake's description");
    const { 'mistake.yaml': _, ...layer } = await disk.layer(folder);
    const wrong = applyLayer(solved, layer);
    if (
      Object.keys(difference(solved, wrong)).length === 0 ||
      Object.keys(difference(files, wrong)).length === 0
    ) {
      disk.problem(
        folder,
        null,
        'A mistake should differ from the start and from the solution, found the same files. Write the wrong files beside mistake.yaml.',
      );
    }
    const read = text === null ? null : readYaml(text, mistakeSchema, file);
    if (read === null) continue;
    if (!read.ok) {
      disk.problems.push(...read.problems);
      continue;
    }
    const sources = Object.values(checks);
    if (sources.length > 0 && !sources.some((source) => source.includes(read.value.check))) {
      disk.problem(
        file,
        null,
        `"check" should be the name of a check of this step, found "${read.value.check}". Copy the name from checks/.`,
      );
    }
    mistakes.push({ name, ...read.value, files: layer });
  }
  return mistakes;
}

function prefixed(prefix: string, files: FileMap): FileMap {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [prefix + path, content]));
}
