import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { CourseError, loadCourse } from '../../course/index.ts';

/**
 * Reads the course before anything is built: a broken lesson file ends the build at once with its sentence (file,
 * key, expected, found), and the last good build stays where it is.
 */
export function courseCheck(): AstroIntegration {
  let root = '';
  return {
    name: 'bulkhead:course',
    hooks: {
      'astro:config:done': ({ config }) => {
        root = fileURLToPath(config.root);
      },
      'astro:build:start': async () => {
        try {
          await loadCourse(root);
        } catch (error) {
          // The sentence is for the author of the lesson; our call stack would only bury it.
          if (error instanceof CourseError) error.stack = '';
          throw error;
        }
      },
    },
  };
}
