import { describe, expect, it } from 'vitest';
import { decodeKeys, type Key, NO_KEYS } from '../../../../src/host/programs/shell/editor/keys.ts';
import {
  applyKey,
  type Effect,
  emptyLine,
  type LineState,
  remember,
} from '../../../../src/host/programs/shell/editor/line.ts';
import { BLANK, draw, leaveLine, reflowed } from '../../../../src/host/programs/shell/editor/screen.ts';
import { isUnfinished } from '../../../../src/host/programs/shell/unfinished.ts';
import { TestScreen } from './terminal.ts';

/** The keys of `chunks`, as they arrive one after the other. */
function keysOf(...chunks: string[]): Key[] {
  let state = NO_KEYS;
  const keys: Key[] = [];
  for (const chunk of chunks) {
    const step = decodeKeys(state, chunk);
    state = step.state;
    keys.push(...step.keys);
  }
  return keys;
}

function type(state: LineState, ...chunks: string[]): { state: LineState; effects: Effect[] } {
  const effects: Effect[] = [];
  let line = state;
  for (const key of keysOf(...chunks)) {
    const step = applyKey(line, key, isUnfinished);
    line = step.state;
    if (step.effect.type !== 'none') effects.push(step.effect);
  }
  return { state: line, effects };
}

/** The text with `|` at the cursor. */
function shown({ text, cursor }: LineState): string {
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

const typed = (...chunks: string[]): string => shown(type(emptyLine([]), ...chunks).state);

describe('keys', () => {
  it('reads text and control keys', () => {
    expect(keysOf('ls\r')).toEqual([
      { type: 'text', text: 'ls' },
      { type: 'key', name: 'enter' },
    ]);
  });

  it.each([
    ['\x1b[A', 'up'],
    ['\x1bOA', 'up'],
    ['\x1b[3~', 'delete'],
    ['\x1b[1;5D', 'word-left'],
    ['\x1bf', 'word-right'],
    ['\x7f', 'backspace'],
    ['\x17', 'delete-word'],
  ])('knows %j', (sequence, name) => {
    expect(keysOf(sequence)).toEqual([{ type: 'key', name }]);
  });

  it('puts a sequence together that comes in single bytes', () => {
    expect(keysOf(...'\x1b[1;5C')).toEqual([{ type: 'key', name: 'word-right' }]);
  });

  it('drops a sequence it does not know, and nothing after it', () => {
    expect(keysOf('\x1b[25~a')).toEqual([{ type: 'text', text: 'a' }]);
  });

  it('drops Escape alone', () => {
    expect(keysOf('\x1b', 'b')).toEqual([{ type: 'text', text: 'b' }]);
  });

  it('takes CR LF for one Enter', () => {
    expect(keysOf('\r\n')).toHaveLength(1);
  });

  it('gives a paste as one key, wherever its chunks are cut', () => {
    const whole = '\x1b[200~echo 1\r\necho\t2\x1b[201~x';
    const expected: Key[] = [
      { type: 'paste', text: 'echo 1\necho  2' },
      { type: 'text', text: 'x' },
    ];
    for (let cut = 1; cut < whole.length; cut++) {
      expect(keysOf(whole.slice(0, cut), whole.slice(cut)), `cut at ${cut}`).toEqual(expected);
    }
  });
});

describe('line', () => {
  it.each([
    ['inserts where the cursor is', ['abd\x1b[Dc'], 'abc|d'],
    ['goes to both ends', ['abc\x01x\x05y'], 'xabcy|'],
    ['takes back whole characters', ['a👩‍👩‍👧b\x7f\x7f'], 'a|'],
    ['moves over whole characters', ['e\u0301x\x1b[D\x1b[D-'], '-|e\u0301x'],
    ['deletes under the cursor', ['abc\x01\x1b[3~'], '|bc'],
    ['deletes to the end', ['one two\x1b[1;5D\x0b'], 'one |'],
    ['deletes to the start', ['one two\x1b[1;5D\x15'], '|two'],
    ['deletes a word and the blanks after it', ['git commit -m  \x17'], 'git commit |'],
    ['brings back what was deleted', ['one two\x17\x01\x19'], 'two|one '],
    ['moves by words', ['one two.three\x1bb\x1bb'], 'one |two.three'],
  ])('%s', (_, chunks, expected) => {
    expect(typed(...chunks)).toBe(expected);
  });

  it('hands a finished line over', () => {
    expect(type(emptyLine([]), 'echo hi\r').effects).toEqual([{ type: 'submit', text: 'echo hi' }]);
  });

  it.each([
    'echo "a',
    "echo 'a",
    'if true; then',
    'for x in a b; do',
    'f() {',
    'echo $(ls',
    'ls |',
    'true &&',
    'echo a \\',
    'cat <<END\nx',
  ])('goes on in the next row after %j', (text) => {
    const { state, effects } = type(emptyLine([]), `\x1b[200~${text}\x1b[201~\r`);
    expect(effects).toEqual([]);
    expect(shown(state)).toBe(`${text}\n|`);
  });

  it('hands over several rows at once', () => {
    expect(type(emptyLine([]), 'echo "a\rb"\r').effects).toEqual([{ type: 'submit', text: 'echo "a\nb"' }]);
  });

  it('hands a wrong line over rather than asking for more for ever', () => {
    expect(type(emptyLine([]), 'echo )\r').effects).toEqual([{ type: 'submit', text: 'echo )' }]);
  });

  it('ends with Ctrl-D only where nothing is written', () => {
    expect(type(emptyLine([]), '\x04').effects).toEqual([{ type: 'end-of-input' }]);
    expect(shown(type(emptyLine([]), 'ab\x01\x04').state)).toBe('|b');
  });

  it('lists on the second Tab in a row only', () => {
    expect(type(emptyLine([]), 'l\t\tx\t').effects).toEqual([
      { type: 'complete', list: false },
      { type: 'complete', list: true },
      { type: 'complete', list: false },
    ]);
  });

  it('walks the history and comes back to the draft', () => {
    const start = emptyLine(['first', 'second']);
    const up = '\x1b[A';
    const down = '\x1b[B';
    expect(shown(type(start, 'dra', up).state)).toBe('second|');
    expect(shown(type(start, 'dra', up, up, up).state)).toBe('first|');
    expect(shown(type(start, 'dra', up, up, down, down).state)).toBe('dra|');
  });

  it('moves between the rows of one text first', () => {
    const start = emptyLine(['before']);
    expect(shown(type(start, '\x1b[200~abc\nde\x1b[201~\x1b[A').state)).toBe('ab|c\nde');
    expect(shown(type(start, '\x1b[200~abc\nde\x1b[201~\x1b[A\x1b[A').state)).toBe('before|');
  });

  it('searches back with Ctrl-R', () => {
    const start = emptyLine(['node a.ts', 'ls', 'node b.ts']);
    expect(shown(type(start, '\x12nod').state)).toBe('node b.ts|');
    expect(type(start, '\x12nod\x12\r').effects).toEqual([{ type: 'submit', text: 'node a.ts' }]);
  });

  it('keeps no blank and no repeated line', () => {
    expect(remember(['ls'], '  ')).toEqual(['ls']);
    expect(remember(['ls'], 'ls')).toEqual(['ls']);
    expect(remember(['ls'], 'pwd')).toEqual(['ls', 'pwd']);
  });
});

describe('screen', () => {
  const prompt = '\x1b[34m~/p\x1b[0m $ ';

  it('shows the line and the cursor at every width', () => {
    for (let columns = 4; columns < 40; columns++) {
      const screen = new TestScreen(columns);
      let drawn = BLANK;
      let line = emptyLine([]);
      for (const key of keysOf('echo 日本語 and more', '\x1b[D\x1b[D', 'x', '\x01', 'y', '\x05', '\x17')) {
        line = applyKey(line, key, isUnfinished).state;
        const step = draw(drawn, { prompt, text: line.text, cursor: line.cursor, columns });
        screen.write(step.output);
        drawn = step.screen;
        const fresh = new TestScreen(columns);
        fresh.write(`${prompt}${line.text}`);
        expect(screen.text, `width ${columns}`).toBe(fresh.text);
        expect(screen.row, `width ${columns}`).toBe(drawn.row);
      }
    }
  });

  it('places the cursor where the next character would go', () => {
    for (let columns = 4; columns < 30; columns++) {
      const text = 'abcdefghijklmnop';
      for (let cursor = 0; cursor <= text.length; cursor++) {
        const screen = new TestScreen(columns);
        screen.write(draw(BLANK, { prompt, text, cursor, columns }).output);
        const cells = '~/p $ '.length + cursor;
        expect([screen.row, screen.column]).toEqual([Math.floor(cells / columns), cells % columns]);
      }
    }
  });

  it('marks further rows', () => {
    const screen = new TestScreen(20);
    screen.write(draw(BLANK, { prompt, text: 'echo "a\nb"', cursor: 10, columns: 20 }).output);
    expect(screen.text).toBe('~/p $ echo "a\n> b"');
  });

  it('clears what a longer line has left', () => {
    const screen = new TestScreen(10);
    const long = draw(BLANK, { prompt, text: 'a'.repeat(30), cursor: 0, columns: 10 });
    screen.write(long.output);
    screen.write(draw(long.screen, { prompt, text: 'b', cursor: 1, columns: 10 }).output);
    expect(screen.text).toBe('~/p $ b');
  });

  it('leaves the line below its last row', () => {
    const screen = new TestScreen(10);
    const { output, screen: drawn } = draw(BLANK, { prompt, text: 'a'.repeat(20), cursor: 0, columns: 10 });
    screen.write(output + leaveLine(drawn));
    screen.write('x');
    expect(screen.text.split('\n').at(-1)).toBe('x');
  });

  it('finds its first row again after the terminal got another width', () => {
    expect(reflowed({ prompt, text: 'a'.repeat(20), cursor: 20, columns: 10 })).toEqual({
      row: 2,
      lastRow: 2,
    });
    expect(reflowed({ prompt, text: 'a'.repeat(20), cursor: 20, columns: 80 })).toEqual({
      row: 0,
      lastRow: 0,
    });
  });
});
