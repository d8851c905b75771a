import type { IncomingMessage } from 'node:http';

/** The most a body may have, in bytes. */
export const BODY_LIMIT = 64 * 1024;

export type Body = { ok: true; value: unknown } | { ok: false; status: 400 | 413; error: string };

/** Reads a request's body as JSON. */
export async function readJson(req: IncomingMessage, limit = BODY_LIMIT): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  if (bytes.length > limit)
    return { ok: false, status: 413, error: `A body may have ${limit} bytes at most.` };
  try {
    return { ok: true, value: JSON.parse(bytes.toString('utf8')) };
  } catch {
    return { ok: false, status: 400, error: 'The body is not valid JSON.' };
  }
}
