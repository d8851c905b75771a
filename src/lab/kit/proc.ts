import type { ProcState } from '../check/wire.ts';
import type { LogLine } from '../protocol.ts';
import { askProc } from './link.ts';
import { serviceAddress } from './services.ts';

/** A service's process, seen from outside. Every method asks anew. */
export interface Proc {
  /** Its process id; another one means that the service died and was started again. */
  pid(): Promise<number | null>;
  /** Null while it runs; 128 + signal number where a signal ended it. */
  exitCode(): Promise<number | null>;
  alive(): Promise<boolean>;
  /** What it wrote, oldest first: the last 500 lines. */
  logs(): Promise<LogLine[]>;
}

/**
 * The process of the lesson's first service, or of the named one.
 *
 * @example
 * const before = await proc().pid();
 * await http('/events/e3/seats');
 * check(await proc().pid()).is(before, 'A failing request must not take the process down.');
 */
export function proc(name?: string): Proc {
  const service = serviceAddress(name).name;
  const ask = async (): Promise<ProcState> => {
    const state = await askProc(service);
    if (state === null) throw new Error('proc() works inside a check run only.');
    return state;
  };
  return {
    pid: async () => (await ask()).pid,
    exitCode: async () => (await ask()).exitCode,
    alive: async () => (await ask()).exitCode === null,
    logs: async () => (await ask()).logs,
  };
}
