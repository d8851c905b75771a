/** A zod issue as a sentence for the author of the file. */
import { z } from 'zod';
import type { Meaning } from './schema.ts';

export type Path = readonly PropertyKey[];

/** One thing wrong in a document: where, and what to say. */
export interface Finding {
  /** Of the value, or of the key where the key itself is wrong. */
  path: Path;
  atKey: boolean;
  sentence: string;
  /** The key that was probably meant: that it is missing need not be said too. */
  meant?: Path;
}

/** All that is wrong with a document, in sentences. */
export function explainAll(
  issues: readonly z.core.$ZodIssue[],
  schema: z.ZodType,
  value: unknown,
): Finding[] {
  const findings = issues.flatMap((issue) => explain(issue, schema, value));
  const meant = new Set(
    findings.flatMap((finding) => (finding.meant === undefined ? [] : [nameOf(finding.meant)])),
  );
  return findings.filter((finding) => finding.atKey || !meant.has(nameOf(finding.path)));
}

function explain(issue: z.core.$ZodIssue, schema: z.ZodType, value: unknown): Finding[] {
  if (issue.code === 'unrecognized_keys') {
    const known = keysOf(schemaAt(schema, issue.path));
    return issue.keys.map((key) => unknownKey(issue.path, key, known));
  }
  const meaning = meaningAt(schema, issue.path);
  const found = show(valueAt(value, issue.path));
  const name = nameOf(issue.path);
  const expected = meaning?.expected ?? issue.message;
  const advice = meaning === null ? '' : ` Write ${meaning.example}`;
  const end = advice === '' || /[.…]$/.test(advice) ? '' : '.';
  return [
    {
      path: issue.path,
      atKey: false,
      sentence: `${name} should be ${expected}, found ${found}.${advice}${end}`,
    },
  ];
}

function unknownKey(parent: Path, key: string, known: string[]): Finding {
  const near = known
    .map((candidate) => ({ candidate, distance: editDistance(key, candidate) }))
    .sort((a, b) => a.distance - b.distance)[0];
  const meant = near !== undefined && near.distance <= 2 ? near.candidate : null;
  return {
    path: [...parent, key],
    atKey: true,
    sentence: `"${key}" is no key of this file, expected one of ${known.join(', ')}. ${meant === null ? 'Remove it' : `Write ${meant}`}.`,
    ...(meant === null ? {} : { meant: [...parent, meant] }),
  };
}

/** `"services[0].port"`; the document itself is `the file`. */
function nameOf(path: Path): string {
  if (path.length === 0) return 'The file';
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return `"${text.replace(/^\./, '')}"`;
}

function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const part of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<PropertyKey, unknown>)[part];
  }
  return current;
}

function meaningAt(schema: z.ZodType, path: Path): Meaning | null {
  const target = schemaAt(schema, path);
  const meta = target?.meta() ?? (target === null ? undefined : bare(target).meta());
  return meta !== undefined && typeof meta['expected'] === 'string' ? (meta as unknown as Meaning) : null;
}

function schemaAt(schema: z.ZodType, path: Path): z.ZodType | null {
  let current: z.ZodType | null = schema;
  for (const part of path) {
    const inner: z.ZodType | null = current === null ? null : bare(current);
    if (inner instanceof z.ZodObject) current = (inner.shape as Record<PropertyKey, z.ZodType>)[part] ?? null;
    else if (inner instanceof z.ZodArray) current = inner.element as z.ZodType;
    else if (inner instanceof z.ZodRecord) current = inner.valueType as z.ZodType;
    else return null;
  }
  return current;
}

/** Without `optional()` and `default()`. */
function bare(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return bare(schema.unwrap() as z.ZodType);
  return schema;
}

function keysOf(schema: z.ZodType | null): string[] {
  const inner = schema === null ? null : bare(schema);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

/** Levenshtein's distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
