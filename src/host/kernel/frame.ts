import type { FromFrame, ToFrame } from '../protocol.ts';

/** Workers kept booted, so that a new process starts at once. */
const SPARES = 2;

export interface ProcessWorker {
  readonly id: number;
  readonly port: MessagePort;
  terminate(): void;
}

/** The opaque frame that makes and ends process workers. */
export class ProcessFrame {
  readonly #port: MessagePort;
  readonly #spares: ProcessWorker[] = [];
  readonly #crashed: (worker: number, message: string) => void;
  #nextId = 0;
  #loaded = false;

  constructor(port: MessagePort, crashed: (worker: number, message: string) => void) {
    this.#port = port;
    this.#crashed = crashed;
    port.onmessage = ({ data }: MessageEvent<FromFrame>) => {
      if (data.type === 'crashed') this.#crashed(data.worker, data.message);
    };
  }

  load(source: string): void {
    if (this.#loaded) return;
    this.#loaded = true;
    this.#send({ type: 'load', source });
    this.refill();
  }

  /** A worker with Node's library up, or on its way up: messages wait in its port. */
  take(): ProcessWorker {
    const worker = this.#spares.shift() ?? this.#make();
    return worker;
  }

  refill(): void {
    while (this.#spares.length < SPARES) this.#spares.push(this.#make());
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
