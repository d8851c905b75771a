/** The site's base path, with a slash at both ends: `/` or `/course/`. */
export const BASE: string = import.meta.env.BASE_URL.replace(/\/*$/, '/');

/** An address on this site. `path` is relative to the base and has no leading slash: `play/`. */
export function href(path: string): string {
  return BASE + path.replace(/^\/+/, '');
}
