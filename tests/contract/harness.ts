/** What every test here begins with: a page with the npm client, and a container booted through it. */
import { test as base, expect, type Page } from '@playwright/test';
import type { FileSystemTree, SpawnOptions } from '@webcontainer/api';
import type { Contract } from './page/main.ts';
import { ADDRESS } from './setup.ts';

declare global {
  /** In the page only. */
  var contract: Contract;
}

/** A program started through the client, as seen from the test. */
export interface Handle {
  /** Its number for the functions of `contract` in the page. */
  readonly id: number;
  /** Waits until `text` is in the output, optionally behind what was printed before `mark()`. */
  until(text: string): Promise<string>;
  /** From here on `until` looks only at what is printed later. */
  mark(): Promise<void>;
  text(): Promise<string>;
  /** Types into the program's input. */
  type(text: string): Promise<void>;
  kill(): Promise<void>;
  resize(cols: number, rows: number): Promise<void>;
  /** Null while it runs. */
  exited(): Promise<number | null>;
  done(): Promise<{ code: number; output: string }>;
}

export interface Container {
  readonly page: Page;
  /** Writes files below the working directory; folders are made. */
  write(files: Record<string, string>): Promise<void>;
  read(path: string): Promise<string>;
  start(command: string, args?: string[], options?: SpawnOptions): Promise<Handle>;
  /** Starts a program and waits for its end. */
  run(command: string, args?: string[], options?: SpawnOptions): Promise<{ code: number; output: string }>;
  /** Writes `code` to `main.mjs` and starts Node on it. */
  startCode(code: string, options?: SpawnOptions): Promise<Handle>;
  /** As {@link startCode}, to the end. */
  runCode(code: string, options?: SpawnOptions): Promise<{ code: number; output: string }>;
}

function treeOf(files: Record<string, string>): FileSystemTree {
  const tree: FileSystemTree = {};
  for (const [path, contents] of Object.entries(files)) {
    const names = path.split('/');
    const last = names.pop() as string;
    let folder = tree;
    for (const name of names) {
      folder[name] ??= { directory: {} };
      folder = (folder[name] as { directory: FileSystemTree }).directory;
    }
    folder[last] = { file: { contents } };
  }
  return tree;
}

function handle(page: Page, id: number): Handle {
  let from = 0;
  return {
    id,
    until: (text) => page.evaluate(([i, what, at]) => contract.until(i, what, at), [id, text, from] as const),
    async mark() {
      from = await page.evaluate((i) => contract.text(i).length, id);
    },
    text: () => page.evaluate((i) => contract.text(i), id),
    type: (text) => page.evaluate(([i, what]) => contract.type(i, what), [id, text] as const),
    kill: () => page.evaluate((i) => contract.kill(i), id),
    resize: (cols, rows) =>
      page.evaluate(([i, width, height]) => contract.resize(i, width, height), [id, cols, rows] as const),
    exited: () => page.evaluate((i) => contract.exited(i), id),
    done: () => page.evaluate((i) => contract.done(i), id),
  };
}

function containerOn(page: Page): Container {
  const write = (files: Record<string, string>): Promise<void> =>
    page.evaluate((tree) => contract.container.mount(tree), treeOf(files));
  const start = async (command: string, args: string[] = [], options: SpawnOptions = {}) =>
    handle(
      page,
      await page.evaluate(([name, list, rest]) => contract.start(name, list, rest), [
        command,
        args,
        options,
      ] as const),
    );
  const startCode = async (code: string, options?: SpawnOptions) => {
    await write({ 'main.mjs': code });
    return start('node', ['main.mjs'], options);
  };
  return {
    page,
    write,
    read: (path) => page.evaluate((name) => contract.container.fs.readFile(name, 'utf8'), path),
    start,
    run: async (command, args, options) => (await start(command, args, options)).done(),
    startCode,
    runCode: async (code, options) => (await startCode(code, options)).done(),
  };
}

/** What a terminal shows, without colours and cursor movements. */
export function plain(output: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals speak in control characters
  return output.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '').replaceAll('\r\n', '\n');
}

export const TERMINAL = { terminal: { cols: 80, rows: 24 } } as const;

/** The page with the client, nothing booted yet. */
async function open(page: Page): Promise<Page> {
  await page.goto(process.env[ADDRESS] as string);
  await page.waitForFunction(() => 'contract' in globalThis);
  return page;
}

export const test = base.extend<{ opened: Page; container: Container }, { kept: Page }>({
  /** A page of this test alone. */
  opened: async ({ page }, use) => {
    await use(await open(page));
  },
  /** One page for many tests: each of them boots a container on it and tears it down. */
  kept: [
    async ({ browser }, use) => {
      const page = await browser.newPage();
      await use(await open(page));
      await page.close();
    },
    { scope: 'worker' },
  ],
  container: async ({ kept }, use) => {
    await kept.evaluate(() => contract.boot());
    await use(containerOn(kept));
    await kept.evaluate(() => contract.container.teardown());
  },
});

export { containerOn, expect };
