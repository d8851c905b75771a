/** Figures as a table in Markdown, so that it can be pasted as it is. */
import type { Figure, Target, Unit } from './part.ts';

const HEAD = ['Figure', 'Value', 'Native', 'Ratio', 'Target', ''];

export function tableOf(figures: Figure[]): string[] {
  const rows = figures.map((figure) => [
    figure.name,
    shown(figure.value, figure.unit),
    figure.native === null ? '' : shown(figure.native, figure.unit),
    figure.native === null ? '' : ratioOf(figure).toFixed(2),
    figure.target === null ? '' : targetText(figure.target, figure.unit),
    figure.target === null ? '' : isMet(figure) ? 'met' : 'missed',
  ]);
  const widths = HEAD.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: string[]) =>
    `| ${cells.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => `${'-'.repeat(width + 1)}${isNumber(column) ? ':' : '-'}`).join('|')}|`;
  return [line(HEAD), rule, ...rows.map(line)];
}

export function isMet(figure: Figure): boolean {
  const { target } = figure;
  switch (target?.kind) {
    case undefined:
      return true;
    case 'at-most':
      return figure.value <= target.value;
    case 'ratio-at-most':
      return ratioOf(figure) <= target.value;
    case 'ratio-at-least':
      return ratioOf(figure) >= target.value;
  }
}

function ratioOf({ value, native }: Figure): number {
  return native === null ? Number.NaN : value / native;
}

function targetText(target: Target, unit: Unit): string {
  switch (target.kind) {
    case 'at-most':
      return `≤ ${target.value} ${unit}`;
    case 'ratio-at-most':
      return `≤ ${target.value} × native`;
    case 'ratio-at-least':
      return `≥ ${target.value} × native`;
  }
}

function shown(value: number, unit: Unit): string {
  switch (unit) {
    case 'ms':
      return `${value < 20 ? value.toFixed(2) : Math.round(value)} ms`;
    case 'MB':
      return `${value.toFixed(3)} MB`;
    case 'MiB':
      return `${value.toFixed(1)} MiB`;
    case 'req/s':
      return `${Math.round(value)} req/s`;
  }
}

function isNumber(column: number): boolean {
  return column >= 1 && column <= 3;
}

function pad(cell: string, width: number, column: number): string {
  return isNumber(column) ? cell.padStart(width) : cell.padEnd(width);
}
