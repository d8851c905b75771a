import { describe, expect, it } from 'vitest';
import type { Project, ProjectChange } from '../../../../src/workbench/project/types.ts';
import { openWorkspace } from '../../../../src/workbench/project/workspace.ts';
import { Browser, solved, step } from './fixtures.ts';

async function open(): Promise<{ project: Project; changes: ProjectChange[]; browser: Browser }> {
  const browser = new Browser();
  const project = await openWorkspace(browser.tab()).openProject(step);
  const changes: ProjectChange[] = [];
  project.onChange((change) => changes.push(change));
  return { project, changes, browser };
}

describe('a project', () => {
  it('begins at the start of the step with its tabs open', async () => {
    const { project } = await open();
    expect(project.files.value).toEqual(step.files);
    expect(project.everything.value).toEqual({ ...step.files, ...step.checks });
    expect(project.open.value).toEqual(step.open);
    expect(project.active.value).toBe('src/main.ts');
    expect(project.changed.value).toBe(false);
    expect(project.saved.value).toEqual({ state: 'idle' });
    expect(project.entries.value).toEqual([
      { kind: 'check', path: 'checks/answer.test.ts' },
      { kind: 'text', path: 'package.json' },
      { kind: 'text', path: 'src/main.ts' },
      { kind: 'text', path: 'src/old.ts' },
    ]);
  });

  it('tells each edit at once and in order, and equal text not at all', async () => {
    const { project, changes } = await open();
    expect(project.edit('src/main.ts', 'a')).toEqual({ ok: true });
    project.edit('src/main.ts', 'a');
    project.edit('src/main.ts', 'ab');
    expect(changes).toEqual([
      { origin: 'page', type: 'write', path: 'src/main.ts', text: 'a' },
      { origin: 'page', type: 'write', path: 'src/main.ts', text: 'ab' },
    ]);
    expect(project.changed.value).toBe(true);
    project.edit('src/main.ts', 'start');
    expect(project.changed.value).toBe(false);
  });

  it('keeps the checks as they are', async () => {
    const { project, changes } = await open();
    const path = 'checks/answer.test.ts';
    expect(project.editable(path)).toBe(false);
    expect(project.read(path)).toBe('check');
    for (const outcome of [
      project.edit(path, 'x'),
      project.remove(path),
      project.remove('checks'),
      project.rename(path, 'x.ts'),
      project.create(path),
    ]) {
      expect(outcome.ok).toBe(false);
    }
    project.acceptFromContainer(path, { kind: 'text', text: 'cheat' });
    expect(project.everything.value[path]).toBe('check');
    expect(changes).toEqual([]);
  });

  it.each([
    ['', 'A file needs a name.'],
    ['/etc/passwd', 'A path starts inside the project folder, without a leading "/".'],
    ['a/../b.ts', 'A path cannot contain "." or "..".'],
    ['src//a.ts', 'A path cannot have an empty name between two "/" or at its end.'],
    ['src/', 'A path cannot have an empty name between two "/" or at its end.'],
    ['what?.ts', 'A name cannot contain ?, since not every system allows it.'],
    ['a\nb.ts', 'A name cannot contain line breaks or control characters.'],
    ['node_modules/x/index.js', 'node_modules belongs to the package manager.'],
    ['__proto__', '"__proto__" cannot be the name of a file.'],
    ['src/main.ts', 'There is already a file src/main.ts.'],
    ['src', 'There is already a folder src.'],
    ['src/main.ts/x.ts', 'src/main.ts is a file, so nothing can be put into it.'],
    ['x'.repeat(201), 'A path can have 200 characters; this one has 201.'],
  ])('refuses to create %j with a sentence', async (path, message) => {
    const { project, changes } = await open();
    expect(project.create(path)).toEqual({ ok: false, message });
    expect(changes).toEqual([]);
  });

  it('takes names that objects have anyway', async () => {
    const { project } = await open();
    expect(project.read('constructor')).toBeNull();
    expect(project.create('constructor', 'x')).toEqual({ ok: true });
    expect(project.read('constructor')).toBe('x');
  });

  it('creates a file and shows it', async () => {
    const { project, changes } = await open();
    expect(project.create('src/health.ts', 'ok')).toEqual({ ok: true });
    expect(project.active.value).toBe('src/health.ts');
    expect(changes).toEqual([{ origin: 'page', type: 'write', path: 'src/health.ts', text: 'ok' }]);
  });

  it('renames a folder with its files and tabs', async () => {
    const { project, changes } = await open();
    expect(project.rename('src', 'lib')).toEqual({ ok: true });
    expect(Object.keys(project.files.value)).toEqual(['package.json', 'lib/main.ts', 'lib/old.ts']);
    expect(project.active.value).toBe('lib/main.ts');
    expect(changes).toEqual([{ origin: 'page', type: 'rename', from: 'src', to: 'lib' }]);
    expect(project.rename('lib', 'lib/deeper')).toEqual({
      ok: false,
      message: 'lib cannot be moved into itself.',
    });
    expect(project.rename('nothing', 'x')).toEqual({
      ok: false,
      message: 'There is no file or folder nothing.',
    });
  });

  it('removes a folder and closes its tabs', async () => {
    const { project } = await open();
    project.remove('src');
    expect(project.files.value).toEqual({ 'package.json': '{}' });
    expect(project.open.value).toEqual(['checks/answer.test.ts']);
    expect(project.active.value).toBe('checks/answer.test.ts');
  });

  it('refuses text over 1 MiB', async () => {
    const { project } = await open();
    expect(project.edit('src/main.ts', 'é'.repeat(524_288)).ok).toBe(true);
    expect(project.edit('src/main.ts', 'é'.repeat(524_289))).toMatchObject({ ok: false });
  });

  it('opens and closes tabs', async () => {
    const { project } = await open();
    project.show('package.json');
    project.show('not there');
    expect(project.open.value).toEqual(['src/main.ts', 'checks/answer.test.ts', 'package.json']);
    project.close('package.json');
    expect(project.active.value).toBe('checks/answer.test.ts');
    project.close('src/main.ts');
    project.close('checks/answer.test.ts');
    expect(project.open.value).toEqual([]);
    expect(project.active.value).toBeNull();
  });
});

describe('Reset, Solve and Undo', () => {
  it('keep my version and bring it back', async () => {
    const { project, changes } = await open();
    project.edit('src/main.ts', 'mine');
    const mine = project.files.value;
    project.solve();
    expect(project.files.value).toEqual(solved);
    expect(project.snapshots.value.map((each) => each.label)).toEqual(['Before Solve']);
    expect(changes.at(-1)).toEqual({ origin: 'page', type: 'replace', files: solved });
    expect(project.undo()).toBe(true);
    expect(project.files.value).toEqual(mine);
    expect(project.snapshots.value).toEqual([]);
    project.reset();
    expect(project.files.value).toEqual(step.files);
    project.undo();
    expect(project.files.value).toEqual(mine);
    expect(project.undo()).toBe(false);
  });

  it('keep what was typed after Solve when it is undone', async () => {
    const { project } = await open();
    project.edit('src/main.ts', 'mine');
    project.solve();
    project.edit('src/main.ts', 'solved and mine');
    project.undo();
    expect(project.read('src/main.ts')).toBe('mine');
    project.undo();
    expect(project.read('src/main.ts')).toBe('solved and mine');
  });

  it('do nothing and keep nothing when nothing would change', async () => {
    const { project, changes } = await open();
    project.reset();
    expect(project.snapshots.value).toEqual([]);
    expect(changes).toEqual([]);
  });

  it('keep the last ten versions', async () => {
    const { project, browser } = await open();
    for (let round = 0; round < 12; round++) {
      browser.time += 1;
      project.edit('src/main.ts', `round ${round}`);
      project.reset();
    }
    expect(project.snapshots.value).toHaveLength(10);
    const oldest = project.snapshots.value.at(-1);
    expect(oldest?.files['src/main.ts']).toBe('round 2');
    expect(project.restore(oldest?.id ?? '')).toBe(true);
    expect(project.read('src/main.ts')).toBe('round 2');
    expect(project.restore('unknown')).toBe(false);
  });
});

describe('what the container tells', () => {
  it('becomes part of the project, marked as the container’s', async () => {
    const { project, changes } = await open();
    project.acceptFromContainer('data.json', { kind: 'text', text: '[]' });
    project.acceptFromContainer('data.json', { kind: 'text', text: '[]' });
    project.acceptFromContainer('src', { kind: 'removed' });
    expect(project.files.value).toEqual({ 'package.json': '{}', 'data.json': '[]' });
    expect(changes).toEqual([
      { origin: 'container', type: 'write', path: 'data.json', text: '[]' },
      { origin: 'container', type: 'remove', path: 'src' },
    ]);
  });

  it('is shown but not edited when it is not text', async () => {
    const { project } = await open();
    project.acceptFromContainer('photo.png', { kind: 'opaque', reason: 'Not text.' });
    expect(project.entries.value).toContainEqual({ kind: 'opaque', path: 'photo.png', reason: 'Not text.' });
    expect(project.editable('photo.png')).toBe(false);
    expect(project.create('photo.png')).toMatchObject({ ok: false });
    expect(project.rename('photo.png', 'img/photo.png')).toEqual({ ok: true });
    expect(project.remove('img/photo.png')).toEqual({ ok: true });
    expect(project.entries.value).not.toContainEqual(expect.objectContaining({ kind: 'opaque' }));
  });
});
