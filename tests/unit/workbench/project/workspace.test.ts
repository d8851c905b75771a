import { describe, expect, it } from 'vitest';
import type { KeyValueStore } from '../../../../src/workbench/project/ports.ts';
import type { Project } from '../../../../src/workbench/project/types.ts';
import { openWorkspace } from '../../../../src/workbench/project/workspace.ts';
import { Browser, MemoryStore, settle, step } from './fixtures.ts';

const KEY = `step/${step.id}`;

async function saveEdit(browser: Browser, text: string): Promise<void> {
  const workspace = openWorkspace(browser.tab());
  const project = await workspace.openProject(step);
  project.edit('src/main.ts', text);
  await workspace.flush();
  workspace.dispose();
}

function text(project: Project): string | null {
  return project.read('src/main.ts');
}

describe('saving', () => {
  it('happens a quarter of a second after the last change and survives a reload', async () => {
    const browser = new Browser();
    const workspace = openWorkspace(browser.tab());
    const project = await workspace.openProject(step);
    project.edit('src/main.ts', 'm');
    await browser.pass(200);
    project.edit('src/main.ts', 'mine');
    project.show('package.json');
    await browser.pass(200);
    expect(browser.store.data.has(KEY)).toBe(false);
    expect(project.saved.value).toEqual({ state: 'saving' });
    await browser.pass(50);
    expect(project.saved.value).toEqual({ state: 'saved', at: browser.time });

    const again = await openWorkspace(browser.tab()).openProject(step);
    expect(text(again)).toBe('mine');
    expect(again.active.value).toBe('package.json');
    expect(again.conflict.value).toBeNull();
  });

  it('happens at the latest two seconds after the first change', async () => {
    const browser = new Browser();
    const project = await openWorkspace(browser.tab()).openProject(step);
    for (let typed = 0; typed < 10; typed++) {
      project.edit('src/main.ts', 'x'.repeat(typed + 1));
      await browser.pass(200);
    }
    expect(browser.store.data.has(KEY)).toBe(true);
  });

  it('happens at once when the page is hidden', async () => {
    const browser = new Browser();
    const project = await openWorkspace(browser.tab()).openProject(step);
    project.edit('src/main.ts', 'mine');
    browser.hide();
    await settle();
    expect(browser.store.data.get(KEY)).toMatchObject({ files: { 'src/main.ts': 'mine' } });
    expect(browser.journal.size).toBe(0);
  });

  it('loses nothing when the page goes before the browser has stored it', async () => {
    const browser = new Browser();
    const cut = new MemoryStore();
    cut.setMany = () => new Promise(() => {});
    cut.data.set('meta', { version: 1 });
    const project = await openWorkspace(browser.tab(cut)).openProject(step);
    project.edit('src/main.ts', 'last words');
    browser.hide();
    await settle();

    const again = await openWorkspace(browser.tab()).openProject(step);
    expect(text(again)).toBe('last words');
    expect(browser.journal.size).toBe(0);
  });

  it('does not take old words for newer work', async () => {
    const browser = new Browser();
    await saveEdit(browser, 'newer');
    const left = {
      hash: 'hash-1',
      files: { 'src/main.ts': 'older' },
      open: [],
      active: null,
      snapshots: [],
      updatedAt: 1,
    };
    browser.journal.set({}, JSON.stringify([[KEY, left]]));
    expect(text(await openWorkspace(browser.tab()).openProject(step))).toBe('newer');
  });

  it('asks the browser once, after the first edit, to keep what is stored', async () => {
    const browser = new Browser();
    const project = await openWorkspace(browser.tab()).openProject(step);
    project.show('package.json');
    expect(browser.persistAsked).toBe(0);
    project.edit('src/main.ts', 'a');
    project.edit('src/main.ts', 'b');
    expect(browser.persistAsked).toBe(1);
  });

  it('ignores what is stored in another shape', async () => {
    const browser = new Browser();
    browser.store.data.set(KEY, { files: 7 });
    browser.store.data.set('settings', { fontSize: 9000, wordWrap: true });
    browser.store.data.set('progress/a', 'yes');
    const workspace = openWorkspace(browser.tab());
    expect((await workspace.openProject(step)).files.value).toEqual(step.files);
    expect(workspace.settings.value.fontSize).toBe(13.5);
    expect(workspace.progress.value).toEqual({});
  });
});

describe('storage that is refused', () => {
  it.each([
    ['QuotaExceededError', 'storage for this site is full'],
    ['SecurityError', 'does not let this site store anything'],
    ['InvalidStateError', 'no storage for this window'],
    ['OddError', 'did not store your work (odd)'],
  ])('says so for %s, and gives my work as a file', async (name, words) => {
    const browser = new Browser();
    const project = await openWorkspace(browser.tab()).openProject(step);
    browser.store.failure = Object.assign(new Error('odd'), { name });
    project.edit('src/main.ts', 'mine');
    await browser.pass(250);
    const saved = project.saved.value;
    if (saved.state !== 'refused') throw new Error(`The state is ${saved.state}.`);
    expect(saved.message).toContain(words);
    const file = await saved.download();
    expect(JSON.parse(file.text)).toMatchObject({
      steps: { [step.id]: { files: { 'src/main.ts': 'mine' } } },
    });
    expect(file.name).toMatch(/^bulkhead-work-.*\.json$/);
  });

  it('is tried again with the next change', async () => {
    const browser = new Browser();
    const project = await openWorkspace(browser.tab()).openProject(step);
    browser.store.failure = new DOMException('full', 'QuotaExceededError');
    project.edit('src/main.ts', 'mine');
    await browser.pass(250);
    browser.store.failure = null;
    project.show('package.json');
    await browser.pass(250);
    expect(project.saved.value.state).toBe('saved');
    expect(browser.store.data.get(KEY)).toMatchObject({ files: { 'src/main.ts': 'mine' } });
  });

  it('lets the project be used when nothing can be read', async () => {
    const browser = new Browser();
    const refuse = () => Promise.reject(new DOMException('no', 'SecurityError'));
    const store: KeyValueStore = { get: refuse, entries: refuse, setMany: refuse };
    const workspace = openWorkspace(browser.tab(store));
    const project = await workspace.openProject(step);
    expect(project.edit('src/main.ts', 'mine')).toEqual({ ok: true });
    expect(project.saved.value).toMatchObject({ state: 'refused' });
    expect(await workspace.importAll((await workspace.exportAll()).text)).toMatchObject({ ok: false });
  });

  it('is assumed of a store that does not answer, and nothing is written over what it may hold', async () => {
    const browser = new Browser();
    const store = new MemoryStore();
    const answer = Promise.withResolvers<void>();
    store.get = async () => void (await answer.promise);
    const opening = openWorkspace(browser.tab(store)).openProject(step);
    await browser.pass(3_000);
    const project = await opening;
    project.edit('src/main.ts', 'mine');
    await browser.pass(250);
    expect(project.saved.value).toMatchObject({
      state: 'refused',
      message: expect.stringContaining('does not answer'),
    });
    expect(store.writes).toBe(0);
  });

  it('leaves the work of a newer version of the site alone', async () => {
    const browser = new Browser();
    browser.store.data.set('meta', { version: 99 });
    const project = await openWorkspace(browser.tab()).openProject(step);
    project.edit('src/main.ts', 'mine');
    await browser.pass(250);
    expect(project.saved.value).toMatchObject({ message: expect.stringContaining('newer version') });
    expect(browser.store.data.has(KEY)).toBe(false);
  });
});

describe('a course that has changed', () => {
  const changedStep = { ...step, hash: 'hash-2', files: { ...step.files, 'src/main.ts': 'new start' } };

  it('offers both versions, with mine kept until one is chosen', async () => {
    const browser = new Browser();
    await saveEdit(browser, 'mine');
    const first = await openWorkspace(browser.tab()).openProject(changedStep);
    expect(text(first)).toBe('mine');
    first.edit('src/main.ts', 'more of mine');
    await first.flush();

    const project = await openWorkspace(browser.tab()).openProject(changedStep);
    expect(project.conflict.value?.course).toEqual(changedStep.files);
    project.conflict.value?.keepMine();
    expect(project.conflict.value).toBeNull();
    await project.flush();
    const again = await openWorkspace(browser.tab()).openProject(changedStep);
    expect(text(again)).toBe('more of mine');
    expect(again.conflict.value).toBeNull();
  });

  it('puts mine aside when the course’s is taken', async () => {
    const browser = new Browser();
    await saveEdit(browser, 'mine');
    const project = await openWorkspace(browser.tab()).openProject(changedStep);
    project.conflict.value?.takeCourse();
    expect(text(project)).toBe('new start');
    await project.flush();
    const again = await openWorkspace(browser.tab()).openProject(changedStep);
    expect(again.conflict.value).toBeNull();
    again.undo();
    expect(text(again)).toBe('mine');
  });

  it('is simply taken where I had not changed anything', async () => {
    const browser = new Browser();
    const workspace = openWorkspace(browser.tab());
    const project = await workspace.openProject(step);
    project.show('package.json');
    await workspace.flush();
    const again = await openWorkspace(browser.tab()).openProject(changedStep);
    expect(again.conflict.value).toBeNull();
    expect(text(again)).toBe('new start');
    expect(again.active.value).toBe('package.json');
  });
});

describe('two tabs on one step', () => {
  async function twoTabs() {
    const browser = new Browser();
    const here = await openWorkspace(browser.tab()).openProject(step);
    const there = await openWorkspace(browser.tab()).openProject(step);
    return { browser, here, there };
  }

  it('tells the other tab and loads its version when asked', async () => {
    const { browser, here, there } = await twoTabs();
    here.edit('src/main.ts', 'here');
    await here.flush();
    browser.time += 1;
    there.edit('src/main.ts', 'there');
    await there.flush();
    await settle();
    expect(text(here)).toBe('here');
    await here.elsewhere.value?.load();
    expect(text(here)).toBe('there');
    expect(here.elsewhere.value).toBeNull();
    here.undo();
    expect(text(here)).toBe('here');
  });

  it('lets the last writer win and keeps the other version as a snapshot', async () => {
    const { browser, here, there } = await twoTabs();
    browser.time += 1;
    there.edit('src/main.ts', 'there');
    await there.flush();
    await settle();
    browser.time += 1;
    here.edit('src/main.ts', 'here');
    await here.flush();
    const again = await openWorkspace(browser.tab()).openProject(step);
    expect(text(again)).toBe('here');
    expect(again.snapshots.value).toMatchObject([
      { label: 'From another tab', files: { 'src/main.ts': 'there' } },
    ]);
  });

  it('does not store a tab that was only looked at over work of the other', async () => {
    const { browser, here, there } = await twoTabs();
    browser.time += 1;
    there.edit('src/main.ts', 'there');
    await there.flush();
    await settle();
    here.show('package.json');
    await here.flush();
    expect(browser.store.data.get(KEY)).toMatchObject({ files: { 'src/main.ts': 'there' } });
  });

  it('is not told of a version that is the same', async () => {
    const { browser, here, there } = await twoTabs();
    here.edit('src/main.ts', 'same');
    await here.flush();
    browser.time += 1;
    there.edit('src/main.ts', 'same');
    await there.flush();
    await settle();
    expect(here.elsewhere.value).toBeNull();
  });

  it('shares progress and settings', async () => {
    const browser = new Browser();
    const here = openWorkspace(browser.tab());
    const there = openWorkspace(browser.tab());
    await settle();
    there.recordVerdict('a', { passed: 2, total: 2 });
    there.updateSettings({ fontSize: 20 });
    await there.flush();
    await settle();
    expect(here.progress.value).toEqual({ a: { passed: true, at: 1_000, checks: { passed: 2, total: 2 } } });
    expect(here.settings.value.fontSize).toBe(20);
  });
});

describe('progress', () => {
  it('stays passed, with the time of the first pass', async () => {
    const browser = new Browser();
    const workspace = openWorkspace(browser.tab());
    await settle();
    workspace.recordVerdict('a', { passed: 1, total: 2 });
    expect(workspace.progress.value.a).toMatchObject({ passed: false, checks: { passed: 1, total: 2 } });
    browser.time = 2_000;
    workspace.recordVerdict('a', { passed: 2, total: 2 });
    browser.time = 3_000;
    workspace.recordVerdict('a', { passed: 0, total: 2 });
    workspace.recordVerdict('a', { passed: 2, total: 2 });
    expect(workspace.progress.value.a).toEqual({
      passed: true,
      at: 2_000,
      checks: { passed: 2, total: 2 },
    });
    await workspace.flush();
    const again = openWorkspace(browser.tab());
    await again.openProject(step);
    expect(again.progress.value).toEqual(workspace.progress.value);
  });
});

describe('all my work as one file', () => {
  it('is exported from one browser and imported into another', async () => {
    const from = new Browser();
    const workspace = openWorkspace(from.tab());
    const project = await workspace.openProject(step);
    project.edit('src/main.ts', 'mine');
    workspace.recordVerdict(step.id, { passed: 1, total: 1 });
    workspace.updateSettings({ wordWrap: true });
    const file = await workspace.exportAll();

    const to = openWorkspace(new Browser().tab());
    expect(await to.importAll(file.text)).toEqual({
      ok: true,
      message: '1 step imported.',
      steps: 1,
      replaced: 0,
    });
    expect(text(await to.openProject(step))).toBe('mine');
    expect(to.progress.value[step.id]?.passed).toBe(true);
    expect(to.settings.value.wordWrap).toBe(true);
  });

  it('replaces mine, stored or open, and keeps it as a snapshot', async () => {
    const from = new Browser();
    await saveEdit(from, 'imported');
    const file = await openWorkspace(from.tab()).exportAll();

    const stored = new Browser();
    await saveEdit(stored, 'mine');
    const later = openWorkspace(stored.tab());
    expect(await later.importAll(file.text)).toMatchObject({ ok: true, replaced: 1 });
    const open = new Browser();
    const workspace = openWorkspace(open.tab());
    const openProject = await workspace.openProject(step);
    openProject.edit('src/main.ts', 'mine');
    expect(await workspace.importAll(file.text)).toMatchObject({ ok: true, replaced: 1 });

    for (const project of [await later.openProject(step), openProject]) {
      expect(text(project)).toBe('imported');
      expect(project.snapshots.value.map((each) => each.label)).toEqual(['Before the import']);
      project.undo();
      expect(text(project)).toBe('mine');
    }
  });

  it.each([
    ['no JSON', 'the file is not JSON'],
    ['{"a":1}', 'the file is not an export of this site'],
    ['{"format":"bulkhead-work","version":9}', 'the file has version 9'],
    [
      JSON.stringify({
        format: 'bulkhead-work',
        version: 1,
        exportedAt: 1,
        steps: { a: { hash: 1 } },
        progress: {},
        settings: {},
      }),
      'damaged at steps → a → hash: expected string.',
    ],
    [
      JSON.stringify({
        format: 'bulkhead-work',
        version: 1,
        exportedAt: 1,
        steps: {
          a: { hash: 'h', files: { '../x': '' }, open: [], active: null, snapshots: [], updatedAt: 1 },
        },
        progress: {},
        settings: { restartOnChange: true, fontSize: 14, wordWrap: true, layout: {} },
      }),
      'a path in it is not allowed',
    ],
  ])('is refused with one sentence when it is bad: %#', async (bad, words) => {
    const browser = new Browser();
    const outcome = await openWorkspace(browser.tab()).importAll(bad);
    expect(outcome).toEqual({ ok: false, message: expect.stringContaining(words) });
    expect([...browser.store.data.keys()]).not.toContain('step/a');
  });
});
