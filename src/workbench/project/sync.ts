/**
 * A project and a container, kept the same.
 *
 * Out: every change of the page goes to the container one after the other, in order; what was typed into a
 * file while a write waits replaces that write. In: what programs write in the container comes into the
 * project. A file with a write of ours under way is looked at after it, and what is equal is no change, so
 * nothing goes round in circles; where both sides changed a file at once, the page's version stays.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Container } from '../../container/types.ts';
import type { FileMap } from '../../course/types.ts';
import { isWithin } from './paths.ts';
import { type ContainerFile, type Disposable, MAX_TEXT_BYTES, type Project } from './types.ts';

/** The part of a container used here. */
export type SyncTarget = Pick<Container, 'reset'> & {
  fs: Pick<Container['fs'], 'readFile' | 'writeFile' | 'rename' | 'remove' | 'watch'>;
};

export interface ContainerSync extends Disposable {
  /** Resolves when the container has every change made so far. Wait for it before Run and Check. */
  idle(): Promise<void>;
  /** A sentence when the last change could not be brought into the container. */
  readonly problem: ReadonlySignal<string | null>;
}

export interface SyncOptions {
  /** What the container was booted with; what has changed since then is brought over first. */
  mounted: FileMap;
}

type Operation =
  | { type: 'write'; path: string; text: string }
  | { type: 'remove'; path: string }
  | { type: 'rename'; from: string; to: string }
  | { type: 'replace'; files: FileMap };

export function syncToContainer(
  project: Project,
  container: SyncTarget,
  options: SyncOptions,
): ContainerSync {
  return new Sync(project, container, options);
}

class Sync implements ContainerSync {
  readonly problem = signal<string | null>(null);
  readonly #project: Project;
  readonly #container: SyncTarget;
  readonly #owned: Disposable[];
  readonly #queue: Operation[] = [];
  /** Paths the container told of that are not looked at yet. */
  readonly #told = new Set<string>();
  #current: Operation | null = null;
  #running = false;
  /** Those who wait until nothing of ours is under way. */
  readonly #waiting: (() => void)[] = [];
  #disposed = false;

  constructor(project: Project, container: SyncTarget, { mounted }: SyncOptions) {
    this.#project = project;
    this.#container = container;
    this.#owned = [
      project.onChange((change) => {
        if (change.origin === 'container') return;
        this.#enqueue(
          change.type === 'replace' ? { type: 'replace', files: project.everything.peek() } : change,
        );
      }),
      container.fs.watch(({ path }) => {
        this.#told.add(path);
        this.#start();
      }),
    ];
    this.#catchUp(mounted);
  }

  #catchUp(mounted: FileMap): void {
    const now = this.#project.everything.peek();
    for (const path of Object.keys(mounted)) {
      if (!Object.hasOwn(now, path)) this.#enqueue({ type: 'remove', path });
    }
    for (const [path, text] of Object.entries(now)) {
      if (!Object.hasOwn(mounted, path) || mounted[path] !== text)
        this.#enqueue({ type: 'write', path, text });
    }
  }

  #enqueue(operation: Operation): void {
    if (operation.type === 'replace') this.#queue.length = 0;
    if (operation.type !== 'write' || !this.#coalesced(operation.path, operation.text))
      this.#queue.push(operation);
    this.#start();
  }

  /** Only up to the last change of names: before that, the path may have meant another file. */
  #coalesced(path: string, text: string): boolean {
    for (const waiting of this.#queue.toReversed()) {
      if (waiting.type !== 'write') return false;
      if (waiting.path !== path) continue;
      waiting.text = text;
      return true;
    }
    return false;
  }

  #start(): void {
    if (this.#disposed || this.#running) return;
    this.#running = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    while (!this.#disposed) {
      const operation = this.#queue.shift();
      if (operation) {
        await this.#carryOut(operation);
        if (this.#queue.length === 0) this.#tellIdle();
        continue;
      }
      const path = this.#told.values().next();
      if (path.done) break;
      this.#told.delete(path.value);
      await this.#look(path.value);
    }
    this.#running = false;
  }

  #tellIdle(): void {
    for (const tell of this.#waiting.splice(0)) tell();
  }

  async #carryOut(operation: Operation): Promise<void> {
    this.#current = operation;
    try {
      await this.#apply(operation);
      this.problem.value = null;
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      if (!this.#disposed) this.problem.value = `${nameOf(operation)} did not reach the container: ${detail}`;
    } finally {
      this.#current = null;
    }
  }

  #apply(operation: Operation): Promise<void> {
    const { fs } = this.#container;
    switch (operation.type) {
      case 'write':
        return fs.writeFile(operation.path, operation.text);
      case 'remove':
        return fs.remove(operation.path);
      case 'rename':
        return fs.rename(operation.from, operation.to);
      case 'replace':
        return this.#container.reset(operation.files);
      default:
        return operation satisfies never;
    }
  }

  async #look(path: string): Promise<void> {
    const found = await this.#read(path);
    if (this.#disposed || found === null) return;
    if (this.#concerns(path)) {
      // The page changed it meanwhile: what was read is old when that change has arrived.
      this.#told.add(path);
      return;
    }
    this.#project.acceptFromContainer(path, found);
  }

  /** Whether a waiting operation of ours is about `path`, or may be. */
  #concerns(path: string): boolean {
    return this.#queue.some((operation) => {
      if (operation.type === 'replace') return true;
      if (operation.type === 'rename') return isWithin(path, operation.from) || isWithin(path, operation.to);
      return isWithin(path, operation.path);
    });
  }

  /** Null when it says nothing about the project, such as a folder. */
  async #read(path: string): Promise<ContainerFile | null> {
    let data: Uint8Array;
    try {
      data = await this.#container.fs.readFile(path);
    } catch (error) {
      const gone = error instanceof Error && /ENOENT|ENOTDIR/.test(error.message);
      return gone ? { kind: 'removed' } : null;
    }
    if (data.length > MAX_TEXT_BYTES) {
      return { kind: 'opaque', reason: 'This file is larger than 1 MiB, which is too large to edit here.' };
    }
    const text = decode(data);
    return text === null
      ? { kind: 'opaque', reason: 'This file is not text, so it cannot be edited here.' }
      : { kind: 'text', text };
  }

  async idle(): Promise<void> {
    if (this.#queue.length === 0 && !this.#current) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  dispose(): void {
    this.#disposed = true;
    for (const owned of this.#owned.splice(0)) owned.dispose();
    this.#queue.length = 0;
    this.#told.clear();
    this.#tellIdle();
  }
}

function decode(data: Uint8Array): string | null {
  if (data.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    return null;
  }
}

function nameOf(operation: Operation): string {
  switch (operation.type) {
    case 'write':
      return operation.path;
    case 'remove':
      return `The removal of ${operation.path}`;
    case 'rename':
      return `The renaming of ${operation.from} to ${operation.to}`;
    case 'replace':
      return 'The new set of files';
    default:
      return operation satisfies never;
  }
}
