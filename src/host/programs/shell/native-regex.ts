/**
 * Stands in for just-bash's wrapper around RE2 when the shell is bundled: the same interface over JavaScript's
 * own regular expressions (see `bundle.ts`). just-bash's chunk exports its function and class as `a` and `b`.
 */
class NativeRegex {
  readonly #regex: RegExp;

  constructor(regex: RegExp) {
    this.#regex = regex;
  }

  test(text: string): boolean {
    this.#rewind();
    return this.#regex.test(text);
  }

  exec(text: string): RegExpExecArray | null {
    return this.#regex.exec(text);
  }

  match(text: string): RegExpMatchArray | null {
    this.#rewind();
    return text.match(this.#regex);
  }

  replace(text: string, replacement: string | ((...groups: string[]) => string)): string {
    this.#rewind();
    return typeof replacement === 'string'
      ? text.replace(this.#regex, replacement)
      : text.replace(this.#regex, replacement);
  }

  split(text: string, limit?: number): string[] {
    return text.split(this.#regex, limit);
  }

  search(text: string): number {
    return text.search(this.#regex);
  }

  *matchAll(text: string): Generator<RegExpExecArray> {
    if (!this.global) throw new Error('matchAll requires global flag');
    this.#regex.lastIndex = 0;
    for (let match = this.exec(text); match !== null; match = this.exec(text)) {
      yield match;
      if (match[0] === '') this.#regex.lastIndex += 1;
    }
  }

  get native(): RegExp {
    return this.#regex;
  }

  get source(): string {
    return this.#regex.source;
  }

  get flags(): string {
    return this.#regex.flags;
  }

  get global(): boolean {
    return this.#regex.global;
  }

  get ignoreCase(): boolean {
    return this.#regex.ignoreCase;
  }

  get multiline(): boolean {
    return this.#regex.multiline;
  }

  get lastIndex(): number {
    return this.#regex.lastIndex;
  }

  set lastIndex(index: number) {
    this.#regex.lastIndex = index;
  }

  #rewind(): void {
    if (this.global) this.#regex.lastIndex = 0;
  }
}

/** A pattern in RE2's syntax, where it differs: leading `(?i)` flags and `(?P<name>…)`. */
function createRegex(pattern: string, flags = ''): NativeRegex {
  const inline = /^\(\?([ims]+)\)/.exec(pattern);
  const all = new Set(flags + (inline?.[1] ?? ''));
  const source = pattern.slice(inline?.[0].length ?? 0).replaceAll('(?P<', '(?<');
  return new NativeRegex(new RegExp(source, [...all].join('')));
}

export { createRegex as a, NativeRegex as b };
