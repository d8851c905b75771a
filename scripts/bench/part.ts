/** What every part of the bench is given and gives back. */
import type { Browser } from '@playwright/test';
import type { Site } from './site.ts';

export interface BenchContext {
  browser: Browser;
  site: Site;
  /** For a line that says what is under way. */
  progress(text: string): void;
}

export type Unit = 'ms' | 'MB' | 'req/s' | 'MiB';

/** A value is held against a limit of its own, or against native Node's value of the same run. */
export type Target =
  | { kind: 'at-most'; value: number }
  /** Of value / native. */
  | { kind: 'ratio-at-most'; value: number }
  | { kind: 'ratio-at-least'; value: number };

export interface Figure {
  name: string;
  value: number;
  unit: Unit;
  /** The same on native Node, measured in turns with `value`; null where there is no such thing. */
  native: number | null;
  target: Target | null;
}

export interface PartResult {
  figures: Figure[];
  /** Lines below the table: what a figure is made of. */
  details: string[];
  /** Every single measurement, for `--json`. */
  samples: Record<string, unknown>;
}

export interface Part {
  /** As in `--only NAME`. */
  name: string;
  run(context: BenchContext): Promise<PartResult>;
}
