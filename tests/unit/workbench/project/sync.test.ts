import { describe, expect, it } from 'vitest';
import {
  type ContainerSync,
  type SyncTarget,
  syncToContainer,
} from '../../../../src/workbench/project/sync.ts';
import type { Project } from '../../../../src/workbench/project/types.ts';
import { openWorkspace } from '../../../../src/workbench/project/workspace.ts';
import { Browser, settle, solved, step } from './fixtures.ts';

/** A container whose writes wait until the test lets them through. */
class SlowContainer implements SyncTarget {
  readonly log: string[] = [];
  readonly data = new Map<string, Uint8Array | string>();
  #listener: (event: { path: string; removed: boolean }) => void = () => {};
  #gate: PromiseWithResolvers<void> | null = null;
  watched = false;

  hold(): void {
    this.#gate = Promise.withResolvers();
  }

  letThrough(): void {
    this.#gate?.resolve();
    this.#gate = null;
  }

  /** A program in the container changed a file; null removes it. */
  program(path: string, content: Uint8Array | string | null): void {
    if (content === null) this.data.delete(path);
    else this.data.set(path, content);
    this.#listener({ path, removed: content === null });
  }

  async #do(what: string, change: () => void): Promise<void> {
    this.log.push(what);
    await this.#gate?.promise;
    change();
  }

  readonly fs: SyncTarget['fs'] = {
    readFile: async (path) => {
      this.log.push(`read ${path}`);
      const content = this.data.get(path);
      await this.#gate?.promise;
      if (content === undefined) throw new Error(`ENOENT: no such file or directory, open '${path}'`);
      return typeof content === 'string' ? new TextEncoder().encode(content) : content;
    },
    writeFile: (path, data) =>
      this.#do(`write ${path} ${data}`, () => {
        this.data.set(path, data);
        this.#listener({ path, removed: false });
      }),
    rename: (from, to) =>
      this.#do(`rename ${from} ${to}`, () => {
        const content = this.data.get(from) ?? '';
        this.data.delete(from);
        this.data.set(to, content);
        this.#listener({ path: from, removed: true });
        this.#listener({ path: to, removed: false });
      }),
    remove: (path) =>
      this.#do(`remove ${path}`, () => {
        this.data.delete(path);
        this.#listener({ path, removed: true });
      }),
    watch: (listener) => {
      this.#listener = listener;
      this.watched = true;
      return {
        dispose: () => {
          this.watched = false;
          this.#listener = () => {};
        },
      };
    },
  };

  reset(files: Record<string, string>): Promise<void> {
    return this.#do(`reset ${Object.keys(files).sort().join(' ')}`, () => {
      this.data.clear();
      for (const [path, text] of Object.entries(files)) this.data.set(path, text);
    });
  }

  get writes(): string[] {
    return this.log.filter((each) => !each.startsWith('read '));
  }
}

async function setUp(): Promise<{ project: Project; container: SlowContainer; sync: ContainerSync }> {
  const project = await openWorkspace(new Browser().tab()).openProject(step);
  const container = new SlowContainer();
  for (const [path, text] of Object.entries(project.everything.value)) container.data.set(path, text);
  const sync = syncToContainer(project, container, { mounted: project.everything.value });
  return { project, container, sync };
}

describe('from the page to the container', () => {
  it('goes every change, in order', async () => {
    const { project, container, sync } = await setUp();
    project.edit('src/main.ts', 'one');
    await sync.idle();
    project.edit('src/main.ts', 'two');
    await sync.idle();
    project.create('src/new.ts', 'new');
    project.rename('src/new.ts', 'src/newer.ts');
    project.remove('src/old.ts');
    await sync.idle();
    expect(container.writes).toEqual([
      'write src/main.ts one',
      'write src/main.ts two',
      'write src/new.ts new',
      'rename src/new.ts src/newer.ts',
      'remove src/old.ts',
    ]);
  });

  it('goes only the newest text of a file whose write waits', async () => {
    const { project, container, sync } = await setUp();
    container.hold();
    project.edit('src/main.ts', 'a');
    project.edit('src/main.ts', 'ab');
    project.edit('package.json', '{ }');
    project.edit('src/main.ts', 'abc');
    container.letThrough();
    await sync.idle();
    expect(container.writes).toEqual([
      'write src/main.ts a',
      'write src/main.ts abc',
      'write package.json { }',
    ]);
  });

  it('does not mix up files across a rename', async () => {
    const { project, container, sync } = await setUp();
    container.hold();
    project.edit('package.json', '{ }');
    project.edit('src/main.ts', 'before');
    project.rename('src/main.ts', 'src/moved.ts');
    project.create('src/main.ts', 'another');
    container.letThrough();
    await sync.idle();
    expect(container.data.get('src/moved.ts')).toBe('before');
    expect(container.data.get('src/main.ts')).toBe('another');
  });

  it('goes Solve as one reset with the checks, and what waited before it not at all', async () => {
    const { project, container, sync } = await setUp();
    container.hold();
    project.edit('src/main.ts', 'a');
    project.edit('package.json', 'waits');
    project.solve();
    container.letThrough();
    await sync.idle();
    expect(container.writes).toEqual([
      'write src/main.ts a',
      'reset checks/answer.test.ts package.json src/main.ts src/new.ts',
    ]);
    expect(Object.fromEntries(container.data)).toEqual({ ...solved, ...step.checks });
  });

  it('goes first what was changed while the container booted', async () => {
    const { project, container, sync: first } = await setUp();
    first.dispose();
    const mounted = project.everything.value;
    project.edit('src/main.ts', 'typed meanwhile');
    project.remove('src/old.ts');
    const sync = syncToContainer(project, container, { mounted });
    await sync.idle();
    expect(container.writes).toEqual(['remove src/old.ts', 'write src/main.ts typed meanwhile']);
  });

  it('says what did not arrive, and goes on', async () => {
    const { project, container, sync } = await setUp();
    const { writeFile } = container.fs;
    container.fs.writeFile = () => Promise.reject(new Error('ENOSPC: no space left'));
    project.edit('src/main.ts', 'a');
    await sync.idle();
    expect(sync.problem.value).toBe('src/main.ts did not reach the container: ENOSPC: no space left');
    container.fs.writeFile = writeFile;
    project.edit('src/main.ts', 'ab');
    await sync.idle();
    expect(sync.problem.value).toBeNull();
  });
});

describe('from the container to the project', () => {
  it('comes what a program writes and removes', async () => {
    const { project, container } = await setUp();
    container.program('data.json', '[]');
    container.program('src/old.ts', null);
    await settle();
    expect(project.files.value).toEqual({ 'package.json': '{}', 'src/main.ts': 'start', 'data.json': '[]' });
    expect(container.writes).toEqual([]);
  });

  it('comes nothing that the page wrote itself', async () => {
    const { project, container, sync } = await setUp();
    const origins: string[] = [];
    project.onChange((change) => origins.push(change.origin));
    project.edit('src/main.ts', 'a');
    project.rename('src/old.ts', 'src/older.ts');
    await sync.idle();
    await settle();
    expect(origins).toEqual(['page', 'page']);
    expect(container.writes).toHaveLength(2);
  });

  it('comes no old text over what is being typed', async () => {
    const { project, container, sync } = await setUp();
    container.hold();
    container.program('src/main.ts', 'from a program');
    await settle();
    project.edit('src/main.ts', 'typed');
    container.letThrough();
    await sync.idle();
    await settle();
    expect(project.read('src/main.ts')).toBe('typed');
    expect(container.data.get('src/main.ts')).toBe('typed');
  });

  it.each([
    ['binary', new Uint8Array([0x89, 0x50, 0, 1]), 'not text'],
    ['not UTF-8', new Uint8Array([0xff, 0xfe, 0x41]), 'not text'],
    ['larger than 1 MiB', 'x'.repeat(1024 * 1024 + 1), 'larger than 1 MiB'],
  ])('comes a file that is %s as one that cannot be edited', async (_kind, content, words) => {
    const { project, container } = await setUp();
    container.program('src/main.ts', content);
    await settle();
    expect(project.read('src/main.ts')).toBeNull();
    expect(project.entries.value).toContainEqual({
      kind: 'opaque',
      path: 'src/main.ts',
      reason: expect.stringContaining(words),
    });
    expect(container.writes).toEqual([]);
  });

  it('comes nothing any more after dispose', async () => {
    const { project, container, sync } = await setUp();
    sync.dispose();
    project.edit('src/main.ts', 'a');
    await sync.idle();
    expect(container.log).toEqual([]);
    expect(container.watched).toBe(false);
  });
});
