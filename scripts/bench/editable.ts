/** From navigation to an editor that takes keys, and what was sent to the browser until then. */

import { STEP_PATH, untilMark } from './lesson-page.ts';
import type { BenchContext, Part, PartResult } from './part.ts';
import type { Sent } from './site.ts';
import { median, spread } from './statistics.ts';

const ROUNDS = 5;
const EDITABLE_MS = 900;
const BYTES_MB = 1.2;

interface Opening {
  editableMs: number;
  /** Processor time of the page's thread until then; unlike `editableMs` hardly touched by what else runs on the machine. */
  busyMs: number;
  firstPaintMs: number | null;
  /** Tasks of 50 ms and more on the page's thread before the editor was there. */
  longTasks: { at: number; ms: number }[];
  before: Sent[];
}

export const editable: Part = {
  name: 'editable',
  async run(context): Promise<PartResult> {
    const openings: Opening[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      context.progress(`cold opening ${round} of ${ROUNDS}`);
      openings.push(await openCold(context));
    }
    const times = openings.map((one) => one.editableMs);
    const bytes = openings.map((one) => total(one.before));
    const last = openings.toSorted((a, b) => a.editableMs - b.editableMs)[Math.floor(ROUNDS / 2)];
    return {
      figures: [
        {
          name: 'Navigation to editable editor, cold',
          value: median(times),
          unit: 'ms',
          native: null,
          target: { kind: 'at-most', value: EDITABLE_MS },
        },
        {
          name: 'Sent before the editor is editable',
          value: median(bytes) / 1e6,
          unit: 'MB',
          native: null,
          target: { kind: 'at-most', value: BYTES_MB },
        },
      ],
      details: [
        `All openings ${spread(times)} ms. Processor time of the page's thread until then, median: ${Math.round(median(openings.map((one) => one.busyMs)))} ms.`,
        ...(last ? describe(last) : []),
      ],
      samples: { openings },
    };
  },
};

async function openCold({ browser, site }: BenchContext): Promise<Opening> {
  const profile = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await profile.newPage();
    const session = await profile.newCDPSession(page);
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    site.forget();
    await page.goto(site.url + STEP_PATH, { waitUntil: 'commit' });
    const editableMs = await untilMark(page, 'bulkhead:editable', 0);
    const { metrics } = await session.send('Performance.getMetrics');
    const busyMs = (metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? 0) * 1000;
    const { origin, firstPaintMs, longTasks } = await page.evaluate(
      (until) =>
        new Promise<{ origin: number; firstPaintMs: number | null; longTasks: Opening['longTasks'] }>(
          (resolve) => {
            // Entries of the past are delivered once, in the next task.
            new PerformanceObserver((list, observer) => {
              observer.disconnect();
              const tasks = list.getEntriesByType('longtask').filter((task) => task.startTime < until);
              resolve({
                origin: performance.timeOrigin,
                firstPaintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null,
                longTasks: tasks.map((task) => ({ at: task.startTime, ms: task.duration })),
              });
            }).observe({ type: 'longtask', buffered: true });
            setTimeout(
              () => resolve({ origin: performance.timeOrigin, firstPaintMs: null, longTasks: [] }),
              2_000,
            );
          },
        ),
      editableMs,
    );
    const before = site.sent.filter((response) => response.at <= origin + editableMs);
    return { editableMs, busyMs, firstPaintMs, longTasks, before: before.map((one) => ({ ...one })) };
  } finally {
    await profile.close();
  }
}

function total(responses: Sent[]): number {
  return responses.reduce((sum, response) => sum + response.bytes, 0);
}

function describe(opening: Opening): string[] {
  const tasks = opening.longTasks.map((task) => `${Math.round(task.ms)} at ${Math.round(task.at)}`);
  const files = opening.before.toSorted((a, b) => b.bytes - a.bytes);
  return [
    `The median opening: first contentful paint ${Math.round(opening.firstPaintMs ?? 0)} ms; long tasks before editable (ms): ${tasks.join(', ') || 'none'}.`,
    `Sent before editable, ${files.length} responses, ${total(files).toLocaleString('en')} bytes:`,
    ...files.map(
      (file) => `${file.bytes.toLocaleString('en').padStart(11)}  ${file.encoding.padEnd(8)}  ${file.path}`,
    ),
  ];
}
