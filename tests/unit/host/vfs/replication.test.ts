import { describe, expect, it } from 'vitest';
import { type FsMessage, type Member, VfsAuthority } from '../../../../src/host/vfs/authority.ts';
import type { VfsFile } from '../../../../src/host/vfs/file.ts';
import { O_APPEND, O_CREAT, O_RDWR, O_TRUNC } from '../../../../src/host/vfs/flags.ts';
import { isVfsOp, type VfsOp } from '../../../../src/host/vfs/ops.ts';
import { VfsReplica } from '../../../../src/host/vfs/replica.ts';
import { Vfs } from '../../../../src/host/vfs/vfs.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (data: Uint8Array) => new TextDecoder().decode(data);

/** Everything that `stat` and `read` can tell, in one comparable value. */
function describeState(vfs: Vfs): unknown {
  const rows: unknown[] = [];
  const visit = (path: string): void => {
    const stat = vfs.lstat(path);
    const content =
      stat.kind === 'file' ? text(vfs.readFile(path)) : stat.kind === 'symlink' ? vfs.readlink(path) : '';
    rows.push({ path, ...stat, content });
    if (stat.kind !== 'directory') return;
    for (const { name } of vfs.readdir(path)) visit(path === '/' ? `/${name}` : `${path}/${name}`);
  };
  visit('/');
  return { rows, bytes: vfs.usage().bytes, inodes: vfs.usage().inodes };
}

/** One process: a replica and the two queues between it and the kernel. */
class Process {
  readonly replica: VfsReplica;
  readonly toKernel: VfsOp[] = [];
  readonly fromKernel: FsMessage[] = [];
  readonly member: Member;
  readonly open: VfsFile[] = [];

  constructor(authority: VfsAuthority, now: () => number) {
    this.member = authority.attach((message) => this.fromKernel.push(structuredClone(message)));
    this.replica = new VfsReplica(structuredClone(this.member.snapshot), { now });
    this.replica.onLocalOp((op) => this.toKernel.push(structuredClone(op)));
  }

  send(): boolean {
    const op = this.toKernel.shift();
    if (op !== undefined) expect(isVfsOp(op)).toBe(true);
    return op !== undefined && this.member.receive(op);
  }

  receive(): boolean {
    const message = this.fromKernel.shift();
    if (message === undefined) return false;
    this.replica.receive(message.seq, message.op, message.own);
    return true;
  }

  settle(): void {
    while (this.send() || this.receive()) {
      // One message at a time until both queues are empty.
    }
  }
}

function world(processes: number) {
  let time = 1_700_000_000_000;
  const now = () => ++time;
  const authority = VfsAuthority.create({ now });
  return { authority, now, processes: Array.from({ length: processes }, () => new Process(authority, now)) };
}

function settleAll({ processes }: { processes: Process[] }): void {
  while (processes.some((process) => process.send())) {
    // Every operation reaches the kernel first …
  }
  for (const process of processes) process.settle(); // … and then every process.
}

describe('replication', () => {
  it('shows a process its own write at once and the others after the kernel', () => {
    const { processes } = world(2);
    const [a, b] = processes as [Process, Process];
    a.replica.vfs.writeFile('/tmp/x', bytes('one'));
    expect(text(a.replica.vfs.readFile('/tmp/x'))).toBe('one');
    expect(b.replica.vfs.exists('/tmp/x')).toBe(false);
    settleAll({ processes });
    expect(text(b.replica.vfs.readFile('/tmp/x'))).toBe('one');
  });

  it('keeps an own write on top of an older foreign one', () => {
    const { processes, authority } = world(2);
    const [a, b] = processes as [Process, Process];
    b.replica.vfs.writeFile('/tmp/x', bytes('foreign, first in the kernel'));
    b.send();
    a.replica.vfs.writeFile('/tmp/x', bytes('mine, second'));
    a.receive();
    expect(text(a.replica.vfs.readFile('/tmp/x'))).toBe('mine, second');
    settleAll({ processes });
    for (const vfs of [authority.vfs, a.replica.vfs, b.replica.vfs]) {
      expect(text(vfs.readFile('/tmp/x'))).toBe('mine, second');
    }
  });

  it('keeps both processes’ files when they made the same directory at the same time', () => {
    const { processes, authority } = world(2);
    const [a, b] = processes as [Process, Process];
    for (const [process, name] of [
      [a, 'a'],
      [b, 'b'],
    ] as const) {
      process.replica.vfs.mkdirs('/tmp/logs');
      process.replica.vfs.writeFile(`/tmp/logs/${name}`, bytes(name));
    }
    settleAll({ processes });
    expect(authority.vfs.readdir('/tmp/logs').map(({ name }) => name)).toEqual(['a', 'b']);
    expect(describeState(a.replica.vfs)).toEqual(describeState(authority.vfs));
    expect(describeState(b.replica.vfs)).toEqual(describeState(authority.vfs));
  });

  it('loses no line when two processes create one log file and append to it through descriptors', () => {
    const { processes, authority } = world(2);
    const files = processes.map(({ replica }) =>
      replica.vfs.open('/tmp/log', O_RDWR | O_CREAT | O_APPEND, 0o644),
    );
    for (let line = 0; line < 3; line++) {
      for (const [index, file] of files.entries()) file.write(bytes(`${index}.${line}\n`), null);
      settleAll({ processes });
    }
    const lines = text(authority.vfs.readFile('/tmp/log')).trim().split('\n');
    expect(lines.toSorted()).toEqual(['0.0', '0.1', '0.2', '1.0', '1.1', '1.2']);
    for (const { replica } of processes) {
      expect(text(replica.vfs.readFile('/tmp/log')).trim().split('\n')).toEqual(lines);
    }
    for (const file of files) file.close();
  });

  it('lets a descriptor follow its file through another process’s rename', () => {
    const { processes, authority } = world(2);
    const [a, b] = processes as [Process, Process];
    const file = a.replica.vfs.open('/tmp/log', O_RDWR | O_CREAT, 0o644);
    settleAll({ processes });
    b.replica.vfs.rename('/tmp/log', '/tmp/log.1');
    b.send();
    file.write(bytes('late line'), 0);
    settleAll({ processes });
    expect(text(authority.vfs.readFile('/tmp/log.1'))).toBe('late line');
    expect(authority.vfs.exists('/tmp/log')).toBe(false);
    file.close();
  });

  it('resolves whenApplied and whenSettled when the kernel’s number is reached', async () => {
    const { processes } = world(2);
    const [a, b] = processes as [Process, Process];
    a.replica.vfs.writeFile('/tmp/x', bytes('x'));
    const settled = a.replica.whenSettled();
    settleAll({ processes: [a] });
    const seq = await settled;
    expect(a.replica.pending).toBe(0);
    const seen = b.replica.whenApplied(seq).then(() => b.replica.vfs.exists('/tmp/x'));
    b.settle();
    expect(await seen).toBe(true);
    await b.replica.whenApplied(seq);
  });

  it('does not take an operation that exceeds twice the limit of memory', () => {
    const authority = VfsAuthority.create({ maxTotalSize: 10 });
    const member = authority.attach(() => {});
    const put = (ino: number): VfsOp => ({
      type: 'put',
      path: `/tmp/${ino}`,
      ino,
      mode: 0o644,
      data: new Uint8Array(15),
      time: 0,
    });
    expect(member.receive(put(1000))).toBe(true);
    expect(member.receive(put(1001))).toBe(false);
    expect(authority.vfs.exists('/tmp/1001')).toBe(false);
  });

  it('refuses operations that are not of the protocol', () => {
    const good: VfsOp = { type: 'unlink', path: '/tmp/x', time: 1 };
    expect(isVfsOp(good)).toBe(true);
    for (const bad of [
      null,
      {},
      { type: 'toString' },
      { ...good, path: 'tmp/x' },
      { ...good, path: '/tmp/../x' },
      { ...good, path: '/' },
      { ...good, time: Number.NaN },
      { type: 'write', ino: 1, position: -1, data: new Uint8Array(1), time: 1 },
      { type: 'write', ino: 1, position: 0.5, data: new Uint8Array(1), time: 1 },
      { type: 'write', ino: 1, position: 0, data: 'text', time: 1 },
      { type: 'symlink', path: '/tmp/x', ino: 1, target: '', time: 1 },
    ]) {
      expect(isVfsOp(bad)).toBe(false);
    }
  });

  it.each(Array.from({ length: 60 }, (_, seed) => seed))(
    'converges under random delays (seed %i)',
    (seed) => {
      const random = mulberry32(seed);
      const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
      const { authority, processes } = world(3);
      const paths = [
        '/tmp/a',
        '/tmp/b',
        '/tmp/d',
        '/tmp/d/a',
        '/tmp/d/e',
        '/tmp/d/e/x',
        '/home/a',
        '/home/d',
      ];

      const mutate = (vfs: Vfs, open: VfsFile[]): void => {
        const path = pick(paths);
        const other = pick(paths);
        const data = bytes(String(Math.floor(random() * 1000)).repeat(1 + Math.floor(random() * 4)));
        const file = open.length > 0 ? pick(open) : null;
        const actions: (() => void)[] = [
          () => vfs.writeFile(path, data),
          () => vfs.mkdir(path),
          () => vfs.mkdirs(path),
          () => vfs.unlink(path),
          () => vfs.rmdir(path),
          () => vfs.remove(path),
          () => vfs.rename(path, other),
          () => vfs.rename(path, other),
          () => vfs.link(path, other),
          () => vfs.symlink(other, path),
          () => vfs.chmod(path, pick([0o600, 0o644, 0o755])),
          () => vfs.utimes(path, 1, Math.floor(random() * 1000)),
          () => vfs.copyFile(path, other),
          () => open.push(vfs.open(path, O_RDWR | O_CREAT | pick([0, O_TRUNC, O_APPEND]), 0o644)),
          () => file?.write(data, Math.floor(random() * 12)),
          () => file?.write(data, null),
          () => file?.truncate(Math.floor(random() * 8)),
          () => file?.chmod(pick([0o600, 0o644])),
          () => open.splice(open.indexOf(file as VfsFile), 1)[0]?.close(),
          () => file?.stat(),
          () => vfs.exists(path),
        ];
        try {
          pick(actions)();
        } catch (error) {
          expect(error).toHaveProperty('name', 'VfsError');
        }
      };

      const kernelFiles: VfsFile[] = [];
      for (let step = 0; step < 600; step++) {
        const process = pick(processes);
        const roll = random();
        if (roll < 0.4) mutate(process.replica.vfs, process.open);
        else if (roll < 0.45) mutate(authority.vfs, kernelFiles);
        else if (roll < 0.7) process.send();
        else process.receive();
        if (step === 300) processes.push(new Process(authority, () => step));
      }
      settleAll({ processes });

      const expected = describeState(authority.vfs);
      for (const { replica } of processes) {
        expect(replica.pending).toBe(0);
        expect(describeState(replica.vfs)).toEqual(expected);
      }
      expect(describeState(Vfs.fromSnapshot(structuredClone(authority.vfs.snapshot())))).toEqual(expected);
    },
  );
});

/** Small seeded generator, so that a failure can be looked at again. */
function mulberry32(seed: number): () => number {
  let state = seed + 0x6d2b79f5;
  return () => {
    state = Math.imul(state ^ (state >>> 15), state | 1);
    state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
    return ((state ^ (state >>> 14)) >>> 0) / 4294967296;
  };
}
