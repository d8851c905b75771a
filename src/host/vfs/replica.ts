import { Refusal } from './errors.ts';
import type { Disposable, VfsOp, VfsSnapshot } from './ops.ts';
import type { Undo } from './tree.ts';
import { Vfs, type VfsOptions } from './vfs.ts';

/**
 * The process side of replication. The state is always the kernel's state at {@link seq} with the
 * own operations on top that the kernel has not answered yet.
 *
 * Someone else's operation belongs below those. So the own ones are first taken back; they are not
 * done again before somebody looks, since often their answers arrive in the same burst of messages:
 * a thousand files written against a stream of foreign changes are taken back once, not a thousand
 * times.
 */
export class VfsReplica implements Disposable {
  readonly vfs: Vfs;
  readonly #pending: { op: VfsOp; undo: Undo }[] = [];
  readonly #localListeners = new Set<(op: VfsOp) => void>();
  readonly #waiting: { seq: number; resolve: () => void }[] = [];
  #settling: { sent: number; resolve: (seq: number) => void }[] = [];
  #sent = 0;
  #takenBack = false;
  #seq: number;

  constructor(snapshot: VfsSnapshot, options: VfsOptions = {}) {
    this.#seq = snapshot.seq;
    this.vfs = Vfs.fromSnapshot(snapshot, options);
    this.vfs.recordUndo = true;
    this.vfs.beforeAccess = () => this.#doAgain();
    this.vfs.onOp((op, undo) => {
      this.#sent++;
      this.#pending.push({ op, undo });
      for (const listener of this.#localListeners) listener(op);
    });
  }

  /** Global number of the kernel's last operation that is in this state. */
  get seq(): number {
    return this.#seq;
  }

  /** How many own operations the kernel has not answered. */
  get pending(): number {
    return this.#pending.length;
  }

  /** Every own mutation, in order, to be sent to the kernel in that order. */
  onLocalOp(listener: (op: VfsOp) => void): Disposable {
    this.#localListeners.add(listener);
    return { dispose: () => this.#localListeners.delete(listener) };
  }

  /** The kernel's next operation; `own` when it is the oldest one this process has sent. */
  receive(seq: number, op: VfsOp, own: boolean): void {
    if (own) {
      const oldest = this.#pending.shift();
      if (oldest === undefined) {
        throw new Error(
          `The kernel answered operation ${seq} (${op.type}), but this process is waiting for none.`,
        );
      }
      if (this.#takenBack) this.#redo(oldest.op);
    } else {
      this.#takeBack();
      this.vfs.apply(op);
    }
    if (this.#pending.length === 0) this.#takenBack = false;
    this.#seq = seq;
    this.#wake();
  }

  /** Resolves when the kernel's operation `seq` is in this state; at once when it already is. */
  whenApplied(seq: number): Promise<void> {
    if (seq <= this.#seq) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push({ seq, resolve });
      this.#waiting.sort((a, b) => a.seq - b.seq);
    });
  }

  /**
   * Resolves when the kernel has answered every own operation made so far, with the global number
   * that covers them: what a message to another process must name for that one to see the writes.
   */
  whenSettled(): Promise<number> {
    if (this.#pending.length === 0) return Promise.resolve(this.#seq);
    return new Promise((resolve) => this.#settling.push({ sent: this.#sent, resolve }));
  }

  dispose(): void {
    this.#localListeners.clear();
    this.#waiting.length = 0;
    this.#settling.length = 0;
  }

  #takeBack(): void {
    if (this.#takenBack) return;
    this.#takenBack = true;
    for (const { undo } of this.#pending.toReversed()) {
      for (const step of undo.toReversed()) step();
      undo.length = 0;
    }
  }

  #doAgain(): void {
    if (!this.#takenBack) return;
    this.#takenBack = false;
    for (const entry of this.#pending) this.#redo(entry.op, entry.undo);
  }

  /** An operation that lost its race is refused here as in the kernel, and stays without effect. */
  #redo(op: VfsOp, undo: Undo | null = null): void {
    try {
      this.vfs.rawTree.apply(op, undo);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }

  #wake(): void {
    const answered = this.#sent - this.#pending.length;
    while (this.#settling[0] !== undefined && this.#settling[0].sent <= answered) {
      this.#settling.shift()?.resolve(this.#seq);
    }
    while (this.#waiting[0] !== undefined && this.#waiting[0].seq <= this.#seq)
      this.#waiting.shift()?.resolve();
  }
}
