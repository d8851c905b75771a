/** The editor's download, started as early as someone asks for it and only once. */
import type { MountEditor } from './port.ts';

let loading: Promise<MountEditor> | null = null;

export function loadEditor(): Promise<MountEditor> {
  loading ??= import('./monaco/mount.ts').then(
    (module) => module.mountMonaco,
    (error) => {
      // The next one who asks tries again.
      loading = null;
      throw error;
    },
  );
  return loading;
}
