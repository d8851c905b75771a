/** The page that proves lessons in a browser: one container, and a project in it for each run. */
import { bootContainer, type Container } from '../../../src/container/index.ts';
import type { CheckPlan, FromCheck } from '../../../src/lab/protocol.ts';

/** Far more than any step needs; a run that takes longer hangs. */
const LIMIT_MS = 60_000;

export interface LessonPage {
  /** `Node v24.21.0, Built-in host`, as the container says. */
  name(): Promise<string>;
  /** Every event in order, `verdict` or `fatal` last. Rejects when the run does not come to an end. */
  run(files: Record<string, string>, plan: CheckPlan): Promise<FromCheck[]>;
}

let booted: Promise<Container> | undefined;

function container(): Promise<Container> {
  booted ??= bootContainer({ host: 'builtin', files: {} });
  return booted;
}

const lessonPage: LessonPage = {
  async name() {
    const { info } = await container();
    return `Node ${info.node} on the ${info.name.toLowerCase()}`;
  },
  async run(files, plan) {
    const here = await container();
    await here.reset(files);
    const run = here.check(plan);
    const overdue = setTimeout(() => run.dispose(), LIMIT_MS);
    const events: FromCheck[] = [];
    for await (const event of run.events) events.push(event);
    clearTimeout(overdue);
    const last = events.at(-1)?.type;
    if (last !== 'verdict' && last !== 'fatal') {
      throw new Error(`The check run gave no verdict within ${LIMIT_MS / 1000} seconds.`);
    }
    return events;
  },
};

Object.assign(globalThis, { lessonPage });
