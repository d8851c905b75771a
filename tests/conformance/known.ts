/** Differences that are known and have a reason. The list may only shrink: one that is gone must leave it. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import * as z from 'zod';

const Known = z.record(
  z.string().regex(/^[^/]+\/[^/]+$/, 'the name of a case, module/name'),
  z.strictObject({ what: z.string().min(1), why: z.string().min(1) }),
);
export type Known = z.infer<typeof Known>;

export async function readKnown(file: string): Promise<Known> {
  const result = Known.safeParse(parse(await readFile(file, 'utf8')) ?? {});
  if (result.success) return result.data;
  throw new Error(`${file} cannot be used: ${z.prettifyError(result.error)}`);
}
