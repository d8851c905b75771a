import { type Disposable, INO_RANGE, type VfsOp, type VfsSnapshot } from './ops.ts';
import { Vfs, type VfsOptions } from './vfs.ts';

/** What the kernel sends to a process, as in `ToProcess` of the host's protocol. */
export interface FsMessage {
  seq: number;
  op: VfsOp;
  own: boolean;
}

/** One process as the kernel's file system sees it. */
export interface Member extends Disposable {
  /** For the start message: everything up to now. */
  readonly snapshot: VfsSnapshot;
  /**
   * An operation of this process, already validated with `isVfsOp`. It gets the next global number
   * and goes to everybody, even when it is refused: then everybody refuses it.
   * False when it would exceed the hard limit of memory: it was not taken, and the process, which
   * evades the limit that its own replica checks, must be ended.
   */
  receive(op: VfsOp): boolean;
}

/**
 * The kernel side of replication: the authoritative file system, which gives every mutation its
 * place in the one global order. The kernel's own mutations are made on {@link vfs} directly.
 */
export class VfsAuthority {
  readonly vfs: Vfs;
  readonly #members = new Map<Member, (message: FsMessage) => void>();
  #seq = 0;
  #ranges = 1;

  constructor(vfs: Vfs = new Vfs()) {
    this.vfs = vfs;
    vfs.onOp((op) => this.#broadcast(op, null));
  }

  static create(options: VfsOptions = {}): VfsAuthority {
    return new VfsAuthority(new Vfs(options));
  }

  /** Global number of the last operation. */
  get seq(): number {
    return this.#seq;
  }

  /** Adds a process. `deliver` is called for every operation after the snapshot, in order. */
  attach(deliver: (message: FsMessage) => void): Member {
    const member: Member = {
      snapshot: this.vfs.snapshot(this.#seq, this.#ranges++ * INO_RANGE),
      receive: (op) => {
        if (!this.#members.has(member)) return false;
        const { bytes, maxBytes } = this.vfs.usage();
        // Several processes may fill the same last bytes at once: twice the limit is no accident.
        if ('data' in op && bytes + op.data.byteLength > 2 * maxBytes) return false;
        this.vfs.apply(op);
        this.#broadcast(op, member);
        return true;
      },
      dispose: () => this.#members.delete(member),
    };
    this.#members.set(member, deliver);
    return member;
  }

  #broadcast(op: VfsOp, origin: Member | null): void {
    const seq = ++this.#seq;
    for (const [member, deliver] of this.#members) deliver({ seq, op, own: member === origin });
  }
}
