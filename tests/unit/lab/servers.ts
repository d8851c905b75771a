/** Real TCP servers for these tests, closed after each of them. */
import * as net from 'node:net';
import { afterEach } from 'vitest';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A TCP server on a free port; returns the port. */
export async function tcp(onConnection: (socket: net.Socket) => void): Promise<number> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  });
  return listen(server, () => {
    for (const socket of sockets) socket.destroy();
  });
}

/** Any server of Node's on a free port; returns the port. */
export async function listen(server: net.Server, beforeClose: () => void = () => {}): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, () => resolve());
  });
  closing.push(async () => {
    beforeClose();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
  return (server.address() as net.AddressInfo).port;
}

/** Answers the first bytes of each connection with `text`, and closes where `close` says so. */
export function answering(text: string, close = true): (socket: net.Socket) => void {
  return (socket) => {
    socket.once('data', () => {
      if (close) socket.end(text);
      else socket.write(text);
    });
  };
}
