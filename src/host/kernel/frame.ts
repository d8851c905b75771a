import type { FromFrame, ToFrame } from '../protocol.ts';

/** Workers kept booted, so that a check (its runner, the service, the tests) starts at once. */
const SPARES = 3;
/** Workers made before anybody asked. The rest follow when the machine has time. */
const FIRST_SPARES = 2;
/** Milliseconds without a new process until a spare is made again: booting one must not slow down what has just started. */
const CALM = 1000;

export interface ProcessWorker {
  readonly id: number;
  readonly port: MessagePort;
  terminate(): void;
}

/** The opaque frame that makes and ends process workers. */
export class ProcessFrame {
  readonly #port: MessagePort;
  readonly #crashed: (worker: number, message: string) => void;
  #spares: ProcessWorker[] = [];
  #nextId = 0;
  #loaded = false;
  #refill: ReturnType<typeof setTimeout> | undefined;

  constructor(port: MessagePort, crashed: (worker: number, message: string) => void) {
    this.#port = port;
    this.#crashed = crashed;
    port.onmessage = ({ data }: MessageEvent<FromFrame>) => {
      if (data.type !== 'crashed') return;
      // A spare that could not start is not waited on, nor tried again before somebody needs one.
      this.#spares = this.#spares.filter((spare) => spare.id !== data.worker);
      this.#crashed(data.worker, data.message);
    };
  }

  load(source: string): void {
    if (this.#loaded) return;
    this.#loaded = true;
    this.#send({ type: 'load', source });
    for (let i = 0; i < FIRST_SPARES; i++) this.#spares.push(this.#make());
  }

  /** A worker with Node's library up, or on its way up: messages wait in its port. */
  take(): ProcessWorker {
    this.#refillWhenCalm();
    return this.#spares.shift() ?? this.#make();
  }

  #refillWhenCalm(): void {
    clearTimeout(this.#refill);
    this.#refill = setTimeout(() => {
      if (this.#spares.length >= SPARES) return;
      this.#spares.push(this.#make());
      this.#refillWhenCalm();
    }, CALM);
  }

  #make(): ProcessWorker {
    const id = ++this.#nextId;
    const channel = new MessageChannel();
    this.#send({ type: 'start', worker: id }, [channel.port2]);
    return {
      id,
      port: channel.port1,
      terminate: () => {
        this.#send({ type: 'terminate', worker: id });
        channel.port1.close();
      },
    };
  }

  #send(message: ToFrame, transfer: Transferable[] = []): void {
    this.#port.postMessage(message, transfer);
  }
}
