/** Addresses of the course are relative to the site's base, which the page states. */
export function byNextHref(href: string): string {
  const base = document.body.dataset.base ?? '/';
  return `${base.replace(/\/*$/, '/')}${href.replace(/^\/+/, '')}`;
}
