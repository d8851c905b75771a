/** Validation of what reaches the agent: a bad message is answered with a sentence, never a crash. */
import type { HeaderList, HttpRequestSpec, ToAgent } from '../protocol.ts';

export type Checked = { ok: true; message: ToAgent } | { ok: false; id: number | null; message: string };

export function checkMessage(value: unknown): Checked {
  if (!isRecord(value))
    return { ok: false, id: null, message: `A message should be an object, found ${kind(value)}.` };
  const id = Number.isSafeInteger(value['id']) ? (value['id'] as number) : null;
  const bad = (message: string): Checked => ({ ok: false, id, message });
  if (id === null) return bad(`"id" should be a whole number, found ${kind(value['id'])}.`);
  switch (value['type']) {
    case 'cancel':
      return { ok: true, message: { type: 'cancel', id } };
    case 'http': {
      const problem = requestProblem(value['request']);
      if (problem !== null) return bad(problem);
      return {
        ok: true,
        message: { type: 'http', id, request: value['request'] as unknown as HttpRequestSpec },
      };
    }
    default:
      return bad(`"type" should be "http" or "cancel", found ${kind(value['type'])}.`);
  }
}

function requestProblem(value: unknown): string | null {
  if (!isRecord(value)) return `"request" should be an object, found ${kind(value)}.`;
  for (const key of ['method', 'url', 'bodyBase64']) {
    if (typeof value[key] !== 'string') return `"request.${key}" should be text, found ${kind(value[key])}.`;
  }
  if (!isHeaderList(value['headers'])) return '"request.headers" should be a list of [name, value] pairs.';
  const timeout = value['timeoutMs'];
  if (timeout !== undefined && !(typeof timeout === 'number' && timeout > 0 && timeout <= 600_000)) {
    return `"request.timeoutMs" should be a number of milliseconds up to 600000, found ${kind(timeout)}.`;
  }
  return null;
}

function isHeaderList(value: unknown): value is HeaderList {
  return (
    Array.isArray(value) &&
    value.every(
      (pair) => Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === 'string'),
    )
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kind(value: unknown): string {
  return value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value).slice(0, 60);
}
