import { describe, expect, it } from 'vitest';
import { createHintStore } from '../../../../src/workbench/stores/hint-store.ts';
import { createLayoutStore, SIZE_LIMITS } from '../../../../src/workbench/stores/layout-store.ts';
import { createNoticeStore } from '../../../../src/workbench/stores/notice-store.ts';
import { createOfflineStore } from '../../../../src/workbench/stores/offline-store.ts';
import { createProblemStore } from '../../../../src/workbench/stores/problem-store.ts';

describe('the layout store', () => {
  it('remembers sizes, within their limits', () => {
    let memory: string | null = null;
    const ports = {
      read: () => memory,
      write: (text: string) => {
        memory = text;
      },
    };
    const layout = createLayoutStore(ports);
    layout.resize('files', 10_000);
    layout.resize('panel', 333.4);
    const later = createLayoutStore(ports);
    later.recall();
    expect(later.sizes.value).toEqual({ files: SIZE_LIMITS.files.max, panel: 333 });
    layout.resetSize('files');
    expect(layout.sizes.value.files).toBe(SIZE_LIMITS.files.initial);
  });

  it.each(['not json', '{"files":"wide"}', '[]', 'null'])('begins afresh from %s', (text) => {
    const layout = createLayoutStore({ read: () => text, write: () => undefined });
    layout.recall();
    expect(layout.sizes.value).toEqual({
      files: SIZE_LIMITS.files.initial,
      panel: SIZE_LIMITS.panel.initial,
    });
  });

  it('keeps the panel in front when the editor is shown', () => {
    const layout = createLayoutStore({ read: () => null, write: () => undefined });
    layout.show('http');
    layout.show('editor');
    expect([layout.panel.value, layout.view.value]).toEqual(['http', 'editor']);
  });
});

describe('the notice store', () => {
  it('replaces a notice of the same topic and keeps at most three', () => {
    const { notices, say, dismiss } = createNoticeStore();
    const notice = (text: string) => ({ text, tone: 'said' as const, actions: [] });
    say('a', notice('1'));
    say('a', notice('2'));
    expect(notices.value.map((one) => one.text)).toEqual(['2']);
    for (const topic of ['b', 'c', 'd']) say(topic, notice(topic));
    expect(notices.value.map((one) => one.text)).toEqual(['b', 'c', 'd']);
    dismiss(notices.value[0]?.id ?? 0);
    expect(notices.value.map((one) => one.text)).toEqual(['c', 'd']);
  });
});

describe('the hint store', () => {
  it('gives one at a time and no more than there are', () => {
    const hints = createHintStore(['one', 'two']);
    hints.show();
    expect(hints.given.value).toEqual(['one']);
    hints.hide();
    hints.show();
    expect(hints.given.value).toEqual(['one']);
    hints.more();
    hints.more();
    expect(hints.given.value).toEqual(['one', 'two']);
  });
});

describe('the offline store', () => {
  it('follows what the service worker says and ignores the rest', () => {
    let tell: (data: unknown) => void = () => undefined;
    const offline = createOfflineStore((listener) => {
      tell = listener;
      return { dispose: () => undefined };
    });
    tell('noise');
    tell({ type: 'offline-progress', done: 'x', total: 2 });
    expect(offline.state.value).toEqual({ phase: 'unknown' });
    tell({ type: 'offline-progress', done: 1, total: 2 });
    expect(offline.state.value).toEqual({ phase: 'keeping', done: 1, total: 2 });
    tell({ type: 'offline-ready', version: '1' });
    expect(offline.state.value).toEqual({ phase: 'ready' });
  });
});

describe('the problem store', () => {
  it('counts errors and sorts by place', () => {
    const { problems, errors, set } = createProblemStore();
    const problem = (path: string, line: number, severity: 'error' | 'warning') => ({
      path,
      line,
      column: 1,
      severity,
      message: '',
    });
    set([problem('b.ts', 1, 'error'), problem('a.ts', 9, 'warning'), problem('a.ts', 2, 'error')]);
    expect(errors.value).toBe(2);
    expect(problems.value.map((one) => `${one.path}:${one.line}`)).toEqual(['a.ts:2', 'a.ts:9', 'b.ts:1']);
  });
});
