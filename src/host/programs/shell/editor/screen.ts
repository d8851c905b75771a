// biome-ignore-all lint/suspicious/noControlCharactersInRegex: a terminal speaks in control characters.
import { graphemes } from './line.ts';

/** Where the line stands on the screen, relative to the row its prompt begins in. */
export interface Screen {
  /** Row of the cursor. */
  row: number;
  /** Row after the last character. */
  lastRow: number;
}

export interface View {
  /** May hold colour sequences, no line feed. */
  prompt: string;
  text: string;
  cursor: number;
  columns: number;
}

export const BLANK: Screen = { row: 0, lastRow: 0 };
const CONTINUATION = '> ';

/** Draws the line over what was drawn before: back to the first row, clear, write, place the cursor. */
export function draw(before: Screen, view: View): { output: string; screen: Screen } {
  const { end, cursor } = layout(view);
  const body = view.text.replaceAll('\n', `\r\n${CONTINUATION}`);
  // A row that is exactly full leaves the cursor beyond its end: one more character moves it on.
  const wrap = end.full ? ' \r' : '';
  const up = end.row - cursor.row;
  const output = `${toFirstRow(before)}${view.prompt}${body}${wrap}${move(up, 'A')}\r${move(cursor.column, 'C')}`;
  return { output, screen: { row: cursor.row, lastRow: end.row } };
}

/** Moves below the line, where output begins. */
export function leaveLine(screen: Screen): string {
  return `${move(screen.lastRow - screen.row, 'B')}\r\n`;
}

/** The terminal has a new width and has wrapped what stood there again: where the cursor is now. */
export function reflowed(view: View): Screen {
  const { end, cursor } = layout(view);
  return { row: cursor.row, lastRow: end.row };
}

interface Position {
  row: number;
  column: number;
}

/** Follows the terminal's own wrapping: a character that does not fit begins the next row. */
function layout(view: View): { end: Position & { full: boolean }; cursor: Position } {
  const columns = Math.max(view.columns, 2);
  let row = 0;
  let column = 0;
  const put = (text: string): void => {
    for (const { segment } of graphemes(text)) {
      const width = widthOf(segment);
      if (column + width > columns) {
        row += 1;
        column = 0;
      }
      column += width;
    }
  };
  const here = (): Position => (column >= columns ? { row: row + 1, column: 0 } : { row, column });
  put(view.prompt.replace(COLOURS, ''));
  let cursor: Position | null = null;
  for (const { segment, index } of graphemes(view.text)) {
    if (segment === '\n') {
      if (index === view.cursor) cursor = here();
      row += 1;
      column = 0;
      put(CONTINUATION);
      continue;
    }
    // A wide character in the last column moves down, and the cursor with it.
    if (index === view.cursor) {
      cursor = column + widthOf(segment) > columns ? { row: row + 1, column: 0 } : here();
    }
    put(segment);
  }
  const full = column >= columns;
  return { end: { ...here(), full }, cursor: cursor ?? here() };
}

function toFirstRow(screen: Screen): string {
  return `${move(screen.row, 'A')}\r\x1b[J`;
}

function move(count: number, direction: 'A' | 'B' | 'C'): string {
  return count > 0 ? `\x1b[${count}${direction}` : '';
}

const COLOURS = /\x1b\[[\d;]*m/g;

/** Columns that a character takes: 2 for East Asian wide ones and emoji, 0 for marks without a base. */
export function widthOf(segment: string): number {
  const code = segment.codePointAt(0) ?? 0;
  if (/^\p{M}+$/u.test(segment) || code === 0x200b || code === 0x200d) return 0;
  return isWide(code) ? 2 : 1;
}

/** Unicode's East Asian Width W and F, by block. */
const WIDE: readonly [number, number][] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

function isWide(code: number): boolean {
  return code >= 0x1100 && WIDE.some(([first, last]) => code >= first && code <= last);
}
