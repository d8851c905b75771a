import type { ToProcess } from '../protocol.ts';
import type { Listener, Network } from './bindings/tcp_wrap.ts';
import { native } from './native.ts';
import type { Runtime } from './runtime.ts';
import { UV } from './runtime.ts';
import { PortTransport } from './streams/port_transport.ts';

type Connected = Extract<ToProcess, { type: 'connected' }>;

/** Ports a process may be given for port 0: each process has a range of its own, so none collide. */
const EPHEMERAL_RANGE = 64;

/** Milliseconds for what a process that is gone had sent to arrive. */
const LAST_WORDS = 20;

type Stream = { stream: PortTransport; localPort: number };

/** The process's side of the kernel's port table. */
export class ProcessNetwork implements Network {
  readonly #runtime: Runtime;
  readonly #taken: Set<number>;
  readonly #listeners = new Map<number, Listener>();
  readonly #connecting = new Map<number, (result: Stream | number) => void>();
  readonly #byPeer = new Map<number, Set<PortTransport>>();
  readonly #ephemeral: number;
  #nextEphemeral = 0;
  #nextId = 0;

  constructor(runtime: Runtime, ports: number[], ephemeral: number) {
    this.#runtime = runtime;
    this.#taken = new Set(ports);
    this.#ephemeral = ephemeral;
  }

  listen(port: number, listener: Listener): { port: number } | number {
    const wanted = port === 0 ? this.#free() : port;
    if (wanted === null || this.#taken.has(wanted)) return UV.EADDRINUSE;
    this.#taken.add(wanted);
    this.#listeners.set(wanted, listener);
    this.#runtime.post({ type: 'listen', port: wanted });
    return { port: wanted };
  }

  #free(): number | null {
    for (let i = 0; i < EPHEMERAL_RANGE; i++) {
      const port = this.#ephemeral + ((this.#nextEphemeral + i) % EPHEMERAL_RANGE);
      if (this.#taken.has(port)) continue;
      this.#nextEphemeral = (this.#nextEphemeral + i + 1) % EPHEMERAL_RANGE;
      return port;
    }
    return null;
  }

  unlisten(port: number): void {
    this.#listeners.delete(port);
    this.#taken.delete(port);
    this.#runtime.post({ type: 'unlisten', port });
  }

  connect(host: string, port: number, done: (result: Stream | number) => void): void {
    const id = ++this.#nextId;
    this.#connecting.set(id, done);
    this.#runtime.post({ type: 'connect', id, host, port });
  }

  connection(
    { port, remotePort, peer }: Extract<ToProcess, { type: 'connection' }>,
    stream: MessagePort,
  ): void {
    const listener = this.#listeners.get(port);
    if (listener) listener.connection(this.#open(stream, peer), remotePort);
    else stream.postMessage(0);
  }

  connected({ id, errno, localPort, peer }: Connected, stream: MessagePort | undefined): void {
    const done = this.#connecting.get(id);
    this.#connecting.delete(id);
    done?.(stream && errno === 0 ? { stream: this.#open(stream, peer), localPort } : errno);
  }

  /** Another process ended: its side of every connection is closed, as the system does. */
  gone(peer: number): void {
    const streams = this.#byPeer.get(peer);
    this.#byPeer.delete(peer);
    if (streams)
      native.setTimeout(() => {
        for (const stream of streams) stream.peerGone();
      }, LAST_WORDS);
  }

  #open(port: MessagePort, peer: number): PortTransport {
    const streams = this.#byPeer.get(peer) ?? new Set();
    this.#byPeer.set(peer, streams);
    const transport = new PortTransport(port, this.#runtime.loop, this.#runtime.clock, () =>
      streams.delete(transport),
    );
    streams.add(transport);
    return transport;
  }

  refused(port: number): void {
    this.#listeners.get(port)?.refused();
    this.#listeners.delete(port);
  }

  /** Another process opened or closed a port. */
  changed(port: number, open: boolean): void {
    if (open) this.#taken.add(port);
    else this.#taken.delete(port);
  }
}
