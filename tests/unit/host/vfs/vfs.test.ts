import { describe, expect, it } from 'vitest';
import { O_CREAT, O_RDWR } from '../../../../src/host/vfs/flags.ts';
import type { VfsEvent, VfsOp } from '../../../../src/host/vfs/ops.ts';
import { Vfs } from '../../../../src/host/vfs/vfs.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (data: Uint8Array) => new TextDecoder().decode(data);

// What POSIX says of single calls is compared with Linux itself in fs_binding.test.ts.
describe('Vfs', () => {
  it('begins with the directories of a small Linux', () => {
    const vfs = new Vfs();
    for (const path of ['/home', '/tmp', '/usr/bin', '/usr/lib', '/dev'])
      expect(vfs.stat(path).kind).toBe('directory');
    expect(vfs.stat('/dev/null').kind).toBe('device');
  });

  it('throws errors with Node’s message and fields', () => {
    expect(() => new Vfs().rename('/a', '/b')).toThrow(
      expect.objectContaining({
        name: 'VfsError',
        message: "ENOENT: no such file or directory, rename '/a' -> '/b'",
        code: 'ENOENT',
        errno: -2,
        syscall: 'rename',
        path: '/a',
        dest: '/b',
      }),
    );
  });

  it('refuses a file above its limit and keeps what was there', () => {
    const vfs = new Vfs({ maxFileSize: 10 });
    vfs.writeFile('/tmp/x', bytes('12345'));
    expect(() => vfs.writeFile('/tmp/x', new Uint8Array(11))).toThrow(
      /^EFBIG: file too large \(a file may have 10 bytes\)/,
    );
    const file = vfs.open('/tmp/x', O_RDWR);
    expect(() => file.write(bytes('x'), 10)).toThrow(/^EFBIG/);
    expect(() => file.truncate(11)).toThrow(/^EFBIG/);
    file.write(bytes('67890'), 5);
    expect(text(vfs.readFile('/tmp/x'))).toBe('1234567890');
    file.close();
  });

  it('refuses more than the total limit until space is freed, and counts hard links once', () => {
    const vfs = new Vfs({ maxTotalSize: 10 });
    vfs.writeFile('/tmp/a', new Uint8Array(6));
    vfs.link('/tmp/a', '/tmp/b');
    expect(vfs.usage().bytes).toBe(6);
    expect(() => vfs.writeFile('/tmp/c', new Uint8Array(5))).toThrow(
      /^ENOSPC: no space left on device \(all files/,
    );
    vfs.unlink('/tmp/a');
    expect(vfs.usage().bytes).toBe(6);
    vfs.unlink('/tmp/b');
    vfs.writeFile('/tmp/c', new Uint8Array(10));
    vfs.writeFile('/tmp/c', new Uint8Array(10));
    expect(vfs.usage().bytes).toBe(10);
  });

  it('emits one operation for each mutation and none for a refused one', () => {
    const vfs = new Vfs({ now: () => 5 });
    const ops: VfsOp['type'][] = [];
    const listening = vfs.onOp((op) => ops.push(op.type));
    vfs.writeFile('/tmp/a', bytes('x'));
    vfs.mkdirs('/tmp/d/e');
    vfs.rename('/tmp/a', '/tmp/d/a');
    expect(() => vfs.rmdir('/tmp/d')).toThrow();
    expect(() => vfs.writeFile('/no/x', bytes('x'))).toThrow();
    vfs.remove('/tmp/d');
    listening.dispose();
    vfs.mkdir('/tmp/later');
    expect(ops).toEqual(['put', 'mkdir', 'mkdir', 'rename', 'remove']);
  });

  it('tells watchers of entries that come and go and of contents that change', () => {
    const vfs = new Vfs();
    const events: VfsEvent[] = [];
    const watching = vfs.watch((event) => events.push(event));
    vfs.mkdir('/tmp/d');
    vfs.writeFile('/tmp/d/x', bytes('x'));
    vfs.writeFile('/tmp/d/x', bytes('y'));
    vfs.link('/tmp/d/x', '/tmp/y');
    vfs.chmod('/tmp/y', 0o600);
    vfs.remove('/tmp/d');
    watching.dispose();
    vfs.mkdir('/tmp/e');
    expect(events.map(({ type, path }) => `${type} ${path}`)).toEqual([
      'rename /tmp/d',
      'rename /tmp/d/x',
      'change /tmp/d/x',
      'change /tmp/d/x',
      'rename /tmp/y',
      'change /tmp/d/x',
      'change /tmp/y',
      'rename /tmp/d/x',
      'rename /tmp/d',
    ]);
  });

  it('gives snapshots that later writes on either side do not change', () => {
    const vfs = new Vfs();
    vfs.writeFile('/tmp/small', bytes('one'));
    vfs.writeFile('/tmp/large', new Uint8Array(300_000).fill(1));
    vfs.link('/tmp/small', '/tmp/hard');
    vfs.symlink('small', '/tmp/link');
    const file = vfs.open('/tmp/small', O_RDWR);
    const copies = [Vfs.fromSnapshot(vfs.snapshot()), Vfs.fromSnapshot(vfs.snapshot())];
    file.write(bytes('X'), 0);
    vfs.writeFile('/tmp/new', bytes('new'));
    copies.push(Vfs.fromSnapshot(vfs.snapshot()));
    copies[0]?.writeFile('/tmp/link', bytes('copy'));
    expect(copies.map((copy) => text(copy.readFile('/tmp/hard')))).toEqual(['copy', 'one', 'Xne']);
    expect(copies.map((copy) => copy.exists('/tmp/new'))).toEqual([false, false, true]);
    expect(copies[1]?.readFile('/tmp/large')).toEqual(new Uint8Array(300_000).fill(1));
    expect(text(vfs.readFile('/tmp/link'))).toBe('Xne');
    file.close();
  });

  it('keeps the number and the size of a snapshot’s segments bounded over many changes', () => {
    const vfs = new Vfs();
    for (let round = 0; round < 100; round++) {
      vfs.writeFile(`/tmp/${round}`, bytes('x'.repeat(100)));
      vfs.writeFile('/tmp/changing', bytes(String(round).repeat(1000)));
      vfs.snapshot();
    }
    const { segments } = vfs.snapshot();
    expect(segments.length).toBeLessThanOrEqual(32);
    const total = segments.reduce((sum, { byteLength }) => sum + byteLength, 0);
    expect(total).toBeLessThanOrEqual(2 * vfs.usage().bytes);
    expect(vfs.readFile('/tmp/0').byteLength).toBe(100);
  });

  it('keeps an unlinked file for its descriptors without counting it', () => {
    const vfs = new Vfs();
    const file = vfs.open('/tmp/x', O_RDWR | O_CREAT);
    file.write(bytes('hello'), 0);
    vfs.unlink('/tmp/x');
    file.write(bytes('J'), 0);
    const into = new Uint8Array(9);
    expect(file.read(into, 0)).toBe(5);
    expect(text(into.subarray(0, 5))).toBe('Jello');
    expect(file.stat().nlink).toBe(0);
    expect(vfs.usage().bytes).toBe(0);
    file.close();
    expect(() => file.stat()).toThrow(/^EBADF/);
  });
});
