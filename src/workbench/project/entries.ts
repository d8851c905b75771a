/** The files of a project as a person sees them: which there are, and what may be done with them. */
import type { FileMap } from '../../course/types.ts';
import { isWithin } from './paths.ts';
import type { ProjectEntry } from './types.ts';

/** The three kinds of files by path. */
export interface Kinds {
  files: FileMap;
  checks: FileMap;
  /** Why they cannot be edited. */
  opaque: Record<string, string>;
}

export function mapKeys<T>(record: Record<string, T>, moved: (key: string) => string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [moved(key), value]));
}

export function withoutPath<T>(record: Record<string, T>, path: string): Record<string, T> {
  const kept = Object.entries(record).filter(([key]) => !isWithin(key, path));
  return kept.length === Object.keys(record).length ? record : Object.fromEntries(kept);
}

export function listEntries({ files, checks, opaque }: Kinds): ProjectEntry[] {
  const entries: ProjectEntry[] = [
    ...Object.keys(files)
      .filter((path) => !Object.hasOwn(checks, path))
      .map((path): ProjectEntry => ({ kind: 'text', path })),
    ...Object.keys(checks).map((path): ProjectEntry => ({ kind: 'check', path })),
    ...Object.entries(opaque).map(([path, reason]): ProjectEntry => ({ kind: 'opaque', path, reason })),
  ];
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function allPaths({ files, checks, opaque }: Kinds): string[] {
  return [files, checks, opaque].flatMap((record) => Object.keys(record));
}

/** Why nothing can be done with `path`; null when it is a file or folder. */
export function missingProblem(kinds: Kinds, path: string): string | null {
  return allPaths(kinds).some((each) => isWithin(each, path)) ? null : `There is no file or folder ${path}.`;
}

/** Why `path` cannot be moved or deleted; null when it can. */
export function fixedProblem({ checks }: Kinds, path: string): string | null {
  const check = Object.keys(checks).find((each) => isWithin(each, path));
  return check ? `${check} is one of the checks and cannot be renamed or deleted.` : null;
}

/** Why there can be no new file at `path`; null when there can. */
export function takenProblem(kinds: Kinds, path: string): string | null {
  const all = allPaths(kinds);
  if (all.includes(path)) return `There is already a file ${path}.`;
  if (all.some((each) => isWithin(each, path))) return `There is already a folder ${path}.`;
  const file = all.find((each) => isWithin(path, each));
  return file ? `${file} is a file, so nothing can be put into it.` : null;
}
