import { STREAM_WINDOW, type StreamMessage } from '../../protocol.ts';
import type { EventLoop } from '../loop.ts';
import { type ByteReceiver, type ByteTransport, bytesOf, type Data } from './transport.ts';

/** Lets data wait for file-system writes it may depend on (causal order between processes). */
export interface CausalClock {
  /** Sequence number of the last write this process has seen. */
  readonly applied: number;
  /** Own writes the kernel has not confirmed yet. */
  readonly pending: boolean;
  /** Calls back once every own write so far has its place in the order. */
  whenConfirmed(fn: () => void): void;
  /** Calls back once the write with this number is visible here. */
  whenApplied(seq: number, fn: () => void): void;
}

/** Credit goes back in lumps of this size, to keep messages few. */
const CREDIT_LUMP = STREAM_WINDOW / 4;

/** Bytes up to which a chunk is copied into the message instead of transferred. */
const COPIED = 16 * 1024;

const NOTHING: Transferable[] = [];

/** `bytes: null` is the FIN. */
interface QueuedWrite {
  bytes: Uint8Array<ArrayBuffer> | null;
  done: () => void;
}

/** Streams of this process that are not closed yet. */
const open = new Set<PortTransport>();

/** A byte stream over a MessagePort: see {@link StreamMessage} for what travels. */
export class PortTransport implements ByteTransport {
  receiver: ByteReceiver | null = null;
  readonly #port: MessagePort;
  readonly #loop: EventLoop;
  readonly #clock: CausalClock;
  readonly #incoming: (ArrayBuffer | string | null | 0)[] = [];
  readonly #outgoing: QueuedWrite[] = [];
  #reading = false;
  #delivering = false;
  #inFlight = 0;
  #owedCredit = 0;
  #sentSeq = 0;
  #held: StreamMessage[] | null = null;
  #waitingForClock = false;
  #closed = false;
  #resetReceived = false;
  #endReceived = false;
  #onEnd: (() => void) | null = null;

  readonly #onClose: () => void;
  #peerBell: number | null = null;
  /** Messages the peer's bell was not rung for, since it had not come yet. */
  #unrung = 0;

  constructor(port: MessagePort, loop: EventLoop, clock: CausalClock, onClose: () => void = () => {}) {
    this.#onClose = onClose;
    this.#port = port;
    this.#loop = loop;
    this.#clock = clock;
    port.onmessage = (event: MessageEvent<StreamMessage>) => {
      this.#receive(event.data);
      loop.busyPoll.arrived();
    };
    const { bell } = loop.busyPoll;
    if (bell !== null) this.#send({ bell });
    open.add(this);
  }

  /** Calls back when the other side has ended; at once when it has. */
  whenEnded(fn: () => void): void {
    if (this.#endReceived || this.#resetReceived || this.#closed) fn();
    else this.#onEnd = fn;
  }

  /** The process at the other end is gone. One that was killed sent no FIN: the system does. */
  peerGone(): void {
    if (!this.#closed) this.#receive(null);
  }

  /** Closes every stream of this process, as the system does when a process exits. */
  static closeAll(): void {
    for (const transport of open) transport.close();
  }

  write(data: Data, done: () => void): boolean {
    if (this.#resetReceived) return true;
    if (this.#outgoing.length === 0 && this.#mayPost(data.length)) {
      this.#post(data);
      return true;
    }
    this.#outgoing.push({ bytes: bytesOf(data), done });
    this.#flush();
    return false;
  }

  end(done: () => void): void {
    this.#outgoing.push({ bytes: null, done });
    this.#flush();
  }

  reset(): void {
    open.delete(this);
    this.#onClose();
    this.#outgoing.length = 0;
    this.#send(0);
    this.#closed = true;
    this.#port.close();
  }

  close(): void {
    open.delete(this);
    this.#onClose();
    if (this.#closed) return;
    this.#closed = true;
    this.#reading = false;
    this.receiver = null;
    for (const { bytes } of this.#outgoing.splice(0)) {
      this.#send(bytes && memoryOf(bytes));
    }
    // What the peer still sends must not fill its window for ever: a closed end answers with RST.
    if (this.#incoming.some(isData)) this.#send(0);
    else this.#send(null);
    this.#incoming.length = 0;
    this.#port.onmessage = (event: MessageEvent<StreamMessage>) => {
      if (isData(event.data)) this.#send(0);
      if (event.data === null || event.data === 0) this.#port.close();
    };
  }

  resume(): void {
    this.#reading = true;
    if (this.#incoming.length > 0 && !this.#delivering) this.#loop.enqueue(() => this.#deliver());
  }

  pause(): void {
    this.#reading = false;
  }

  /** Small writes go whole; a large one is cut at the window, as a socket buffer would. */
  #mayPost(length: number): boolean {
    return (
      !this.#clock.pending &&
      (this.#inFlight === 0 ? length <= STREAM_WINDOW : this.#inFlight + length <= STREAM_WINDOW)
    );
  }

  #post(data: Data): void {
    if (this.#clock.applied > this.#sentSeq) {
      this.#sentSeq = this.#clock.applied;
      this.#send({ seq: this.#sentSeq });
    }
    this.#inFlight += data.length;
    if (typeof data === 'string') return this.#send(data);
    const buffer = memoryOf(data);
    // A small chunk is cheaper to copy than to hand over.
    if (buffer.byteLength <= COPIED) this.#send(buffer);
    else this.#send(buffer, [buffer]);
  }

  #send(message: StreamMessage, transfer: Transferable[] = NOTHING): void {
    this.#port.postMessage(message, transfer);
    if (this.#peerBell === null) this.#unrung++;
    else this.#loop.busyPoll.ring(this.#peerBell, 1);
  }

  #flush(): void {
    if (this.#clock.pending) {
      if (this.#waitingForClock) return;
      this.#waitingForClock = true;
      this.#clock.whenConfirmed(() => {
        this.#waitingForClock = false;
        this.#flush();
      });
      return;
    }
    for (;;) {
      const next = this.#outgoing[0];
      if (!next || this.#closed) return;
      if (next.bytes === null) {
        this.#send(null);
      } else {
        const room = STREAM_WINDOW - this.#inFlight;
        if (room <= 0) return;
        if (next.bytes.byteLength > room) {
          this.#post(next.bytes.subarray(0, room));
          next.bytes = next.bytes.subarray(room);
          return;
        }
        this.#post(next.bytes);
      }
      this.#outgoing.shift();
      this.#loop.enqueueUnref(next.done);
    }
  }

  #receive(message: StreamMessage): void {
    if (typeof message === 'number' && message > 0) {
      this.#inFlight -= message;
      if (this.#outgoing.length > 0) this.#flush();
      return;
    }
    if (message !== null && typeof message === 'object' && 'bell' in message) {
      this.#peerBell = message.bell;
      this.#loop.busyPoll.ring(message.bell, this.#unrung);
      return;
    }
    if (this.#held) {
      this.#held.push(message);
      return;
    }
    if (message !== null && typeof message === 'object' && 'seq' in message) {
      if (this.#clock.applied >= message.seq) return;
      const held: StreamMessage[] = [];
      this.#held = held;
      this.#clock.whenApplied(message.seq, () => {
        this.#held = null;
        for (const later of held) this.#receive(later);
      });
      return;
    }
    if (message === null) {
      if (this.#endReceived) return;
      this.#endReceived = true;
    }
    if (message === 0 || message === null) {
      this.#onEnd?.();
      this.#onEnd = null;
    }
    if (message === 0) {
      this.#resetReceived = true;
      for (const { done } of this.#outgoing.splice(0)) this.#loop.enqueueUnref(done);
    }
    this.#incoming.push(message as ArrayBuffer | string | null | 0);
    if (this.#reading && !this.#delivering) this.#loop.turn(() => this.#deliver());
  }

  #deliver(): void {
    this.#delivering = true;
    try {
      while (this.#reading && this.receiver && this.#incoming.length > 0) {
        const message = this.#incoming.shift();
        if (typeof message === 'string') {
          this.#consumed(message.length);
          this.receiver.data(bytesOf(message).buffer);
        } else if (message instanceof ArrayBuffer) {
          this.#consumed(message.byteLength);
          this.receiver.data(message);
        } else if (message === null) this.receiver.end();
        else this.receiver.reset();
      }
    } finally {
      this.#delivering = false;
    }
  }

  #consumed(bytes: number): void {
    this.#owedCredit += bytes;
    if (this.#owedCredit < CREDIT_LUMP) return;
    this.#send(this.#owedCredit);
    this.#owedCredit = 0;
  }
}

/** The bytes alone: of the rest of a large write, its part of the memory. */
function memoryOf(bytes: Uint8Array<ArrayBuffer>): ArrayBuffer {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
}

function isData(message: StreamMessage): boolean {
  return typeof message === 'string' || message instanceof ArrayBuffer;
}
