/**
 * One parser while it runs: what llhttp reports becomes the callbacks of `lib/_http_common.js`, in the order, with
 * the batches and the limits of `src/node_http_parser.cc`.
 */
import { type ConnectionSets, connectionsOf, type TrackedParser } from './http_connections.ts';
import { HttpHead, MAX_FIELDS, STATUS_SLOT, URL_SLOT } from './http_head.ts';
import type { Llhttp, LlhttpEvents } from './llhttp.ts';

type Callback = (this: object, ...args: unknown[]) => unknown;

export const REQUEST = 1;
export const RESPONSE = 2;

export const kOnMessageBegin = 0;
export const kOnHeaders = 1;
export const kOnHeadersComplete = 2;
export const kOnBody = 3;
export const kOnMessageComplete = 4;

const HPE_PAUSED_UPGRADE = 22;
const HPE_USER = 24;
const MAX_CHUNK_EXTENSIONS_SIZE = 16 * 1024;

/** What the parsers of one binding have in common. */
export interface Shared {
  llhttp(): Llhttp;
  bufferFrom(bytes: Uint8Array): Uint8Array;
  maxHeaderSize(): number;
  now(): number;
  context: { frame: unknown };
}

/** One parser's state; `owner` is the object that lib holds, with its callbacks in the slots 0 to 6. */
export class ParserState implements LlhttpEvents, TrackedParser {
  readonly owner: Record<number, unknown>;
  messageStart = 0;
  headersCompleted = false;
  readonly #shared: Shared;
  readonly #head = new HttpHead();
  readonly #memory: () => Uint8Array;
  #llhttp: Llhttp | null = null;
  /** Address of the `llhttp_t`; 0 before `initialize` and after `close`. */
  #parser = 0;
  #type = REQUEST;
  #fields = 0;
  #values = 0;
  #flushed = false;
  /** Between the end of the head and the end of the message. */
  #inBody = false;
  #headerBytes = 0;
  #extensionBytes = 0;
  #maxHeaderSize = 0;
  #connections: ConnectionSets | null = null;
  #thrown: { error: unknown } | null = null;
  #input: Uint8Array | null = null;
  #frame: unknown;

  constructor(owner: object, shared: Shared) {
    this.owner = owner as Record<number, unknown>;
    this.#shared = shared;
    this.#memory = () => this.#engine.bytes;
  }

  get #engine(): Llhttp {
    if (this.#llhttp === null) throw new Error('This HTTPParser was used before initialize().');
    return this.#llhttp;
  }

  initialize(
    type: number,
    maxHeaderSize: number,
    lenientFlags: number,
    list: object | null | undefined,
  ): void {
    const llhttp = this.#shared.llhttp();
    this.#llhttp = llhttp;
    if (this.#parser === 0) this.#parser = llhttp.allocate();
    llhttp.initialize(this.#parser, type, lenientFlags);
    this.#type = type;
    this.#maxHeaderSize = maxHeaderSize || this.#shared.maxHeaderSize();
    this.#fields = 0;
    this.#values = 0;
    this.#flushed = false;
    this.#inBody = false;
    this.#headerBytes = 0;
    this.#extensionBytes = 0;
    this.headersCompleted = false;
    this.#head.clear(URL_SLOT);
    this.#head.clear(STATUS_SLOT);
    this.#frame = this.#shared.context.frame;
    this.#connections = list === null || list === undefined ? null : connectionsOf(list);
    if (this.#connections === null) return;
    // From here the time counts, so that a connection that never sends anything expires too.
    this.messageStart = this.#shared.now();
    this.#connections.all.add(this);
    this.#connections.active.add(this);
  }

  leaveConnections(): void {
    this.#connections?.all.delete(this);
    this.#connections?.active.delete(this);
  }

  close(): void {
    this.leaveConnections();
    if (this.#parser !== 0) this.#engine.exports.free(this.#parser);
    this.#parser = 0;
    this.#llhttp = null;
  }

  pause(): void {
    this.#engine.exports.llhttp_pause(this.#parser);
  }

  resume(): void {
    this.#engine.exports.llhttp_resume(this.#parser);
  }

  currentBuffer(): Uint8Array {
    return this.#shared.bufferFrom(new Uint8Array(this.#input ?? []));
  }

  /** Bytes parsed, or the parse error; nothing for the end of the stream (null). Throws what a callback threw. */
  run(data: Uint8Array | null): number | Error | undefined {
    const llhttp = this.#engine;
    const { context } = this.#shared;
    const outerFrame = context.frame;
    context.frame = this.#frame;
    this.#input = data;
    this.#thrown = null;
    const { errno, position } = llhttp.run(this.#parser, this, data);
    context.frame = outerFrame;
    this.#input = null;
    if (data !== null) this.#head.save(this.#fields, this.#memory);
    // The rest of the stream belongs to another protocol: this is the way to stop early, not a pause.
    const upgraded = errno === HPE_PAUSED_UPGRADE;
    if (upgraded) llhttp.exports.llhttp_resume_after_upgrade(this.#parser);
    const thrown = this.#thrown as { error: unknown } | null;
    if (thrown !== null) throw thrown.error;
    if (errno !== 0 && !upgraded && llhttp.exports.llhttp_get_upgrade(this.#parser) === 0) {
      return this.#parseError(errno, position);
    }
    return data === null ? undefined : position;
  }

  #parseError(errno: number, bytesParsed: number): Error {
    const llhttp = this.#engine;
    let code = llhttp.errnoName(errno);
    let reason = llhttp.errorReason(this.#parser);
    if (errno === HPE_USER) {
      const colon = reason.indexOf(':');
      code = reason.slice(0, colon);
      reason = reason.slice(colon + 1);
    }
    return Object.assign(new Error('Parse Error'), { bytesParsed, code, reason });
  }

  /** What the callback in `slot` returned; undefined when there is none or when it threw. */
  #call(slot: number, ...args: unknown[]): unknown {
    const callback = this.owner[slot];
    if (typeof callback !== 'function') return undefined;
    try {
      return (callback as Callback).apply(this.owner, args);
    } catch (error) {
      // An exception must not unwind the parser's own stack; it goes on when the parser has returned.
      this.#thrown ??= { error };
      return undefined;
    }
  }

  messageBegin(): number {
    if (this.#inBody) {
      // In a body this is a chunk's header, see Llhttp.
      this.#headerBytes = 0;
      this.#extensionBytes = 0;
      return 0;
    }
    this.#fields = 0;
    this.#values = 0;
    this.headersCompleted = false;
    this.#extensionBytes = 0;
    this.messageStart = this.#shared.now();
    this.#head.clear(URL_SLOT);
    this.#head.clear(STATUS_SLOT);
    this.#connections?.all.add(this);
    this.#connections?.active.add(this);
    this.#call(kOnMessageBegin);
    return 0;
  }

  url(at: number, length: number): number {
    return this.#append(URL_SLOT, at, length);
  }

  status(at: number, length: number): number {
    if (!this.#inBody) return this.#append(STATUS_SLOT, at, length);
    this.#extensionBytes += length;
    if (this.#extensionBytes <= MAX_CHUNK_EXTENSIONS_SIZE) return 0;
    return this.#refuse('HPE_CHUNK_EXTENSIONS_OVERFLOW:Chunk extensions overflow');
  }

  headerField(at: number, length: number): number {
    if (this.#fields === this.#values) {
      this.#fields += 1;
      if (this.#fields === MAX_FIELDS) {
        this.#flush();
        this.#fields = 1;
        this.#values = 0;
      }
      this.#head.clear((this.#fields - 1) * 2);
    }
    return this.#append((this.#fields - 1) * 2, at, length);
  }

  headerValue(at: number, length: number): number {
    const slot = this.#fields * 2 - 1;
    if (this.#values !== this.#fields) {
      this.#values += 1;
      this.#head.clear(slot);
    }
    return this.#append(slot, at, length);
  }

  #append(slot: number, at: number, length: number): number {
    this.#headerBytes += length;
    if (this.#headerBytes >= this.#maxHeaderSize) return this.#refuse('HPE_HEADER_OVERFLOW:Header overflow');
    this.#head.append(slot, at, length, this.#memory);
    return 0;
  }

  #refuse(reason: string): number {
    this.#engine.setErrorReason(this.#parser, reason);
    return HPE_USER;
  }

  headersComplete(keepAlive: boolean): number {
    this.headersCompleted = true;
    this.#headerBytes = 0;
    this.#inBody = true;
    if (typeof this.owner[kOnHeadersComplete] !== 'function') return 0;
    const { exports, bytes } = this.#engine;
    const parser = this.#parser;
    const isRequest = this.#type === REQUEST;
    let headers: string[] | undefined;
    let url: string | undefined;
    // Once headers came in parts, lib collects them itself, also those of later messages.
    if (this.#flushed) this.#flush();
    else {
      headers = this.#head.headers(this.#values, bytes);
      if (isRequest) url = this.#head.text(URL_SLOT, bytes);
    }
    this.#fields = 0;
    this.#values = 0;
    const skipBody = this.#call(
      kOnHeadersComplete,
      exports.llhttp_get_http_major(parser),
      exports.llhttp_get_http_minor(parser),
      headers,
      isRequest ? exports.llhttp_get_method(parser) : undefined,
      url,
      isRequest ? undefined : exports.llhttp_get_status_code(parser),
      isRequest ? undefined : this.#head.text(STATUS_SLOT, this.#engine.bytes),
      exports.llhttp_get_upgrade(parser) !== 0,
      keepAlive,
    );
    return this.#thrown === null ? Number(skipBody) | 0 : -1;
  }

  body(at: number, length: number): number {
    if (length === 0 || typeof this.owner[kOnBody] !== 'function') return 0;
    this.#call(kOnBody, this.#shared.bufferFrom(this.#engine.bytes.slice(at, at + length)));
    return this.#thrown === null ? 0 : this.#refuse('HPE_JS_EXCEPTION:JS Exception');
  }

  messageComplete(): number {
    this.#inBody = false;
    this.#headerBytes = 0;
    this.messageStart = 0;
    this.#connections?.active.delete(this);
    // Trailers of a chunked body.
    if (this.#fields > 0) this.#flush();
    this.#call(kOnMessageComplete);
    return this.#thrown === null ? 0 : -1;
  }

  /** Gives lib the headers so far, and the URL so far. */
  #flush(): void {
    if (typeof this.owner[kOnHeaders] !== 'function') return;
    const { bytes } = this.#engine;
    this.#call(kOnHeaders, this.#head.headers(this.#values, bytes), this.#head.text(URL_SLOT, bytes));
    this.#head.clear(URL_SLOT);
    this.#flushed = true;
  }
}
