/**
 * The `http_parser` binding under `lib/_http_*.js`: Node's `HTTPParser` and `ConnectionsList` over llhttp.
 */
import { createConnectionsList } from './http_connections.ts';
import { allMethods, methods } from './http_methods.ts';
import {
  kOnBody,
  kOnHeaders,
  kOnHeadersComplete,
  kOnMessageBegin,
  kOnMessageComplete,
  ParserState,
  REQUEST,
  RESPONSE,
  type Shared,
} from './http_parser_state.ts';
import { Llhttp } from './llhttp.ts';
import { asBuffer } from './native_buffer.ts';

export interface HttpParserDeps {
  /** The bytes of llhttp's WebAssembly build; asked for once, when the first parser is used. */
  wasm(): Uint8Array;
  /** Makes the Buffer that `kOnBody` gets, over the same memory. Default: of the `buffer` binding's prototype. */
  bufferFrom?(bytes: Uint8Array): Uint8Array;
  /** Bytes of one head, for parsers that set no limit. Default: Node's 16 KiB. */
  maxHeaderSize?(): number;
  /** Milliseconds that only grow, for timeouts. Default: `performance.now`. */
  now?(): number;
  /** The async context; each parser runs its callbacks in the frame in which it was initialised. */
  context?: { frame: unknown };
}

const STATICS = {
  REQUEST,
  RESPONSE,
  kOnMessageBegin,
  kOnHeaders,
  kOnHeadersComplete,
  kOnBody,
  kOnMessageComplete,
  kOnExecute: 5,
  kOnTimeout: 6,
  kLenientNone: 0,
  kLenientHeaders: 1,
  kLenientChunkedLength: 2,
  kLenientKeepAlive: 4,
  kLenientTransferEncoding: 8,
  kLenientVersion: 16,
  kLenientDataAfterClose: 32,
  kLenientOptionalLFAfterCR: 64,
  kLenientOptionalCRLFAfterChunk: 128,
  kLenientOptionalCRBeforeLF: 256,
  kLenientSpacesAfterChunkSize: 512,
  kLenientHeaderValueRelaxed: 1024,
  kLenientAll: 1023,
};

const DEFAULT_MAX_HEADER_SIZE = 16 * 1024;

export function createHttpParserBinding(deps: HttpParserDeps): Record<string, unknown> {
  let llhttp: Llhttp | undefined;
  const clock = performance;
  const shared: Shared = {
    llhttp() {
      llhttp ??= new Llhttp(deps.wasm());
      return llhttp;
    },
    bufferFrom: deps.bufferFrom ?? asBuffer,
    maxHeaderSize: deps.maxHeaderSize ?? (() => DEFAULT_MAX_HEADER_SIZE),
    now: deps.now ?? (() => clock.now()),
    context: deps.context ?? { frame: undefined },
  };

  class HTTPParser {
    readonly #state = new ParserState(this, shared);

    /** `resource` names the owner for async hooks, which this host does not emit for parsers. */
    initialize(
      type: number,
      _resource: object,
      maxHeaderSize = 0,
      lenientFlags = 0,
      connections?: object | null,
    ): void {
      this.#state.initialize(type, maxHeaderSize, lenientFlags, connections);
    }

    execute(data: Uint8Array): number | Error | undefined {
      return this.#state.run(data);
    }

    finish(): Error | undefined {
      return this.#state.run(null) as Error | undefined;
    }

    pause(): void {
      this.#state.pause();
    }

    resume(): void {
      this.#state.resume();
    }

    /**
     * Native parsers read from the stream themselves. Here the bytes keep coming through the socket's 'data'
     * event, to which lib listens in any case; handles say `isStreamBase: false`, so that it never asks.
     */
    consume(_handle: object): void {}

    unconsume(): void {}

    getCurrentBuffer(): Uint8Array {
      return this.#state.currentBuffer();
    }

    remove(): void {
      this.#state.leaveConnections();
    }

    /** Ends the parser's async resource, of which there is none; the parser itself is used again. */
    free(): void {}

    close(): void {
      this.#state.close();
    }
  }
  Object.assign(HTTPParser, STATICS);

  return {
    HTTPParser,
    ConnectionsList: createConnectionsList(shared.now),
    methods: [...methods],
    allMethods: [...allMethods],
  };
}
