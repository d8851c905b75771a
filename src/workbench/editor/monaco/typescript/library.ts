/** Files the type checker may look at but the learner does not own: `node_modules` and the manifest. */
const ROOT = 'file:///';

export class Library {
  /** Every project of the course is made of ES modules. */
  readonly #files = new Map<string, string>([[`${ROOT}package.json`, '{"type":"module"}']]);
  readonly #directories = new Map<string, Set<string>>();

  /** Paths relative to the project folder. */
  add(files: Record<string, string>): void {
    for (const [path, text] of Object.entries(files)) {
      this.#files.set(ROOT + path, text);
      const parts = path.split('/').slice(0, -1);
      parts.forEach((name, depth) => {
        const parent = ROOT + parts.slice(0, depth).join('/');
        const children = this.#directories.get(parent) ?? new Set<string>();
        this.#directories.set(parent, children.add(name));
        const own = ROOT + parts.slice(0, depth + 1).join('/');
        if (!this.#directories.has(own)) this.#directories.set(own, new Set());
      });
    }
  }

  has(fileName: string): boolean {
    return this.#files.has(fileName);
  }

  text(fileName: string): string | undefined {
    return this.#files.get(fileName);
  }

  directoryExists(path: string): boolean {
    return this.#directories.has(trim(path));
  }

  directories(path: string): string[] {
    return [...(this.#directories.get(trim(path)) ?? [])];
  }
}

function trim(path: string): string {
  return path === ROOT ? path : path.replace(/\/+$/, '');
}
