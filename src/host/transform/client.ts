import type { ModuleResult } from '../protocol.ts';
import type { TransformRequest, TransformResponse } from './protocol.ts';

/** Results kept; a course's modules are a few hundred. */
const CACHED = 2000;

/** The kernel's side of the one transform worker: a result is kept for as long as the text is the same. */
export class Transformer {
  readonly #worker: Worker;
  readonly #pending = new Map<number, (result: ModuleResult) => void>();
  readonly #cache = new Map<string, Promise<ModuleResult>>();
  #nextId = 0;
  #failure: string | null = null;

  constructor(script: string, wasm: string) {
    this.#worker = new Worker(script, { type: 'module', name: 'transform' });
    this.#worker.onmessage = ({ data }: MessageEvent<TransformResponse>) => this.#receive(data);
    this.#worker.onerror = (event) => this.#fail(`The TypeScript transformer stopped: ${event.message}.`);
    this.#worker.postMessage({ wasm });
  }

  transform({ path, source, form }: Omit<TransformRequest, 'id'>): Promise<ModuleResult> {
    const key = `${form}\0${path}\0${source}`;
    const known = this.#cache.get(key);
    if (known) return known;
    const result = new Promise<ModuleResult>((resolve) => {
      if (this.#failure) return resolve(failed(this.#failure));
      const request: TransformRequest = { id: ++this.#nextId, path, source, form };
      this.#pending.set(request.id, resolve);
      this.#worker.postMessage(request);
    });
    this.#cache.set(key, result);
    if (this.#cache.size > CACHED) this.#cache.delete(this.#cache.keys().next().value as string);
    return result;
  }

  #receive(message: TransformResponse): void {
    switch (message.type) {
      case 'ready':
        return;
      case 'failed':
        return this.#fail(message.message);
      case 'code':
        return this.#settle(message.id, {
          kind: message.form === 'module' ? 'esm' : 'script',
          code: message.code,
          map: message.map,
        });
      case 'syntax-error':
        return this.#settle(message.id, {
          kind: 'error',
          name: 'SyntaxError',
          code: null,
          message: message.message,
          frame: message.frame,
        });
      default:
        message satisfies never;
    }
  }

  #settle(id: number, result: ModuleResult): void {
    this.#pending.get(id)?.(result);
    this.#pending.delete(id);
  }

  #fail(message: string): void {
    this.#failure = message;
    for (const resolve of this.#pending.values()) resolve(failed(message));
    this.#pending.clear();
    this.#cache.clear();
  }
}

const failed = (message: string): ModuleResult => ({
  kind: 'error',
  name: 'Error',
  code: null,
  message,
  frame: null,
});
