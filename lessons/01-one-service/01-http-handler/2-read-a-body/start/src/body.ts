import type { IncomingMessage } from 'node:http';

/** The most a body may have, in bytes. */
export const BODY_LIMIT = 64 * 1024;

export type Body = { ok: true; value: unknown } | { ok: false; status: 400 | 413; error: string };

/** Reads a request's body as JSON. */
export async function readJson(req: IncomingMessage, limit = BODY_LIMIT): Promise<Body> {
  // Until you write it, every body counts as malformed.
  return { ok: false, status: 400, error: 'readJson is not written yet.' };
}
