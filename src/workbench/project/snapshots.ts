/** Versions of mine that were put aside, the newest first. */
import type { FileMap } from '../../course/types.ts';
import { sameFiles } from './paths.ts';
import { MAX_SNAPSHOTS, type Snapshot } from './types.ts';

export function withSnapshot(list: readonly Snapshot[], snapshot: Snapshot): Snapshot[] {
  return [snapshot, ...list].slice(0, MAX_SNAPSHOTS);
}

export function holdsFiles(list: readonly Snapshot[], files: FileMap): boolean {
  return list.some((snapshot) => sameFiles(snapshot.files, files));
}
