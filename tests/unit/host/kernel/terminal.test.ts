import { beforeEach, describe, expect, it } from 'vitest';
import { Sink } from '../../../../src/host/kernel/sink.ts';
import { Terminal, type TerminalMember } from '../../../../src/host/kernel/terminal.ts';

class Member implements TerminalMember {
  readonly pid: number;
  readonly read: (string | null)[] = [];
  readonly signals: number[] = [];
  sizes = 0;

  constructor(pid: number) {
    this.pid = pid;
  }

  input(data: Uint8Array | null): void {
    this.read.push(data ? new TextDecoder().decode(data) : null);
  }

  resized(): void {
    this.sizes++;
  }

  signal(signal: number): void {
    this.signals.push(signal);
  }
}

describe('Terminal', () => {
  let shown = '';
  let terminal: Terminal;
  const shell = (): Member => {
    const member = new Member(1);
    terminal.attach(member);
    terminal.setReading(member, true);
    return member;
  };

  beforeEach(() => {
    shown = '';
    const sink = new Sink((chunk) => {
      if (chunk) shown += new TextDecoder().decode(chunk);
    }, true);
    terminal = new Terminal({ cols: 80, rows: 24 }, sink);
  });

  it('gives a line when Enter is pressed, echoing it as it is typed', () => {
    const member = shell();
    terminal.type('hi');
    expect(member.read).toEqual([]);
    terminal.type('\r');
    expect(member.read).toEqual(['hi\n']);
    expect(shown).toBe('hi\r\n');
  });

  it('takes back the last character, not half of it', () => {
    const member = shell();
    terminal.type('a😀\x7f\r');
    expect(member.read).toEqual(['a\n']);
  });

  it('ends the input at Ctrl-D on an empty line, and flushes the line otherwise', () => {
    const member = shell();
    terminal.type('ab\x04');
    terminal.type('\x04');
    expect(member.read).toEqual(['ab', null]);
  });

  it('interrupts what the leader started, and the leader only when it is alone', () => {
    const leader = shell();
    const server = new Member(2);
    terminal.attach(server);
    terminal.type('\x03');
    expect([leader.signals, server.signals]).toEqual([[], [2]]);
    terminal.detach(server);
    terminal.type('\x03');
    expect(leader.signals).toEqual([2]);
    expect(shown).toContain('^C');
  });

  it('passes every key on in raw mode, Ctrl-C too, without echo', () => {
    const member = shell();
    terminal.raw = true;
    terminal.type('a\x03');
    expect(member.read).toEqual(['a\x03']);
    expect(member.signals).toEqual([]);
    expect(shown).toBe('');
  });

  it('gives input to the latest reader, and keeps what is typed ahead', () => {
    const leader = new Member(1);
    terminal.attach(leader);
    terminal.type('early\r');
    terminal.setReading(leader, true);
    const child = new Member(2);
    terminal.attach(child);
    terminal.setReading(child, true);
    terminal.type('late\r');
    expect([leader.read, child.read]).toEqual([['early\n'], ['late\n']]);
  });

  it('gives a line begun before raw mode to the reader: what was typed early is not lost', () => {
    const member = shell();
    terminal.type('node src/');
    terminal.raw = true;
    terminal.type('main.ts');
    expect(member.read.join('')).toBe('node src/main.ts');
  });

  it('leaves raw mode when the program that set it is gone', () => {
    shell();
    const editor = new Member(2);
    terminal.attach(editor);
    terminal.raw = true;
    terminal.detach(editor);
    expect(terminal.raw).toBe(false);
  });

  it('tells everybody the new size, with SIGWINCH', () => {
    const member = shell();
    terminal.resize({ cols: 100, rows: 30 });
    expect(member.sizes).toBe(1);
    expect(member.signals).toEqual([28]);
  });
});
