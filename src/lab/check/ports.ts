/** Free ports for a check run, apart from those a learner's own services use. */
import * as net from 'node:net';

/** Ports of check runs start here; lessons use ports below. */
export const FIRST_CHECK_PORT = 20_000;
const LAST_PORT = 59_999;
const ATTEMPTS = 50;

/**
 * A port nobody listens on now. Port 0 lets the system choose; where its range begins lower, ports
 * are tried at random.
 */
export async function freePort(random: () => number = Math.random): Promise<number> {
  const chosen = await tryListen(0);
  if (chosen !== null && chosen >= FIRST_CHECK_PORT) return chosen;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = FIRST_CHECK_PORT + Math.floor(random() * (LAST_PORT - FIRST_CHECK_PORT));
    if ((await tryListen(port)) !== null) return port;
  }
  throw new Error(
    `No free port was found between ${FIRST_CHECK_PORT} and ${LAST_PORT} in ${ATTEMPTS} attempts.`,
  );
}

function tryListen(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.on('error', () => resolve(null));
    server.listen(port, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : null;
      server.close(() => resolve(bound));
    });
  });
}

/** Whether something accepts connections on this port. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: 'localhost', port, autoSelectFamily: true });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', () => settle(true));
    socket.on('error', () => settle(false));
  });
}
