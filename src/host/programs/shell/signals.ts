import { constants } from 'node:os';

export const SIGNALS = Object.keys(constants.signals) as NodeJS.Signals[];

/** `TERM`, `SIGTERM` or `15`; null when there is no such signal. */
export function signalOf(name: string): NodeJS.Signals | null {
  const wanted = name.toUpperCase().replace(/^(?!SIG)/, 'SIG');
  return SIGNALS.find((signal) => signal === wanted || String(constants.signals[signal]) === name) ?? null;
}

/** 128 + the signal's number, as shells report it. */
export function exitCodeOf(signal: NodeJS.Signals | null): number {
  return signal ? 128 + (constants.signals[signal] ?? 0) : 0;
}
