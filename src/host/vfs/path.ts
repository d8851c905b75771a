/** Paths of the virtual file system are POSIX paths. These helpers work on the text alone. */

/** Absolute and without `.`, `..`, double or trailing slashes. Symbolic links are not looked at. */
export function resolvePath(cwd: string, path: string): string {
  const names: string[] = [];
  for (const name of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (name === '' || name === '.') continue;
    if (name === '..') names.pop();
    else names.push(name);
  }
  return `/${names.join('/')}`;
}

/** Parent directory and last name of a canonical path other than the root. */
export function splitPath(path: string): { parent: string; name: string } {
  const slash = path.lastIndexOf('/');
  return { parent: slash === 0 ? '/' : path.slice(0, slash), name: path.slice(slash + 1) };
}

export function joinPath(parent: string, name: string): string {
  return parent === '/' ? `/${name}` : `${parent}/${name}`;
}

/** Whether a canonical path is `ancestor` itself or lies below it. */
export function isWithin(path: string, ancestor: string): boolean {
  return path === ancestor || ancestor === '/' || path.startsWith(`${ancestor}/`);
}

/** How a change at a canonical path is named to who watches `watched`; null when it is none of theirs. */
export function watchedName(watched: string, changed: string, recursive: boolean): string | null {
  if (changed === watched) return changed === '/' ? '' : splitPath(changed).name;
  const prefix = watched === '/' ? '/' : `${watched}/`;
  if (!changed.startsWith(prefix)) return null;
  const name = changed.slice(prefix.length);
  return recursive || !name.includes('/') ? name : null;
}
