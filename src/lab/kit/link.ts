/** The runner's line to its supervisor: questions about services, and the signal to begin. */
import type { FromRunner, ProcState, ToRunner } from '../check/wire.ts';
import { FROM_LAB, TO_LAB } from '../protocol.ts';
import { readFrames, writeFrame } from '../stdio.ts';

const begin = Promise.withResolvers<void>();
const questions = new Map<number, (state: ProcState | null) => void>();
let lastId = 0;
let open = false;

/** Resolves when the supervisor says that every service is ready. */
export async function openLink(): Promise<void> {
  open = true;
  const input = readFrames(TO_LAB, { message: (value) => receive(value as ToRunner) });
  await begin.promise;
  // From here on only the checks themselves keep the process running.
  input.release();
}

export function tell(message: FromRunner): void {
  void writeFrame(FROM_LAB, message);
}

/** What the supervisor knows of a service now; null where there is no supervisor or no such service. */
export function askProc(service: string): Promise<ProcState | null> {
  if (!open) return Promise.resolve(null);
  return new Promise((resolve) => {
    lastId += 1;
    questions.set(lastId, resolve);
    tell({ type: 'proc', id: lastId, service });
  });
}

function receive(message: ToRunner): void {
  switch (message.type) {
    case 'go':
      begin.resolve();
      return;
    case 'proc':
      questions.get(message.id)?.(message.state);
      questions.delete(message.id);
      return;
    default:
      message satisfies never;
  }
}
