/** Files in layers: a state, and what a folder changes in it. Pure functions. */
import { createHash } from 'node:crypto';
import type { FileMap } from './types.ts';

/** A folder's content (text), and the paths it deletes (null). */
export type Layer = Record<string, string | null>;

export function applyLayer(state: FileMap, layer: Layer): FileMap {
  const next = new Map(Object.entries(state));
  for (const [path, content] of Object.entries(layer)) {
    if (content === null) next.delete(path);
    else next.set(path, content);
  }
  return Object.fromEntries([...next].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The layer that turns `before` into `after`. */
export function difference(before: FileMap, after: FileMap): Layer {
  const layer: Layer = {};
  for (const [path, content] of Object.entries(after)) {
    if (before[path] !== content) layer[path] = content;
  }
  for (const path of Object.keys(before)) {
    if (!(path in after)) layer[path] = null;
  }
  return layer;
}

/** 16 hex digits over the JSON of `value`, the same for the same content whatever its keys' order. */
export function contentHash(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex')
    .slice(0, 16);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, element]) => [key, sorted(element)]));
}
