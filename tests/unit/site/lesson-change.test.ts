import { describe, expect, it } from 'vitest';
import { concerns } from '../../../src/site/vite/lesson-change.ts';

const page = ['lessons/01-one-service/01-http-handler', 'starters/inventory'];

describe('a changed file concerns a page', () => {
  it.each([
    ['when it belongs to its lesson', 'lessons/01-one-service/01-http-handler/1-answer/step.md', true],
    ['when it belongs to its starter', 'starters/inventory/src/app.ts', true],
    ["when it is its part's own file", 'lessons/01-one-service/part.yaml', true],
    ['when it is the outline', 'lessons/outline.yaml', true],
    ['not when it belongs to another lesson', 'lessons/01-one-service/02-domain/lesson.yaml', false],
    ['not when a name only begins alike', 'starters/inventory-plus/src/app.ts', false],
  ])('%s', (_case, path, expected) => {
    expect(concerns({ path }, page)).toBe(expected);
  });

  it('always, when the page shows the whole course', () => {
    expect(concerns({ path: 'lessons/01-one-service/02-domain/lesson.yaml' }, ['lessons', 'starters'])).toBe(
      true,
    );
  });
});
