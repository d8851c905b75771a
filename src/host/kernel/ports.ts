/** Who listens where. One process for each port, as on one machine. */
export interface Owner {
  readonly pid: number;
  /** Passes the server's end of a new connection on; `peer` is the pid of the other side. */
  connection(port: number, remotePort: number, stream: MessagePort, peer: number): void;
}

const FIRST_CLIENT_PORT = 40_000;
const LAST_CLIENT_PORT = 60_999;

export class PortTable {
  readonly #owners = new Map<number, Owner>();
  readonly #changed: (port: number, open: boolean) => void;
  #clientPort = FIRST_CLIENT_PORT;

  constructor(changed: (port: number, open: boolean) => void) {
    this.#changed = changed;
  }

  get open(): number[] {
    return [...this.#owners.keys()];
  }

  /** False when another process has the port. */
  listen(port: number, owner: Owner): boolean {
    if (this.#owners.has(port)) return false;
    this.#owners.set(port, owner);
    this.#changed(port, true);
    return true;
  }

  unlisten(port: number, owner: Owner): void {
    if (this.#owners.get(port) !== owner) return;
    this.#owners.delete(port);
    this.#changed(port, false);
  }

  release(owner: Owner): void {
    for (const [port, holder] of [...this.#owners]) if (holder === owner) this.unlisten(port, owner);
  }

  /** The client's end and its port, or null: connection refused. */
  connect(port: number, from: number): { stream: MessagePort; localPort: number; peer: number } | null {
    const owner = this.#owners.get(port);
    if (!owner) return null;
    const channel = new MessageChannel();
    this.#clientPort = this.#clientPort >= LAST_CLIENT_PORT ? FIRST_CLIENT_PORT : this.#clientPort + 1;
    owner.connection(port, this.#clientPort, channel.port1, from);
    return { stream: channel.port2, localPort: this.#clientPort, peer: owner.pid };
  }
}
