/** The bench for the components below it. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Bench } from '../bench.ts';

export const BenchContext = createContext<Bench | null>(null);

export function useBench(): Bench {
  const bench = useContext(BenchContext);
  if (!bench) throw new Error('This component stands outside of a workbench.');
  return bench;
}
