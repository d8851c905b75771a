/** The list of everything the course needs offline; made by the build, compiled into the service worker. */
export interface OfflineManifest {
  /** Hash of the list itself: two builds with the same files have the same version. */
  version: string;
  /** Needed to work through the course offline. */
  essential: OfflineFile[];
  /** Nice to have: fetched after the rest, e.g. the diagram library. */
  extra: OfflineFile[];
}

export interface OfflineFile {
  /** Relative to the site's base, as the browser asks for it: `learn/a/b/c/`, `headless`, `_astro/x.js`. */
  url: string;
  /** Hash of the content; null when the name already carries one (the address never changes its content). */
  revision: string | null;
}

/** Names that carry a hash of their content: everything below `_astro/`, and `runtime/name-1a2b3c4d.js`. */
export function isImmutable(path: string): boolean {
  return /^_astro\//.test(path) || /^runtime\/.*[.-][0-9a-f]{8,}\.[a-z0-9]+$/.test(path);
}

/** The address a browser uses for a file of the build. */
export function addressOf(file: string): string {
  if (file === 'index.html') return '';
  if (file.endsWith('/index.html')) return file.slice(0, -'index.html'.length);
  return file === 'headless.html' ? 'headless' : file;
}

/** Kept out of the offline copy: what only servers and tools read. */
export function isServed(file: string): boolean {
  return !/(\.br|\.gz|\.map)$/.test(file) && !['_headers', 'sw.js', 'robots.txt'].includes(file);
}
