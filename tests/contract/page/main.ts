/**
 * The page under test: the npm client as it is, and what a test needs at hand to drive it. Tests reach
 * both as globals from `page.evaluate`.
 */
import { type SpawnOptions, WebContainer, type WebContainerProcess } from '@webcontainer/api';

/** Milliseconds that a test waits for something to be printed. */
const PATIENCE = 15_000;

/** A process and what it has printed so far. */
interface Running {
  process: WebContainerProcess;
  input: WritableStreamDefaultWriter<string>;
  text: string;
  exit: number | null;
  /** Settles when the output stream has ended and the exit code is there. */
  done: Promise<{ code: number; output: string }>;
  changed: (() => void)[];
}

const processes: Running[] = [];
const longTasks: number[] = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) longTasks.push(entry.duration);
}).observe({ entryTypes: ['longtask'] });

const running = (id: number): Running => {
  const found = processes[id];
  if (!found) throw new Error(`There is no process ${id} in this test.`);
  return found;
};

async function start(command: string, args: string[], options: SpawnOptions): Promise<number> {
  const process = await contract.container.spawn(command, args, options);
  const one: Running = {
    process,
    input: process.input.getWriter(),
    text: '',
    exit: null,
    done: Promise.resolve({ code: 0, output: '' }),
    changed: [],
  };
  const tell = (): void => {
    for (const wake of one.changed.splice(0)) wake();
  };
  const read = (async () => {
    if (options.output === false) return;
    const reader = process.output.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      one.text += value;
      tell();
    }
  })();
  one.done = Promise.all([process.exit, read]).then(([code]) => {
    one.exit = code;
    tell();
    return { code, output: one.text };
  });
  return processes.push(one) - 1;
}

/** Resolves with the whole output once `text` is in it behind `from`. */
async function until(id: number, text: string, from: number): Promise<string> {
  const one = running(id);
  const deadline = performance.now() + PATIENCE;
  while (!one.text.includes(text, from)) {
    const left = deadline - performance.now();
    if (one.exit !== null || left <= 0) {
      const why = one.exit === null ? `${PATIENCE} ms have passed` : `it ended with ${one.exit}`;
      throw new Error(`Expected ${JSON.stringify(text)} to be printed, but ${why}. Printed:\n${one.text}`);
    }
    await new Promise<void>((resolve) => {
      one.changed.push(resolve);
      setTimeout(resolve, left);
    });
  }
  return one.text;
}

const contract = {
  WebContainer,
  container: undefined as unknown as WebContainer,
  async boot(options?: Parameters<typeof WebContainer.boot>[0]): Promise<void> {
    contract.container = await WebContainer.boot(options);
  },
  start,
  until,
  text: (id: number): string => running(id).text,
  exited: (id: number): number | null => running(id).exit,
  done: (id: number): Promise<{ code: number; output: string }> => running(id).done,
  /** As `done`, without handing the output over. */
  finished: (id: number): Promise<void> => running(id).done.then(() => {}),
  type: (id: number, text: string): Promise<void> => running(id).input.write(text),
  kill: (id: number): void => running(id).process.kill(),
  resize: (id: number, cols: number, rows: number): void => running(id).process.resize({ cols, rows }),
  /** Durations in milliseconds of the page's tasks above 50 ms so far; starts to count anew. */
  takeLongTasks(): number[] {
    return longTasks.splice(0);
  },
};

export type Contract = typeof contract;

Object.assign(globalThis, { contract });
