/** The file tree as the rows on screen: pure, so that keys and order are tested without a page. */
import type { ProjectEntry } from '../project/types.ts';

export interface TreeRow {
  path: string;
  name: string;
  depth: number;
  kind: 'folder' | 'text' | 'check' | 'opaque';
  /** For folders. */
  expanded: boolean;
  /** 1-based place among its siblings, and how many there are (`aria-posinset`, `aria-setsize`). */
  position: number;
  siblings: number;
  /** May be renamed and deleted. */
  mutable: boolean;
}

interface Folder {
  folders: Map<string, Folder>;
  files: Map<string, ProjectEntry>;
}

/** Folders first, then files, each by name; `node_modules` is not shown. */
export function treeRows(
  entries: readonly ProjectEntry[],
  collapsed: ReadonlySet<string>,
  emptyFolders: ReadonlySet<string> = new Set(),
): TreeRow[] {
  const root: Folder = { folders: new Map(), files: new Map() };
  const folderAt = (parts: string[]) => {
    let folder = root;
    for (const part of parts) {
      const next = folder.folders.get(part) ?? { folders: new Map(), files: new Map() };
      folder.folders.set(part, next);
      folder = next;
    }
    return folder;
  };
  for (const entry of entries) {
    const parts = entry.path.split('/');
    const name = parts.pop();
    if (name === undefined || parts.includes('node_modules')) continue;
    folderAt(parts).files.set(name, entry);
  }
  for (const path of emptyFolders) folderAt(path.split('/'));

  const rows: TreeRow[] = [];
  const walk = (folder: Folder, prefix: string, depth: number) => {
    const byName = <T>(map: Map<string, T>) => [...map].sort(([a], [b]) => a.localeCompare(b, 'en'));
    const siblings = folder.folders.size + folder.files.size;
    let position = 0;
    for (const [name, inner] of byName(folder.folders)) {
      position += 1;
      const path = `${prefix}${name}`;
      const expanded = !collapsed.has(path);
      const mutable = !onlyChecks(inner);
      rows.push({ path, name, depth, kind: 'folder', expanded, position, siblings, mutable });
      if (expanded) walk(inner, `${path}/`, depth + 1);
    }
    for (const [name, entry] of byName(folder.files)) {
      position += 1;
      const mutable = entry.kind !== 'check';
      rows.push({
        path: entry.path,
        name,
        depth,
        kind: entry.kind,
        expanded: false,
        position,
        siblings,
        mutable,
      });
    }
  };
  walk(root, '', 1);
  return rows;
}

function onlyChecks(folder: Folder): boolean {
  const files = [...folder.files.values()];
  if (files.length === 0 && folder.folders.size === 0) return false;
  return files.every((file) => file.kind === 'check') && [...folder.folders.values()].every(onlyChecks);
}

export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

export type TreeMove =
  | { type: 'focus'; path: string }
  | { type: 'expand'; path: string }
  | { type: 'collapse'; path: string };

/** What an arrow, Home, End or a letter does (WAI-ARIA tree pattern); null when nothing. */
export function treeMove(rows: readonly TreeRow[], path: string | null, key: string): TreeMove | null {
  const at = rows.findIndex((row) => row.path === path);
  const row = rows[at];
  const focus = (target: TreeRow | undefined): TreeMove | null =>
    target ? { type: 'focus', path: target.path } : null;
  switch (key) {
    case 'ArrowDown':
      return focus(rows[at + 1]);
    case 'ArrowUp':
      return focus(rows[at === -1 ? rows.length - 1 : at - 1]);
    case 'Home':
      return focus(rows[0]);
    case 'End':
      return focus(rows.at(-1));
    case 'ArrowRight':
      if (row?.kind !== 'folder') return null;
      if (!row.expanded) return { type: 'expand', path: row.path };
      return focus(rows[at + 1]?.depth === row.depth + 1 ? rows[at + 1] : undefined);
    case 'ArrowLeft':
      if (!row) return null;
      if (row.kind === 'folder' && row.expanded) return { type: 'collapse', path: row.path };
      return focus(rows.find((other) => other.path === parentOf(row.path)));
    default: {
      if (key.length !== 1 || key === ' ') return null;
      const after = [...rows.slice(at + 1), ...rows.slice(0, at + 1)];
      return focus(after.find((other) => other.name.toLowerCase().startsWith(key.toLowerCase())));
    }
  }
}

/** Why a name cannot be used, as one sentence; null when it can. `name` may hold slashes. */
export function nameProblem(name: string, folder: string, taken: ReadonlySet<string>): string | null {
  const trimmed = name.trim();
  if (trimmed === '') return 'A name is missing: type one, or press Escape.';
  if (trimmed.startsWith('/') || trimmed.endsWith('/'))
    return `“${trimmed}” must not begin or end with a slash.`;
  const parts = trimmed.split('/');
  const bad = parts.find((part) => part === '' || part === '.' || part === '..');
  if (bad !== undefined) return `“${bad === '' ? '//' : bad}” is not allowed in a path.`;
  const illegal = /[\\:*?"<>|]/.exec(trimmed)?.[0];
  if (illegal !== undefined) return `“${illegal}” is not allowed in a name: some systems cannot store it.`;
  const path = folder === '' ? trimmed : `${folder}/${trimmed}`;
  if (parts.includes('node_modules')) return '“node_modules” belongs to npm: choose another name.';
  if (path === 'checks' || path.startsWith('checks/'))
    return '“checks” holds the lesson’s checks: choose another folder.';
  if (taken.has(path)) return `“${path}” exists already: choose another name.`;
  return null;
}
