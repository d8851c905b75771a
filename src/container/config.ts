/** The one file a deployer edits to say where learners' code runs. See `hosts.ts` for the hosts. */
import type { HostKind } from './types.ts';

export interface ContainerConfig {
  /** The host for visitors who have not chosen one. */
  defaultHost: HostKind;
  /** Milliseconds from the start of a boot until it is given up with a sentence. */
  deadlineMs: number;
  stackblitz: {
    /** API key (client id) of your StackBlitz WebContainer licence; null on localhost. */
    clientId: string | null;
    /** Must match the `Cross-Origin-Embedder-Policy` header your pages are served with. */
    coep: 'require-corp' | 'credentialless';
  };
}

export const config: ContainerConfig = {
  defaultHost: 'builtin',
  deadlineMs: 20_000,
  stackblitz: { clientId: null, coep: 'require-corp' },
};
