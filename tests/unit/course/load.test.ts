import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Course } from '../../../src/course/index.ts';
import { CourseError, checkPlan, loadCourse, loadStarter, stepData } from '../../../src/course/index.ts';
import { courseWith, expectedOf, mistakes } from './fixture-course.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

describe('a course', () => {
  let course: Course;

  beforeAll(async () => {
    course = await loadCourse(await courseWith());
  });

  it('is read in order, with numbers and slugs from the folders', () => {
    expect(course.steps.map(({ id, part, lesson, step }) => [id, part.slug, lesson.slug, step])).toEqual([
      [
        '01-one-service/01-begin/1-first',
        'one-service',
        'begin',
        { number: 1, slug: 'first', title: 'First' },
      ],
      [
        '01-one-service/01-begin/2-second',
        'one-service',
        'begin',
        { number: 2, slug: 'second', title: 'Second' },
      ],
    ]);
    expect(course.parts[0]?.lessons[0]).toMatchObject({ number: 1, title: 'Begin', minutes: 10, panels: [] });
    expect(course.outline[0]?.lessons.map(({ status }) => status)).toEqual(['ready', 'planned']);
  });

  it('begins a step where the one before was solved, and lays its own start over that', () => {
    const [first, second] = course.steps;
    expect(first?.files).toMatchObject({ 'src/app.ts': 'start\n', 'src/old.ts': 'old\n' });
    expect(first?.solution).toEqual({ 'src/app.ts': 'solved 1\n', 'src/old.ts': null });
    expect(second?.files).toEqual({
      'package.json': '{ "name": "tiny", "type": "module" }\n',
      'src/app.ts': 'solved 1\n',
      'src/extra.ts': 'extra\n',
      'src/main.ts': 'main\n',
    });
  });

  it('keeps checks apart, and the Markdown as it is', () => {
    const [step] = course.steps;
    expect(step?.checks).toEqual({ 'checks/a.test.ts': "test('it works', () => {});\n" });
    expect(step).toMatchObject({ markdown: 'Do it.', notes: 'Say it.\n', hints: ['Look **here**.'] });
    expect(step?.mistakes).toEqual([
      {
        name: 'wrong',
        title: 'Does it wrong.',
        check: 'it works',
        message: 'it should work',
        files: { 'src/app.ts': 'wrong 1\n' },
      },
    ]);
  });

  it('gives a step to the page with rendered hints, neighbours and requests', async () => {
    const [first, second] = course.steps;
    if (first === undefined || second === undefined) throw new Error('There are two steps.');
    const data = await stepData(course, first, (markdown) => `<p>${markdown}</p>`);
    expect(data).toMatchObject({
      hints: ['<p>Look **here**.</p>'],
      requests: [{ label: 'Home', method: 'GET', path: '/', headers: [['accept', 'text/plain']] }],
      previous: null,
      next: { href: 'learn/one-service/begin/second/', title: 'Second' },
    });
    expect(JSON.parse(JSON.stringify(data))).toEqual(data);
    expect((await stepData(course, second, String)).previous?.href).toBe('learn/one-service/begin/first/');
    expect(checkPlan(data)).toEqual({
      services: [{ name: 'tiny', command: ['node', 'src/main.ts'], port: 3001 }],
      files: ['checks/a.test.ts'],
    });
  });

  it('has a hash for each step, the same whenever it is read', async () => {
    const again = await loadCourse(await courseWith());
    expect(again.steps.map(({ hash }) => hash)).toEqual(course.steps.map(({ hash }) => hash));
    expect(new Set(course.steps.map(({ hash }) => hash)).size).toBe(2);
    expect(course.steps[0]?.hash).toMatch(/^[0-9a-f]{16}$/);
  });

  it('gives a starter alone, and says when there is none', async () => {
    const root = await courseWith();
    expect(Object.keys(await loadStarter(root, 'tiny'))).toContain('src/main.ts');
    await expect(loadStarter(root, 'huge')).rejects.toThrow(CourseError);
  });
});

const MISTAKES = await mistakes();

describe('a course with a mistake in it', () => {
  it.each(MISTAKES)('%s', async (mistake) => {
    const error = await loadCourse(await courseWith(mistake)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CourseError);
    expect((error as CourseError).message).toBe(await expectedOf(mistake));
  });
});

describe('the course of this project', () => {
  it('loads, with every part and lesson in its outline', async () => {
    const course = await loadCourse(ROOT);
    expect(course.outline).toHaveLength(12);
    expect(course.outline.flatMap((part) => part.lessons)).toHaveLength(45);
    expect(course.steps.map(({ id }) => id).slice(0, 3)).toEqual([
      '01-one-service/01-http-handler/1-answer',
      '01-one-service/01-http-handler/2-read-a-body',
      '01-one-service/01-http-handler/3-errors-never-escape',
    ]);
  });

  it('has a starter for the playground', async () => {
    expect(Object.keys(await loadStarter(ROOT, 'plain-service'))).toEqual(
      expect.arrayContaining(['package.json', 'src/main.ts', 'src/app.ts', 'test/app.test.ts']),
    );
  });
});
