/** Open tabs and the active one, always of files that are there. */
import { batch, signal } from '@preact/signals';

export class Tabs {
  readonly open = signal<string[]>([]);
  readonly active = signal<string | null>(null);
  readonly #isThere: (path: string) => boolean;
  readonly #usual: readonly string[];

  /** `usual` are opened when every tab's file is gone. */
  constructor(isThere: (path: string) => boolean, usual: readonly string[]) {
    this.#isThere = isThere;
    this.#usual = usual;
  }

  set(open: readonly string[], active: string | null): void {
    const kept = [...new Set(open)].filter(this.#isThere);
    const tabs = kept.length > 0 || open.length === 0 ? kept : this.#usual.filter(this.#isThere);
    batch(() => {
      this.open.value = tabs;
      this.active.value = active !== null && tabs.includes(active) ? active : (tabs[0] ?? null);
    });
  }

  /** Files have gone. */
  tidy(): void {
    this.set(this.open.peek(), this.active.peek());
  }

  /** Files have other names. */
  rename(moved: (path: string) => string): void {
    const active = this.active.peek();
    this.set(this.open.peek().map(moved), active === null ? null : moved(active));
  }

  /** False when there is no such file. */
  show(path: string): boolean {
    if (!this.#isThere(path)) return false;
    const open = this.open.peek();
    this.set(open.includes(path) ? open : [...open, path], path);
    return true;
  }

  /** False when it is not open. The neighbour becomes active. */
  close(path: string): boolean {
    const open = this.open.peek();
    const at = open.indexOf(path);
    if (at < 0) return false;
    const rest = open.filter((each) => each !== path);
    const active = this.active.peek();
    this.set(rest, active === path ? (rest[Math.min(at, rest.length - 1)] ?? null) : active);
    return true;
  }
}
