/**
 * Reads HTTP/1.1 responses out of raw bytes (RFC 9112). Used where the bytes themselves are the
 * subject: several responses on one connection, a wrong content-length, a body that was cut off.
 */
import type { HeaderList } from '../protocol.ts';

/** One response as it stood on the wire. */
export interface ParsedResponse {
  httpVersion: string;
  status: number;
  statusText: string;
  /** In wire order, names with their case. */
  headers: HeaderList;
  /** Decoded from the transfer coding. */
  body: Buffer;
  trailers: HeaderList;
  /** False when the bytes ended before the response did. */
  complete: boolean;
}

export interface ParsedStream {
  responses: ParsedResponse[];
  /** Bytes behind the last whole response that do not begin another one. */
  rest: Buffer;
}

interface Head {
  response: ParsedResponse;
  bodyStart: number;
}

/**
 * @param ended true when the peer has closed: a body without a length is whole only then.
 * @param method the request's method; a response to `HEAD` has no body.
 */
export function parseResponses(bytes: Buffer, ended: boolean, method = 'GET'): ParsedStream {
  const responses: ParsedResponse[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const head = parseHead(bytes, offset);
    if (head === null) return { responses, rest: bytes.subarray(offset) };
    const end = readBody(bytes, head, ended, method);
    if (head.response.status >= 200 || !head.response.complete) responses.push(head.response);
    offset = end;
    if (!head.response.complete) return { responses, rest: Buffer.alloc(0) };
  }
  return { responses, rest: Buffer.alloc(0) };
}

/** The value of a header, the first one of that name, or null. */
export function headerOf(headers: HeaderList, name: string): string | null {
  const wanted = name.toLowerCase();
  return headers.find(([key]) => key.toLowerCase() === wanted)?.[1] ?? null;
}

function parseHead(bytes: Buffer, offset: number): Head | null {
  const end = bytes.indexOf('\r\n\r\n', offset);
  if (end < 0) return null;
  const [statusLine = '', ...lines] = bytes.toString('latin1', offset, end).split('\r\n');
  const match = /^HTTP\/(\d\.\d) (\d{3})(?: (.*))?$/.exec(statusLine);
  if (match === null) return null;
  const response: ParsedResponse = {
    httpVersion: match[1] ?? '',
    status: Number(match[2]),
    statusText: match[3] ?? '',
    headers: parseFields(lines),
    body: Buffer.alloc(0),
    trailers: [],
    complete: false,
  };
  return { response, bodyStart: end + 4 };
}

function parseFields(lines: string[]): HeaderList {
  return lines
    .filter((line) => line.includes(':'))
    .map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    });
}

/** Fills in the body by the rules of RFC 9112 §6.3 and returns the offset behind it. */
function readBody(bytes: Buffer, { response, bodyStart }: Head, ended: boolean, method: string): number {
  const { status, headers } = response;
  const bodiless = status < 200 || status === 204 || status === 304 || method === 'HEAD';
  if (bodiless) {
    response.complete = true;
    return bodyStart;
  }
  if (/\bchunked\b/i.test(headerOf(headers, 'transfer-encoding') ?? '')) {
    return readChunks(bytes, bodyStart, response);
  }
  const declared = headerOf(headers, 'content-length');
  if (declared !== null && /^\d+$/.test(declared)) {
    const end = bodyStart + Number(declared);
    response.body = bytes.subarray(bodyStart, Math.min(end, bytes.length));
    response.complete = bytes.length >= end;
    return Math.min(end, bytes.length);
  }
  response.body = bytes.subarray(bodyStart);
  response.complete = ended;
  return bytes.length;
}

function readChunks(bytes: Buffer, start: number, response: ParsedResponse): number {
  const parts: Buffer[] = [];
  let offset = start;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', offset);
    if (lineEnd < 0) break;
    const size = Number.parseInt(bytes.toString('latin1', offset, lineEnd), 16);
    if (Number.isNaN(size)) break;
    if (size === 0) return readTrailers(bytes, lineEnd + 2, response, parts);
    const dataEnd = lineEnd + 2 + size;
    parts.push(bytes.subarray(lineEnd + 2, Math.min(dataEnd, bytes.length)));
    if (dataEnd + 2 > bytes.length) break;
    offset = dataEnd + 2;
  }
  response.body = Buffer.concat(parts);
  return bytes.length;
}

function readTrailers(bytes: Buffer, start: number, response: ParsedResponse, parts: Buffer[]): number {
  response.body = Buffer.concat(parts);
  let offset = start;
  const lines: string[] = [];
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', offset);
    if (lineEnd < 0) return bytes.length;
    if (lineEnd === offset) {
      response.trailers = parseFields(lines);
      response.complete = true;
      return lineEnd + 2;
    }
    lines.push(bytes.toString('latin1', offset, lineEnd));
    offset = lineEnd + 2;
  }
}
