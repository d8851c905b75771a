/** The two hosts behind the one API, and which of them a visitor gets. */
import type { ContainerConfig } from './config.ts';
import type { HostKind } from './types.ts';

export interface HostDescription {
  kind: HostKind;
  name: string;
  /** One sentence for the status bar's menu. */
  summary: string;
  /** The page must be served with COOP and COEP, see `crossOriginIsolated`. */
  needsIsolation: boolean;
}

const DESCRIPTIONS: Record<HostKind, HostDescription> = {
  builtin: {
    kind: 'builtin',
    name: 'Built-in host',
    summary: 'Part of this site: open, works offline, runs everything the lessons use.',
    needsIsolation: false,
  },
  stackblitz: {
    kind: 'stackblitz',
    name: 'StackBlitz WebContainers',
    summary: "The vendor's host: any npm package and all of Node, needs the network.",
    needsIsolation: true,
  },
};

export const hostKinds: readonly HostKind[] = ['builtin', 'stackblitz'];

export function hostDescription(kind: HostKind): HostDescription {
  return DESCRIPTIONS[kind];
}

/** Where the client finds a host's page. Without an origin it takes the vendor's. */
export interface HostAddress {
  origin: string | undefined;
  path: string;
}

/**
 * @param page the page's own address
 * @param base the path the site is served under, `/` or `/course/`
 */
export function hostAddress(kind: HostKind, page: URL, base: string): HostAddress {
  if (kind === 'stackblitz') return { origin: undefined, path: '/headless' };
  return { origin: page.origin, path: `${base.replace(/\/*$/, '')}/headless` };
}

const PARAMETER = 'host';
const REMEMBERED = 'bulkhead:host';

/** The part of `localStorage` used here; getting at it may throw, as may every call. */
export type ChoiceStorage = () => Pick<Storage, 'getItem' | 'setItem'>;

function isHostKind(value: string | null): value is HostKind {
  return value === 'builtin' || value === 'stackblitz';
}

/** `?host=` in the address, else what was remembered, else the site's configuration. */
export function hostChoice(search: string, storage: ChoiceStorage, config: ContainerConfig): HostKind {
  const asked = new URLSearchParams(search).get(PARAMETER);
  if (isHostKind(asked)) return asked;
  try {
    const remembered = storage().getItem(REMEMBERED);
    if (isHostKind(remembered)) return remembered;
  } catch {
    // Storage is refused in this browser: nothing is remembered.
  }
  return config.defaultHost;
}

/** Remembers a visitor's choice where the browser allows it. */
export function storeHostChoice(kind: HostKind, storage: ChoiceStorage): void {
  try {
    storage().setItem(REMEMBERED, kind);
  } catch {
    // The choice holds for this page only.
  }
}
