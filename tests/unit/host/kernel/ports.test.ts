import { describe, expect, it } from 'vitest';
import { type Owner, PortTable } from '../../../../src/host/kernel/ports.ts';

const owner = (pid: number): Owner & { accepted: number[] } => {
  const accepted: number[] = [];
  return {
    pid,
    accepted,
    connection: (_port, remotePort, stream) => {
      accepted.push(remotePort);
      stream.close();
    },
  };
};

describe('PortTable', () => {
  it('lets one process listen on a port, and says when it opens and closes', () => {
    const events: [number, boolean][] = [];
    const table = new PortTable((port, open) => events.push([port, open]));
    const [a, b] = [owner(1), owner(2)];
    expect(table.listen(3000, a)).toBe(true);
    expect(table.listen(3000, b)).toBe(false);
    table.unlisten(3000, b);
    expect(table.open).toEqual([3000]);
    table.release(a);
    expect(table.listen(3000, b)).toBe(true);
    expect(events).toEqual([
      [3000, true],
      [3000, false],
      [3000, true],
    ]);
  });

  it('joins a client with the listener, each knowing the other', () => {
    const table = new PortTable(() => {});
    const server = owner(7);
    table.listen(3000, server);
    const connection = table.connect(3000, 9);
    connection?.stream.close();
    expect(connection?.peer).toBe(7);
    expect(server.accepted).toEqual([connection?.localPort]);
    expect(table.connect(3001, 9)).toBeNull();
  });
});
