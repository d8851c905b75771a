import { native } from '../native.ts';
import type { Runtime } from '../runtime.ts';
import { UV } from '../runtime.ts';
import type { PortTransport } from '../streams/port_transport.ts';
import { type Request, StreamHandle } from '../streams/stream_handle.ts';

const SOCKET = 0;
const SERVER = 1;

interface Endpoint {
  address: string;
  port: number;
}

/** The process's side of the port table: who listens, and connections under way. */
export interface Network {
  /** 0, or a libuv error. `port` 0 picks a free one. */
  listen(port: number, server: Listener): { port: number } | number;
  unlisten(port: number): void;
  connect(
    host: string,
    port: number,
    done: (result: { stream: PortTransport; localPort: number } | number) => void,
  ): void;
}

export interface Listener {
  connection(stream: PortTransport, remotePort: number): void;
  /** Another process had the port first. */
  refused(): void;
}

const isLoopback = (host: string): boolean =>
  host === '::' || host === '0.0.0.0' || host === '::1' || /^(::ffff:)?127\./.test(host);

/** `internalBinding('tcp_wrap')`: TCP among the processes of this container. */
export function createTcpBinding(runtime: Runtime, network: Network): Record<string, unknown> {
  class TCP extends StreamHandle {
    onconnection: ((status: number, client?: TCP) => void) | null = null;
    readonly #type: number;
    #local: Endpoint = { address: '0.0.0.0', port: 0 };
    #remote: Endpoint | null = null;
    #listening = false;

    constructor(type: number) {
      super(runtime);
      this.#type = type;
    }

    bind(address: string, port: number): number {
      if (!isLoopback(address)) return -99;
      this.#local = { address, port };
      return 0;
    }

    bind6(address: string, port: number): number {
      return this.bind(address, port);
    }

    open(): number {
      return UV.ENOTSUP;
    }

    listen(): number {
      const result = network.listen(this.#local.port, {
        connection: (stream, remotePort) => {
          const client = new TCP(SOCKET);
          const address = this.#local.address.includes(':') ? '::ffff:127.0.0.1' : '127.0.0.1';
          client.#connected(stream, { address, port: this.#local.port }, { address, port: remotePort });
          runtime.loop.turn(() => this.callback(() => this.onconnection?.(0, client)));
        },
        refused: () => runtime.loop.turn(() => this.callback(() => this.onconnection?.(UV.EADDRINUSE))),
      });
      if (typeof result === 'number') return result;
      this.#local = { ...this.#local, port: result.port };
      this.#listening = true;
      this.setActive(true);
      return 0;
    }

    connect(request: Request, address: string, port: number | (() => number)): number {
      const to = typeof port === 'function' ? port() : port;
      this.hold();
      const finish = (status: number): void => {
        this.release();
        runtime.loop.turn(() =>
          this.callback(() => request.oncomplete(status, this, request, status === 0, status === 0)),
        );
      };
      if (!isLoopback(address)) {
        native.queueMicrotask(() => finish(UV.ENETUNREACH));
        return 0;
      }
      network.connect(address, to, (result) => {
        if (typeof result === 'number') return finish(result);
        if (this.closed) {
          result.stream.close();
          return finish(UV.ECANCELED);
        }
        this.#connected(
          result.stream,
          { address: '127.0.0.1', port: result.localPort },
          { address, port: to },
        );
        finish(0);
      });
      return 0;
    }

    connect6(request: Request, address: string, port: number | (() => number)): number {
      return this.connect(request, address, port);
    }

    #connected(stream: PortTransport, local: Endpoint, remote: Endpoint): void {
      this.#local = local;
      this.#remote = remote;
      this.attach(stream);
    }

    getsockname(out: Record<string, unknown>): number {
      return describe(out, this.#local);
    }

    getpeername(out: Record<string, unknown>): number {
      return this.#remote ? describe(out, this.#remote) : UV.ENOTCONN;
    }

    setNoDelay(): number {
      return 0;
    }

    setKeepAlive(): number {
      return 0;
    }

    setTypeOfService(): number {
      return 0;
    }

    getTypeOfService(): number {
      return 0;
    }

    protected override onClose(): void {
      if (this.#type === SERVER && this.#listening) network.unlisten(this.#local.port);
    }
  }

  return {
    TCP,
    TCPConnectWrap: class TCPConnectWrap {},
    constants: { SOCKET, SERVER, UV_TCP_IPV6ONLY: 1, UV_TCP_REUSEPORT: 2 },
  };
}

function describe(out: Record<string, unknown>, { address, port }: Endpoint): number {
  out['address'] = address;
  out['port'] = port;
  out['family'] = address.includes(':') ? 'IPv6' : 'IPv4';
  return 0;
}
