/**
 * The container room's public face.
 *
 *   const host = chooseHost();
 *   const container = await bootContainer({ host, files, onProgress, signal });
 *
 * `bootContainer` rejects with a `ContainerError` (a sentence and a next step) or, when `signal` was
 * aborted, with the signal's reason. Calling it again after any failure is a real retry.
 */
import { bootWith, switchWith } from './boot.ts';
import { browserBootPorts } from './browser.ts';
import { config } from './config.ts';
import { hostChoice, storeHostChoice } from './hosts.ts';
import type { BootOptions, Container, HostKind } from './types.ts';

export * from './errors.ts';
export { type HostDescription, hostDescription, hostKinds } from './hosts.ts';
export type * from './types.ts';

export function bootContainer(options: BootOptions): Promise<Container> {
  return bootWith(browserBootPorts(), options);
}

/**
 * Disposes of `current` and boots `options.host` with `options.files`, so that nothing of mine is lost.
 * A host that is known not to run here is refused before `current` is touched.
 */
export function switchHost(current: Container, options: BootOptions): Promise<Container> {
  return switchWith(browserBootPorts(), current, options);
}

/** The host for this visit: `?host=` in the address, else remembered, else the site's default. */
export function chooseHost(): HostKind {
  return hostChoice(location.search, () => localStorage, config);
}

/** Remembers the visitor's choice for later visits, where the browser allows it. */
export function rememberHost(kind: HostKind): void {
  storeHostChoice(kind, () => localStorage);
}
