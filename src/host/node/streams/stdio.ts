import type { StdioKind, TerminalSize, ToProcess } from '../../protocol.ts';
import type { Runtime } from '../runtime.ts';
import { Output } from './output.ts';
import { PortTransport } from './port_transport.ts';
import { type ByteReceiver, type ByteTransport, bytesOf, type Data } from './transport.ts';

/** File descriptors 0, 1, 2, … a process was started with. */
export class Stdio {
  readonly kinds: StdioKind[];
  size: TerminalSize | null;
  onResize: (() => void) | null = null;
  readonly output: Output;
  readonly #runtime: Runtime;
  readonly #ports: (MessagePort | null)[];
  readonly #transports = new Map<number, ByteTransport>();
  #input: InputTransport | null = null;

  constructor(runtime: Runtime, kinds: StdioKind[], ports: MessagePort[], size: TerminalSize | null) {
    this.#runtime = runtime;
    this.kinds = kinds;
    this.size = size;
    const queue = [...ports];
    this.#ports = kinds.map((kind) => (kind === 'pipe' ? (queue.shift() ?? null) : null));
    this.output = new Output({
      loop: runtime.loop,
      lossy: kinds[1] === 'terminal',
      post: (fd, data) => runtime.post({ type: 'output', fd, data }),
    });
  }

  /** libuv's guess for a descriptor, as `guessHandleType` names it. */
  guess(fd: number): string {
    switch (this.kinds[fd]) {
      case 'terminal':
        return 'TTY';
      case 'pipe':
      case 'output':
        return 'PIPE';
      case 'null':
        return 'FILE';
      default:
        return 'INVALID';
    }
  }

  transport(fd: number): ByteTransport {
    let transport = this.#transports.get(fd);
    if (!transport) {
      transport = this.#open(fd);
      this.#transports.set(fd, transport);
    }
    return transport;
  }

  #open(fd: number): ByteTransport {
    const port = this.#ports[fd];
    this.#ports[fd] = null;
    if (port) return new PortTransport(port, this.#runtime.loop, this.#runtime.clock);
    if (fd !== 0) return new OutputTransport(fd, this.output);
    this.#input = new InputTransport(this.#runtime);
    return this.#input;
  }

  /** Synchronous write, for `fs.writeSync(1, …)` and fatal errors. */
  writeSync(fd: number, bytes: Uint8Array): void {
    const own = new Uint8Array(bytes);
    if (this.kinds[fd] === 'pipe') this.transport(fd).write(own, () => {});
    else if (this.kinds[fd] !== 'null') this.output.write(fd, own);
  }

  receive(message: Extract<ToProcess, { type: 'stdin' }>): void {
    if (!this.#input) this.transport(0);
    this.#input?.receive(message.data);
  }

  /** Before the process ends: nothing written may be lost, and whoever reads must see the end. */
  flush(): void {
    this.output.flushAll();
    for (const port of this.#ports) port?.postMessage(null);
  }
}

class OutputTransport implements ByteTransport {
  receiver: ByteReceiver | null = null;
  readonly #fd: number;
  readonly #output: Output;

  constructor(fd: number, output: Output) {
    this.#fd = fd;
    this.#output = output;
  }

  write(data: Data, done: () => void): boolean {
    return this.#output.write(this.#fd, bytesOf(data), done);
  }

  end(done: () => void): void {
    queueMicrotask(done);
  }

  reset(): void {}
  close(): void {}
  resume(): void {}
  pause(): void {}
}

class InputTransport implements ByteTransport {
  receiver: ByteReceiver | null = null;
  readonly #runtime: Runtime;
  readonly #queue: (Uint8Array | null)[] = [];
  #reading = false;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  receive(data: Uint8Array | null): void {
    this.#queue.push(data);
    this.#runtime.loop.turn(() => this.#deliver());
  }

  #deliver(): void {
    while (this.#reading && this.#queue.length > 0) {
      const data = this.#queue.shift();
      if (data) this.receiver?.data(data.slice().buffer);
      else this.receiver?.end();
    }
  }

  resume(): void {
    if (this.#reading) return;
    this.#reading = true;
    this.#runtime.post({ type: 'stdin', reading: true });
    if (this.#queue.length > 0) this.#runtime.loop.enqueue(() => this.#deliver());
  }

  pause(): void {
    if (!this.#reading) return;
    this.#reading = false;
    this.#runtime.post({ type: 'stdin', reading: false });
  }

  write(): boolean {
    return true;
  }

  end(done: () => void): void {
    queueMicrotask(done);
  }

  reset(): void {}

  close(): void {
    this.pause();
  }
}
