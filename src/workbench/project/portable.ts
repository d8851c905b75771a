/**
 * All my work as one JSON file.
 *
 * Merging an imported file: each of its steps replaces mine, and what it replaces becomes the newest snapshot
 * of that step, so nothing is lost by an import. Progress is joined: passed on either side is passed. The
 * file's settings replace mine. Steps that are not in the file stay.
 */
import { sameFiles } from './paths.ts';
import { type AllWork, readWork, type SavedStep, SCHEMA_VERSION } from './records.ts';
import { withSnapshot } from './snapshots.ts';
import type { Progress, WorkFile } from './types.ts';

const FORMAT = 'bulkhead-work';

export function toWorkFile(work: Pick<AllWork, 'steps' | 'progress' | 'settings'>, at: number): WorkFile {
  const content: AllWork = { format: FORMAT, version: SCHEMA_VERSION, exportedAt: at, ...work };
  return {
    name: `bulkhead-work-${new Date(at).toISOString().slice(0, 10)}.json`,
    mediaType: 'application/json',
    text: `${JSON.stringify(content, null, 2)}\n`,
  };
}

export function fromWorkFile(text: string): { ok: true; work: AllWork } | { ok: false; message: string } {
  const refuse = (what: string) => ({ ok: false as const, message: `Nothing was imported: ${what}` });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('the file is not JSON. Choose a file that this site exported.');
  }
  if (typeof value !== 'object' || value === null || !('format' in value) || value.format !== FORMAT) {
    return refuse('the file is not an export of this site. Choose one named bulkhead-work-….json.');
  }
  if ('version' in value && typeof value.version === 'number' && value.version > SCHEMA_VERSION) {
    return refuse(
      `the file has version ${value.version} and this page reads up to ${SCHEMA_VERSION}. Reload the page and try again.`,
    );
  }
  const result = readWork(value);
  return result.ok ? result : refuse(`the file is damaged ${result.problem}.`);
}

/** The imported step itself, or one with mine as its newest snapshot where mine would be lost. */
export function mergeStep(
  imported: SavedStep,
  mine: SavedStep | null,
  newSnapshot: { id: string; at: number },
): SavedStep {
  if (!mine?.files) return imported;
  if (imported.files && sameFiles(imported.files, mine.files)) return imported;
  return {
    ...imported,
    snapshots: withSnapshot(imported.snapshots, {
      ...newSnapshot,
      label: 'Before the import',
      files: mine.files,
      open: mine.open,
      active: mine.active,
    }),
  };
}

/** Passed once is passed; else the later one counts. */
export function mergeProgress(a: Progress | undefined, b: Progress): Progress {
  if (!a) return b;
  if (a.passed !== b.passed) return a.passed ? a : b;
  // Of two passes the first is when it was passed, of two failures the last is where I am.
  return a.at <= b.at === a.passed ? a : b;
}
