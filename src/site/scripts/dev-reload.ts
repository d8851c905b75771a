/** Development only (the build drops it): reload when the lesson or starter this page is made from has changed. */
import { concerns, type LessonChange } from '../vite/lesson-change.ts';

if (import.meta.hot) {
  const sources = (document.body.dataset.sources ?? '').split(' ').filter((source) => source !== '');
  import.meta.hot.on('bulkhead:lessons', (change: LessonChange) => {
    if (concerns(change, sources)) location.reload();
  });
}
