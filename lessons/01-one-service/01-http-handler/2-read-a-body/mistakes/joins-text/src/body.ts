import type { IncomingMessage } from 'node:http';

/** The most a body may have, in bytes. */
export const BODY_LIMIT = 64 * 1024;

export type Body = { ok: true; value: unknown } | { ok: false; status: 400 | 413; error: string };

/** Reads a request's body as JSON. */
export async function readJson(req: IncomingMessage, limit = BODY_LIMIT): Promise<Body> {
  let text = '';
  await new Promise<void>((resolve, reject) => {
    req.on('data', (chunk: Buffer) => {
      if (text.length <= limit) text += chunk;
      if (text.length > limit) resolve();
    });
    req.on('end', resolve);
    req.on('error', reject);
  });
  if (text.length > limit)
    return { ok: false, status: 413, error: `A body may have ${limit} bytes at most.` };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, status: 400, error: 'The body is not valid JSON.' };
  }
}
