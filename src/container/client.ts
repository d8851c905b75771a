/** The npm client as this room uses it. Types only: the code comes from `virtual:webcontainer-client`. */
import type { BootOptions, FileSystemAPI, WebContainer, WebContainerProcess } from '@webcontainer/api';

export type { DirEnt, FileSystemTree } from '@webcontainer/api';

/** What is used of a booted `WebContainer`, so that a test can stand in for it. */
export type ClientContainer = Pick<WebContainer, 'workdir' | 'mount' | 'on' | 'teardown'> & {
  fs: FileSystemAPI;
  spawn(
    command: string,
    args: string[],
    options?: {
      cwd?: string;
      env?: Record<string, string>;
      terminal?: { cols: number; rows: number };
    },
  ): Promise<WebContainerProcess>;
};

export type ClientProcess = WebContainerProcess;
export type ClientFs = FileSystemAPI;

/** One instance of the client's module. */
export interface Client {
  WebContainer: {
    boot(options?: BootOptions): Promise<ClientContainer>;
    /** The client keeps the promise of the last teardown here; internal to it, so it may be missing. */
    _teardownPromise?: Promise<void> | null;
  };
  configureAPIKey(key: string): void;
}

export type { ClientEnvironment } from './host-page.ts';
