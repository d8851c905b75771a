/** The longer sentences of a failed boot. */
import type { BootPhase } from './errors.ts';
import type { HostContact } from './host-page.ts';
import { hostDescription } from './hosts.ts';
import type { HostKind } from './types.ts';

/** The first version that runs TypeScript without a flag. */
export const requiredNode = { major: 22, minor: 18 };

export interface BootFailureState {
  host: HostKind;
  phase: BootPhase;
  contact: HostContact;
  elapsedMs: number;
}

interface Sentence {
  message: string;
  nextStep: string;
}

function seconds(ms: number): string {
  const value = Math.max(0.1, Math.round(ms / 100) / 10);
  return `${value} ${value === 1 ? 'second' : 'seconds'}`;
}

function otherwise(host: HostKind): string {
  return host === 'stackblitz'
    ? 'Check the network and try again, or use the built-in host.'
    : 'Try again; if it stays so, reload the page. Your files are kept.';
}

function missing({ phase, contact }: BootFailureState): string {
  switch (phase) {
    case 'host':
      if (contact === 'silent') return 'its page did not load';
      if (contact === 'loaded') return 'its page loaded but did not introduce itself as a WebContainer host';
      return 'its page loaded but did not build a container';
    case 'files':
      return "it did not take the project's files";
    case 'node':
      return '"node --version" gave no answer';
    case 'agent':
      return 'the lab agent started but did not answer';
    case 'ready':
      return 'it stopped answering';
    default:
      return phase satisfies never;
  }
}

export function timeoutSentence(state: BootFailureState): Sentence {
  const { name } = hostDescription(state.host);
  return {
    message: `${name} was not ready after ${seconds(state.elapsedMs)}: ${missing(state)}.`,
    nextStep: otherwise(state.host),
  };
}

export function garbageSentence(state: BootFailureState, detail: string): Sentence {
  const { name } = hostDescription(state.host);
  return {
    message: `${name} gave an answer after ${seconds(state.elapsedMs)} that is not a WebContainer's: ${detail}.`,
    nextStep: otherwise(state.host),
  };
}
