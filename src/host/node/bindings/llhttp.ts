/**
 * llhttp, Node's own HTTP parser, as WebAssembly (the build that undici ships, MIT). One instance serves all
 * parsers of a realm.
 */

/** What llhttp reports while it runs. Addresses are in the instance's memory and end with the call. */
export interface LlhttpEvents {
  messageBegin(): number;
  url(at: number, length: number): number;
  /** The reason phrase of a response; after its head, as for requests, the text of chunk extensions. */
  status(at: number, length: number): number;
  headerField(at: number, length: number): number;
  headerValue(at: number, length: number): number;
  headersComplete(keepAlive: boolean): number;
  body(at: number, length: number): number;
  messageComplete(): number;
}

interface Exports {
  memory: WebAssembly.Memory;
  _initialize(): void;
  malloc(size: number): number;
  free(address: number): void;
  llhttp_alloc(type: number): number;
  llhttp_init(parser: number, type: number, settings: number): void;
  llhttp_execute(parser: number, at: number, length: number): number;
  llhttp_finish(parser: number): number;
  llhttp_pause(parser: number): void;
  llhttp_resume(parser: number): void;
  llhttp_resume_after_upgrade(parser: number): void;
  llhttp_get_method(parser: number): number;
  llhttp_get_status_code(parser: number): number;
  llhttp_get_http_major(parser: number): number;
  llhttp_get_http_minor(parser: number): number;
  llhttp_get_upgrade(parser: number): number;
  llhttp_get_error_pos(parser: number): number;
  llhttp_get_error_reason(parser: number): number;
  llhttp_set_error_reason(parser: number, reason: number): void;
  llhttp_errno_name(errno: number): number;
  llhttp_set_lenient_headers(parser: number, on: number): void;
  llhttp_set_lenient_chunked_length(parser: number, on: number): void;
  llhttp_set_lenient_keep_alive(parser: number, on: number): void;
  llhttp_set_lenient_transfer_encoding(parser: number, on: number): void;
  llhttp_set_lenient_version(parser: number, on: number): void;
  llhttp_set_lenient_data_after_close(parser: number, on: number): void;
  llhttp_set_lenient_optional_lf_after_cr(parser: number, on: number): void;
  llhttp_set_lenient_optional_crlf_after_chunk(parser: number, on: number): void;
  llhttp_set_lenient_optional_cr_before_lf(parser: number, on: number): void;
  llhttp_set_lenient_spaces_after_chunk_size(parser: number, on: number): void;
}

/** Index = bit of Node's `kLenient…` flags. */
const LENIENT = [
  'llhttp_set_lenient_headers',
  'llhttp_set_lenient_chunked_length',
  'llhttp_set_lenient_keep_alive',
  'llhttp_set_lenient_transfer_encoding',
  'llhttp_set_lenient_version',
  'llhttp_set_lenient_data_after_close',
  'llhttp_set_lenient_optional_lf_after_cr',
  'llhttp_set_lenient_optional_crlf_after_chunk',
  'llhttp_set_lenient_optional_cr_before_lf',
  'llhttp_set_lenient_spaces_after_chunk_size',
] as const;
/** Newer than this build of llhttp: the nearest it has is bit 0, which lets the same characters through, and NUL. */
const LENIENT_HEADER_VALUE_RELAXED = 1 << 10;

/** Offset of `settings` in `llhttp_t`, and words of `llhttp_settings_t`, as llhttp 9 lays them out in wasm32. */
const SETTINGS_OFFSET = 56;
const SETTINGS_WORDS = 25;
const ON_MESSAGE_BEGIN = 0;
const ON_STATUS = 3;
const ON_CHUNK_EXTENSION_NAME = 8;
const ON_CHUNK_EXTENSION_VALUE = 9;
const ON_CHUNK_HEADER = 22;
/** The words that the build fills; any other picture means another layout. */
const FILLED_WORDS = [ON_MESSAGE_BEGIN, 2, ON_STATUS, 6, 7, 10, 11, 12];

/** Bytes that most packets fit in. */
const INPUT_SIZE = 64 * 1024;

export class Llhttp {
  readonly exports: Exports;
  /** The parser that runs. Runs nest: a callback may feed another parser. */
  #running: LlhttpEvents | null = null;
  #view: Uint8Array<ArrayBuffer>;
  readonly #settings: number;
  readonly #input: number;
  #inputTaken = false;
  readonly #strings = new Map<string, number>();

  /** Compiles synchronously (some milliseconds for 54 KB); throws when the build is not the one it was made for. */
  constructor(wasm: Uint8Array) {
    const running = (): LlhttpEvents => this.#running as LlhttpEvents;
    const env = {
      wasm_on_message_begin: () => running().messageBegin(),
      wasm_on_url: (_: number, at: number, length: number) => running().url(at, length),
      wasm_on_status: (_: number, at: number, length: number) => running().status(at, length),
      wasm_on_header_field: (_: number, at: number, length: number) => running().headerField(at, length),
      wasm_on_header_value: (_: number, at: number, length: number) => running().headerValue(at, length),
      wasm_on_headers_complete: (_: number, _status: number, _upgrade: number, keepAlive: number) =>
        running().headersComplete(keepAlive !== 0),
      wasm_on_body: (_: number, at: number, length: number) => running().body(at, length),
      wasm_on_message_complete: () => running().messageComplete(),
    };
    const module = new WebAssembly.Module(wasm as Uint8Array<ArrayBuffer>);
    this.exports = new WebAssembly.Instance(module, { env }).exports as unknown as Exports;
    this.exports._initialize();
    this.#view = new Uint8Array(this.exports.memory.buffer as ArrayBuffer);
    this.#settings = this.#createSettings();
    this.#input = this.exports.malloc(INPUT_SIZE);
  }

  /** The whole memory. Take it anew after any call into the instance or into a callback: it moves when it grows. */
  get bytes(): Uint8Array<ArrayBuffer> {
    if (this.#view.buffer !== this.exports.memory.buffer) {
      this.#view = new Uint8Array(this.exports.memory.buffer as ArrayBuffer);
    }
    return this.#view;
  }

  /** Memory for one parser, to be given back with `exports.free`. */
  allocate(): number {
    return this.exports.llhttp_alloc(1);
  }

  initialize(parser: number, type: number, lenientFlags: number): void {
    this.exports.llhttp_init(parser, type, this.#settings);
    const flags = lenientFlags & LENIENT_HEADER_VALUE_RELAXED ? lenientFlags | 1 : lenientFlags;
    LENIENT.forEach((setter, bit) => {
      if (flags & (1 << bit)) this.exports[setter](parser, 1);
    });
  }

  /** Parses `data`, or the end of the stream for null. `position` is how far into `data` an error or a pause is. */
  run(parser: number, events: LlhttpEvents, data: Uint8Array | null): { errno: number; position: number } {
    const outer = this.#running;
    this.#running = events;
    let input = 0;
    try {
      if (data === null) return { errno: this.exports.llhttp_finish(parser), position: 0 };
      input = this.#takeInput(data.length);
      this.bytes.set(data, input);
      const errno = this.exports.llhttp_execute(parser, input, data.length);
      if (errno === 0) return { errno, position: data.length };
      const position = this.exports.llhttp_get_error_pos(parser) - input;
      // A parser that was paused before it began still points into an earlier packet.
      return { errno, position: position >= 0 && position <= data.length ? position : 0 };
    } finally {
      this.#running = outer;
      if (input === this.#input) this.#inputTaken = false;
      else if (input !== 0) this.exports.free(input);
    }
  }

  errnoName(errno: number): string {
    return this.#text(this.exports.llhttp_errno_name(errno));
  }

  errorReason(parser: number): string {
    return this.#text(this.exports.llhttp_get_error_reason(parser));
  }

  setErrorReason(parser: number, reason: string): void {
    this.exports.llhttp_set_error_reason(parser, this.#string(reason));
  }

  #takeInput(length: number): number {
    if (this.#inputTaken || length > INPUT_SIZE) return this.exports.malloc(Math.max(1, length));
    this.#inputTaken = true;
    return this.#input;
  }

  /**
   * The build reports neither chunk headers nor chunk extensions. Its callback table does: events of the same
   * signature that cannot happen inside a body stand in for them.
   */
  #createSettings(): number {
    const { exports } = this;
    const parser = exports.llhttp_alloc(1);
    const settings = exports.malloc(SETTINGS_WORDS * 4);
    const words = new Uint32Array(exports.memory.buffer);
    const original = (words[(parser + SETTINGS_OFFSET) >> 2] ?? 0) >> 2;
    const filled = Array.from(words.subarray(original, original + SETTINGS_WORDS).keys()).filter(
      (word) => words[original + word] !== 0,
    );
    if (filled.join() !== FILLED_WORDS.join()) {
      throw new Error(
        `This build of llhttp has another callback table: words ${FILLED_WORDS.join()} were expected, ` +
          `${filled.join()} found. Use the build of undici 8.12, or adapt bindings/llhttp.ts.`,
      );
    }
    const own = settings >> 2;
    words.copyWithin(own, original, original + SETTINGS_WORDS);
    words[own + ON_CHUNK_EXTENSION_NAME] = words[own + ON_STATUS] as number;
    words[own + ON_CHUNK_EXTENSION_VALUE] = words[own + ON_STATUS] as number;
    words[own + ON_CHUNK_HEADER] = words[own + ON_MESSAGE_BEGIN] as number;
    exports.free(parser);
    return settings;
  }

  #text(address: number): string {
    const { bytes } = this;
    let end = address;
    while (bytes[end] !== 0) end++;
    return String.fromCharCode(...bytes.subarray(address, end));
  }

  /** A C string that stays: there are only a few different ones. */
  #string(text: string): number {
    let address = this.#strings.get(text);
    if (address === undefined) {
      address = this.exports.malloc(text.length + 1);
      const { bytes } = this;
      for (let i = 0; i < text.length; i++) bytes[address + i] = text.charCodeAt(i);
      bytes[address + text.length] = 0;
      this.#strings.set(text, address);
    }
    return address;
  }
}
