import type { Key, KeyName } from './keys.ts';

/** The line being written. It may hold line feeds: an unfinished quote goes on in the next row. */
export interface LineState {
  readonly text: string;
  /** Index into `text`, always between two characters as a person sees them. */
  readonly cursor: number;
  /** Oldest first. */
  readonly history: readonly string[];
  /** Where in the history the line comes from; `history.length` is the line that was being written. */
  readonly place: number;
  readonly draft: string;
  /** What the last deletion took, for Ctrl-Y. */
  readonly killed: string;
  /** The last key was a Tab that had nothing to add: the next one lists. */
  readonly tabbed: boolean;
  /** Ctrl-R: what is searched for, or null. */
  readonly search: string | null;
}

/** What the shell has to do after a key; the line itself is already in the new state. */
export type Effect =
  | { type: 'none' }
  | { type: 'submit'; text: string }
  | { type: 'interrupt' }
  | { type: 'end-of-input' }
  | { type: 'clear' }
  | { type: 'complete'; list: boolean };

export interface Step {
  state: LineState;
  effect: Effect;
}

const NONE: Effect = { type: 'none' };

export function emptyLine(history: readonly string[]): LineState {
  const blank = { text: '', cursor: 0, draft: '', killed: '', tabbed: false, search: null };
  return { ...blank, history, place: history.length };
}

/** The history with a line added; blank lines and repetitions are not kept. */
export function remember(history: readonly string[], line: string): readonly string[] {
  const text = line.trim();
  return text === '' || history.at(-1) === text ? history : [...history, text];
}

/** @param unfinished whether the text so far needs another line (an open quote, `if` without `fi`) */
export function applyKey(before: LineState, key: Key, unfinished: (text: string) => boolean): Step {
  if (before.search !== null) return searchKey(before, key, unfinished);
  const state = before.tabbed ? { ...before, tabbed: false } : before;
  if (key.type !== 'key') return step(insert(state, key.text));
  switch (key.name) {
    case 'enter':
      if (unfinished(state.text)) return step(insert({ ...state, cursor: state.text.length }, '\n'));
      return { state: { ...state, cursor: state.text.length }, effect: { type: 'submit', text: state.text } };
    case 'interrupt':
      return { state, effect: { type: 'interrupt' } };
    case 'end-of-input':
      if (state.text === '') return { state, effect: { type: 'end-of-input' } };
      return step(erase(state, state.cursor, next(state.text, state.cursor)));
    case 'clear':
      return { state, effect: { type: 'clear' } };
    case 'tab':
      return { state: { ...state, tabbed: true }, effect: { type: 'complete', list: before.tabbed } };
    case 'up':
    case 'down':
      return step(vertical(state, key.name));
    case 'search':
      return step({ ...state, search: '' });
    default:
      return step(edit(state, key.name));
  }
}

export function insert(state: LineState, text: string): LineState {
  const { text: old, cursor } = state;
  return { ...state, text: old.slice(0, cursor) + text + old.slice(cursor), cursor: cursor + text.length };
}

function step(state: LineState): Step {
  return { state, effect: NONE };
}

function edit(state: LineState, name: KeyName): LineState {
  const { text, cursor } = state;
  switch (name) {
    case 'left':
      return { ...state, cursor: previous(text, cursor) };
    case 'right':
      return { ...state, cursor: next(text, cursor) };
    case 'word-left':
      return { ...state, cursor: wordStart(text, cursor) };
    case 'word-right':
      return { ...state, cursor: wordEnd(text, cursor) };
    case 'home':
      return { ...state, cursor: rowStart(text, cursor) };
    case 'end':
      return { ...state, cursor: rowEnd(text, cursor) };
    case 'backspace':
      return erase(state, previous(text, cursor), cursor);
    case 'delete':
      return erase(state, cursor, next(text, cursor));
    case 'delete-word':
      return kill(state, blankWordStart(text, cursor), cursor);
    case 'delete-word-right':
      return kill(state, cursor, wordEnd(text, cursor));
    case 'delete-to-start':
      return kill(state, rowStart(text, cursor), cursor);
    case 'delete-to-end':
      return kill(state, cursor, rowEnd(text, cursor));
    case 'yank':
      return insert(state, state.killed);
    default:
      return state;
  }
}

function erase(state: LineState, from: number, to: number): LineState {
  return { ...state, text: state.text.slice(0, from) + state.text.slice(to), cursor: from };
}

function kill(state: LineState, from: number, to: number): LineState {
  return from === to ? state : { ...erase(state, from, to), killed: state.text.slice(from, to) };
}

/** Up and Down move inside a text of several rows first, and then through the history. */
function vertical(state: LineState, direction: 'up' | 'down'): LineState {
  const { text, cursor } = state;
  const start = rowStart(text, cursor);
  const end = rowEnd(text, cursor);
  if (direction === 'up' && start > 0) {
    const above = rowStart(text, start - 1);
    return { ...state, cursor: Math.min(above + cursor - start, start - 1) };
  }
  if (direction === 'down' && end < text.length) {
    return { ...state, cursor: Math.min(end + 1 + cursor - start, rowEnd(text, end + 1)) };
  }
  const place = state.place + (direction === 'up' ? -1 : 1);
  if (place < 0 || place > state.history.length) return state;
  const draft = state.place === state.history.length ? text : state.draft;
  const recalled = place === state.history.length ? draft : (state.history[place] ?? '');
  return { ...state, draft, place, text: recalled, cursor: recalled.length };
}

/** Ctrl-R: each key narrows the search, Ctrl-R again goes further back, anything else takes what was found. */
function searchKey(state: LineState, key: Key, unfinished: (text: string) => boolean): Step {
  const search = state.search ?? '';
  if (key.type === 'text') return step(found({ ...state, place: state.history.length }, search + key.text));
  if (key.type === 'key') {
    if (key.name === 'search') return step(found(state, search));
    if (key.name === 'backspace') {
      return step(found({ ...state, place: state.history.length }, search.slice(0, -1)));
    }
    if (key.name === 'interrupt') return { state: { ...state, search: null }, effect: { type: 'interrupt' } };
  }
  return applyKey({ ...state, search: null }, key, unfinished);
}

function found(state: LineState, search: string): LineState {
  if (search === '') return { ...state, search };
  for (let place = state.place - 1; place >= 0; place--) {
    const line = state.history[place] ?? '';
    if (line.includes(search)) return { ...state, search, place, text: line, cursor: line.length };
  }
  return { ...state, search };
}

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** What a person sees as one character, with the index where each begins. */
export function graphemes(text: string): Iterable<{ segment: string; index: number }> {
  return characters.segment(text);
}

function previous(text: string, cursor: number): number {
  let at = 0;
  for (const { index } of graphemes(text.slice(0, cursor))) at = index;
  return at;
}

function next(text: string, cursor: number): number {
  for (const { segment } of graphemes(text.slice(cursor))) return cursor + segment.length;
  return cursor;
}

function rowStart(text: string, cursor: number): number {
  return text.lastIndexOf('\n', cursor - 1) + 1;
}

function rowEnd(text: string, cursor: number): number {
  const end = text.indexOf('\n', cursor);
  return end === -1 ? text.length : end;
}

function wordStart(text: string, cursor: number): number {
  return /[\p{L}\p{N}_]*[^\p{L}\p{N}_]*$/u.exec(text.slice(0, cursor))?.index ?? 0;
}

function wordEnd(text: string, cursor: number): number {
  return cursor + (/^[^\p{L}\p{N}_]*[\p{L}\p{N}_]*/u.exec(text.slice(cursor))?.[0].length ?? 0);
}

/** Ctrl-W takes everything up to the blank before. */
function blankWordStart(text: string, cursor: number): number {
  return /\S*\s*$/.exec(text.slice(0, cursor))?.index ?? 0;
}
