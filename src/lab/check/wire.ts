/**
 * Between the supervisor (`check.js`) and the process that runs the check files. Frames as in
 * `protocol.ts`: `ToRunner` on the runner's stdin, `FromRunner` on its stdout.
 */
import type { CheckResult, Exchange, LogLine } from '../protocol.ts';

/** Where the services of this run listen: JSON of {@link ServiceAddress}[] in this variable. */
export const SERVICES_VARIABLE = 'BULKHEAD_SERVICES';

export interface ServiceAddress {
  name: string;
  port: number;
}

/** What the supervisor knows of a service's process. */
export interface ProcState {
  pid: number | null;
  /** Null while it runs; 128 + signal number where a signal ended it. */
  exitCode: number | null;
  logs: LogLine[];
}

export type ToRunner =
  /** Every service accepts connections: begin. */
  | { type: 'go' }
  /** `state` is null when no service has that name. */
  | { type: 'proc'; id: number; state: ProcState | null };

export type FromRunner =
  | { type: 'started'; name: string; file: string; at: number }
  /** Sent as a check ends, before its `ended`. `ms` leaves out the time spent waiting for the run to begin. */
  | { type: 'context'; name: string; exchanges: Exchange[]; ms: number }
  | {
      type: 'ended';
      name: string;
      file: string;
      state: CheckResult['state'];
      ms: number;
      message: string | null;
      expected: string | null;
      observed: string | null;
    }
  /** A check file could not be loaded. */
  | { type: 'file-failed'; file: string; message: string }
  | { type: 'proc'; id: number; service: string }
  /** All checks have ended. `success` is the test runner's own verdict. */
  | { type: 'done'; success: boolean };
