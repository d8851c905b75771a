/** What the running check did, kept for its report. */
import type { Exchange } from '../protocol.ts';

const KEPT = 5;
let exchanges: Exchange[] = [];
let startedAt = 0;

export function beginEntry(): void {
  exchanges = [];
  startedAt = performance.now();
}

/** Exchanges since {@link beginEntry}, newest last, and milliseconds. */
export function endEntry(): { exchanges: Exchange[]; ms: number } {
  return { exchanges, ms: Math.round((performance.now() - startedAt) * 10) / 10 };
}

export function record(exchange: Exchange): void {
  exchanges.push(exchange);
  if (exchanges.length > KEPT) exchanges.shift();
}
