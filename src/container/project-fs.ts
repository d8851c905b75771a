/** The project folder's files, through the client's fs. Paths are relative, `/`-separated. */
import type { ClientFs, DirEnt } from './client.ts';
import type { Lifetime } from './lifetime.ts';
import type { Disposable, ProjectFs } from './types.ts';

type FsEvent = { path: string; removed: boolean };
type Kind = 'file' | 'folder' | 'other' | 'absent';

/** The client drops an error's `.code`; hosts put it into the message. */
function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && error.message.includes(code);
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '.' : path.slice(0, slash);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function inNodeModules(path: string): boolean {
  return path.split('/').includes('node_modules');
}

/** `./a//b/` → `a/b`; the host may name files either way in its events. */
function normalize(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

export interface Tree {
  files: string[];
  folders: string[];
}

export class ContainerFs implements ProjectFs {
  readonly #fs: ClientFs;
  readonly #lifetime: Lifetime;
  readonly #listeners = new Set<(event: FsEvent) => void>();
  readonly #touched = new Map<string, { deep: boolean }>();
  #watcher: { close(): void } | null = null;
  #telling = false;

  constructor(fs: ClientFs, lifetime: Lifetime) {
    this.#fs = fs;
    this.#lifetime = lifetime;
  }

  readFile(path: string): Promise<Uint8Array> {
    return this.#lifetime.guard(() => this.#fs.readFile(path));
  }

  async writeFile(path: string, data: string | Uint8Array): Promise<void> {
    try {
      await this.#lifetime.guard(() => this.#fs.writeFile(path, data));
    } catch (error) {
      const parent = parentOf(path);
      if (parent === '.' || !isCode(error, 'ENOENT')) throw error;
      await this.mkdir(parent);
      await this.#lifetime.guard(() => this.#fs.writeFile(path, data));
    }
  }

  async mkdir(path: string): Promise<void> {
    await this.#lifetime.guard(() => this.#fs.mkdir(path, { recursive: true }));
  }

  async rename(from: string, to: string): Promise<void> {
    const parent = parentOf(to);
    if (parent !== '.') await this.mkdir(parent);
    await this.#lifetime.guard(() => this.#fs.rename(from, to));
  }

  async remove(path: string): Promise<void> {
    await this.#lifetime.guard(() => this.#fs.rm(path, { recursive: true, force: true }));
  }

  async list(): Promise<string[]> {
    return (await this.tree()).files;
  }

  /** Files and folders below `folder`, sorted, without `node_modules`. */
  async tree(folder = '.'): Promise<Tree> {
    const tree: Tree = { files: [], folders: [] };
    await this.#walk(folder, tree);
    tree.files.sort();
    tree.folders.sort();
    return tree;
  }

  async #walk(folder: string, tree: Tree): Promise<void> {
    const entries = await this.#readdir(folder);
    const below: Promise<void>[] = [];
    for (const entry of entries) {
      if (entry.name === 'node_modules') continue;
      const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        tree.folders.push(path);
        below.push(this.#walk(path, tree));
      } else if (entry.isFile()) {
        tree.files.push(path);
      }
    }
    await Promise.all(below);
  }

  async #readdir(folder: string): Promise<DirEnt<string>[]> {
    try {
      return await this.#lifetime.guard(() => this.#fs.readdir(folder, { withFileTypes: true }));
    } catch (error) {
      // Removed while we were walking.
      if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return [];
      throw error;
    }
  }

  watch(listener: (event: FsEvent) => void): Disposable {
    this.#listeners.add(listener);
    this.#watcher ??= this.#fs.watch('.', { recursive: true }, (type, name) => {
      const path = normalize(typeof name === 'string' ? name : new TextDecoder().decode(name));
      if (path === '' || inNodeModules(path)) return;
      const deep = type === 'rename' || this.#touched.get(path)?.deep === true;
      this.#touched.set(path, { deep });
      void this.#tell();
    });
    return {
      dispose: () => {
        this.#listeners.delete(listener);
        if (this.#listeners.size > 0) return;
        this.#watcher?.close();
        this.#watcher = null;
        this.#touched.clear();
      },
    };
  }

  /** One at a time and in order; events for a path that still waits are one event. */
  async #tell(): Promise<void> {
    if (this.#telling) return;
    this.#telling = true;
    try {
      for (;;) {
        const next = this.#touched.entries().next();
        if (next.done) return;
        const [path, { deep }] = next.value;
        this.#touched.delete(path);
        for (const event of await this.#look(path, deep)) {
          for (const listener of [...this.#listeners]) listener(event);
        }
      }
    } catch {
      // The host is gone: whoever waits for it is told by the container itself.
      this.#touched.clear();
    } finally {
      this.#telling = false;
    }
  }

  async #look(path: string, deep: boolean): Promise<FsEvent[]> {
    const kind = await this.#kind(path);
    if (kind === 'absent') return [{ path, removed: true }];
    if (kind === 'file') return [{ path, removed: false }];
    // A folder that was made or moved here brings its files with a single event.
    if (kind === 'folder' && deep) {
      return (await this.tree(path)).files.map((file) => ({ path: file, removed: false }));
    }
    return [];
  }

  async #kind(path: string): Promise<Kind> {
    const entry = (await this.#readdir(parentOf(path))).find((each) => each.name === nameOf(path));
    if (!entry) return 'absent';
    if (entry.isFile()) return 'file';
    return entry.isDirectory() ? 'folder' : 'other';
  }
}

/** Makes the folder hold exactly `files`, with as few writes as can be: each one may restart a service. */
export async function resetFiles(fs: ContainerFs, files: Record<string, string>): Promise<void> {
  const wanted = Object.keys(files);
  const there = await fs.tree();
  const doomedFolders = there.folders.filter(
    (folder) => !wanted.some((path) => path.startsWith(`${folder}/`)),
  );
  const topmost = doomedFolders.filter(
    (folder) => !doomedFolders.some((other) => folder.startsWith(`${other}/`)),
  );
  const doomedFiles = there.files.filter(
    (path) => !Object.hasOwn(files, path) && !topmost.some((folder) => path.startsWith(`${folder}/`)),
  );
  // Removals first: a file may be where a folder is wanted.
  await Promise.all([...topmost, ...doomedFiles].map((path) => fs.remove(path)));

  const present = new Set(there.files);
  await Promise.all(
    Object.entries(files).map(async ([path, text]) => {
      if (present.has(path) && (await holds(fs, path, text))) return;
      await fs.writeFile(path, text);
    }),
  );
}

async function holds(fs: ContainerFs, path: string, text: string): Promise<boolean> {
  const expected = new TextEncoder().encode(text);
  try {
    const found = await fs.readFile(path);
    return found.length === expected.length && found.every((byte, index) => byte === expected[index]);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
}
