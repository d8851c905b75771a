import { describe, expect, it } from 'vitest';
import {
  type ChunkRecoveryPorts,
  isMissingChunk,
  recoverMissingChunks,
} from '../../../../src/workbench/project/chunk-recovery.ts';
import { openWorkspace } from '../../../../src/workbench/project/workspace.ts';
import { Browser, settle, step } from './fixtures.ts';

const missing = new TypeError(
  'Failed to fetch dynamically imported module: https://course.test/_astro/editor.js',
);

function setUp(overrides: Partial<ChunkRecoveryPorts> = {}) {
  const browser = new Browser();
  const workspace = openWorkspace(browser.tab());
  const session = { mark: null as string | null, reloads: 0 };
  let fire: (error: unknown) => void = () => {};
  const ports: ChunkRecoveryPorts = {
    onError: (listener) => {
      fire = listener;
      return { dispose() {} };
    },
    readMark: () => session.mark,
    writeMark: (mark) => {
      session.mark = mark;
    },
    reachable: async () => true,
    reload: () => {
      session.reloads += 1;
    },
    now: () => browser.time,
    ...overrides,
  };
  const recovery = recoverMissingChunks(workspace, ports);
  return { browser, workspace, session, recovery, fire: (error: unknown) => fire(error), ports };
}

describe('a missing chunk', () => {
  it('is known by what each browser says', () => {
    expect(isMissingChunk(missing)).toBe(true);
    expect(isMissingChunk(new TypeError('error loading dynamically imported module: https://x'))).toBe(true);
    expect(isMissingChunk(new TypeError('Importing a module script failed.'))).toBe(true);
    expect(isMissingChunk(new TypeError('x is not a function'))).toBe(false);
    expect(isMissingChunk(null)).toBe(false);
  });

  it('saves what was typed, then reloads the page once', async () => {
    const { browser, workspace, session, fire } = setUp();
    const project = await workspace.openProject(step);
    project.edit('src/main.ts', 'mine');
    fire(missing);
    fire(missing);
    await settle();
    expect(session.reloads).toBe(1);
    expect(browser.store.data.get(`step/${step.id}`)).toMatchObject({ files: { 'src/main.ts': 'mine' } });
  });

  it('is a sentence when it is still missing after the reload', async () => {
    const first = setUp();
    first.fire(missing);
    await settle();
    const again = setUp({ readMark: () => first.session.mark });
    again.fire(missing);
    await settle();
    expect(again.session.reloads).toBe(0);
    expect(again.recovery.problem.value).toContain('still missing after a reload');
  });

  it('does not reload work away that could not be saved', async () => {
    const { browser, workspace, session, fire, recovery } = setUp();
    const project = await workspace.openProject(step);
    browser.store.failure = new DOMException('full', 'QuotaExceededError');
    project.edit('src/main.ts', 'mine');
    fire(missing);
    await settle();
    expect(session.reloads).toBe(0);
    expect(recovery.problem.value).toContain('download it');
  });

  it('does not reload while the network is away, and tries again later', async () => {
    let connected = false;
    const { session, fire, recovery } = setUp({ reachable: async () => connected });
    fire(missing);
    await settle();
    expect(session.reloads).toBe(0);
    expect(recovery.problem.value).toContain('network');
    connected = true;
    expect(recovery.handle(missing)).toBe(true);
    await settle();
    expect(session.reloads).toBe(1);
  });

  it('does not reload where a loop could not be noticed', async () => {
    const { session, fire, recovery } = setUp({
      readMark: () => {
        throw new DOMException('no', 'SecurityError');
      },
    });
    fire(missing);
    await settle();
    expect(session.reloads).toBe(0);
    expect(recovery.problem.value).not.toBeNull();
  });

  it('leaves other errors alone', async () => {
    const { session, recovery } = setUp();
    expect(recovery.handle(new Error('x'))).toBe(false);
    await settle();
    expect(session.reloads).toBe(0);
  });
});
