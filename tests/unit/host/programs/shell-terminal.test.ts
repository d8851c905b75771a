// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the shell's own.
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeProject, type Project } from './support.ts';
import { Terminal } from './terminal.ts';

const hasScript = ((): boolean => {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
})();

describe.skipIf(!hasScript)('the shell on a terminal', () => {
  let project: Project;
  let terminal: Terminal;

  beforeEach(async () => {
    project = makeProject({
      'server.ts': 'setInterval(() => {}, 1000); console.log("listening");',
      'stubborn.ts':
        'process.on("SIGINT", () => console.log("no")); setInterval(() => {}, 1000); console.log("up");',
      'polite.ts':
        'process.on("SIGINT", () => { console.log("closing"); process.exit(0); }); setInterval(() => {}, 1000); console.log("up");',
      'ask.ts': 'process.stdin.on("data", (data) => console.log("heard " + data)); console.log("ready");',
      'slow.ts':
        'import http from "node:http"; http.createServer((_, r) => { console.log("asked"); setTimeout(() => r.end("answer\\n"), 500); }).listen(47391, () => console.log("slow"));',
      'package.json':
        '{"name":"demo","version":"1.0.0","scripts":{"start":"node server.ts","both":"echo hi && node server.ts","stubborn":"echo hi && node stubborn.ts"}}',
      'sub/file.txt': '',
      'sub/first.txt': '',
    });
    terminal = new Terminal(project, 'bash');
    await terminal.see(/\$$/);
  });

  afterEach(() => {
    terminal.dispose();
    project.dispose();
  });

  it('shows the folder below HOME, and the exit code when it is not 0', async () => {
    expect(terminal.screen).toBe('~/project $');
    terminal.type('cd sub\r');
    await terminal.see(/^~\/project\/sub \$$/m);
    terminal.type('false\r');
    await terminal.see(/^~\/project\/sub 1 \$$/m);
    terminal.type('cd /tmp\r');
    await terminal.see(/^\/tmp \$$/m);
  });

  it('keeps variables, functions and arrays from line to line', async () => {
    terminal.type('x=5; f() { echo "f$x"; }; a=(1 2)\r');
    terminal.type('f; echo "${a[1]} $?"\r');
    await terminal.see(/^f5\n2 0\n~\/project \$$/m);
    terminal.type('set -o pipefail; unset x\r');
    terminal.type('false | true; echo "$?[$x]"\r');
    await terminal.see(/^1\[\]\n~\/project \$$/m);
  });

  it('ends a program with Ctrl-C and lives on', async () => {
    terminal.type('node server.ts; echo never\r');
    await terminal.see(/listening/);
    terminal.type('\x03');
    const screen = await terminal.see(/^~\/project 130 \$$/m);
    expect(screen).toContain('\n^C\n');
    expect(screen).not.toMatch(/^never/m);
    terminal.type('echo alive\r');
    await terminal.see(/^alive$/m);
  });

  it('lets a program end in its own way', async () => {
    terminal.type('node polite.ts\r');
    await terminal.see(/^up$/m);
    terminal.type('\x03');
    await terminal.see(/closing\n~\/project \$$/);
  });

  it.each([
    ['npm start', /listening/],
    ['npm run both', /listening/],
  ])('ends what %s has started', async (command, up) => {
    terminal.type(`${command}\r`);
    await terminal.see(up);
    terminal.type('\x03');
    await terminal.see(/^~\/project 130 \$$/m);
    expect(processesOf(project.folder)).toEqual([]);
  });

  it('kills a program that ignores Ctrl-C after two seconds', async () => {
    terminal.type('node stubborn.ts\r');
    await terminal.see(/^up$/m);
    const began = performance.now();
    terminal.type('\x03');
    await terminal.see(/^~\/project 137 \$$/m);
    expect(performance.now() - began).toBeGreaterThan(1_900);
  });

  it('kills what npm has started, too', async () => {
    terminal.type('npm run stubborn\r');
    await terminal.see(/^up$/m);
    terminal.type('\x03');
    await terminal.see(/^~\/project (130|137) \$$/m);
    expect(processesOf(project.folder)).toEqual([]);
  });

  it('kills it at once when Ctrl-C is pressed again', async () => {
    terminal.type('node stubborn.ts\r');
    await terminal.see(/^up$/m);
    const began = performance.now();
    terminal.type('\x03');
    await terminal.see(/\^Cno/);
    await new Promise((resolve) => setTimeout(resolve, 100));
    terminal.type('\x03');
    await terminal.see(/^~\/project 137 \$$/m);
    expect(performance.now() - began).toBeLessThan(1_500);
  });

  it.each([
    'while true; do :; done',
    'while :; do echo x >/dev/null; done',
    'sleep 100',
    'for ((;;)); do :; done',
  ])('interrupts %s', async (line) => {
    terminal.type(`${line}\r`);
    await terminal.running();
    terminal.type('\x03');
    await terminal.see(/\n~\/project 130 \$$/);
  });

  it('keeps the folder that a line has changed before Ctrl-C', async () => {
    terminal.type('cd sub && node ../server.ts\r');
    await terminal.see(/listening/);
    terminal.type('\x03');
    await terminal.see(/^~\/project\/sub 130 \$$/m);
  });

  it('hands what is typed to the program, and its end', async () => {
    terminal.type('node ask.ts\r');
    await terminal.see(/^ready$/m);
    terminal.type('helo\x7flo\r');
    await terminal.see(/^heard hello$/m);
    terminal.type('\x04');
    await terminal.see(/\n~\/project \$$/);
  });

  it('keeps what is typed while a program runs that does not read', async () => {
    terminal.type('node slow.ts &\r');
    await terminal.see(/^slow$/m);
    terminal.type('curl -s localhost:47391\r');
    await terminal.see(/^asked$/m);
    terminal.type('echo behind $?\r');
    await terminal.see(/^answer$/m);
    await terminal.see(/^behind 0$/m);
  });

  it('gives what is typed to its own commands too', async () => {
    terminal.type('cat | tr a-z A-Z\r');
    terminal.type('one\r\x04');
    await terminal.see(/^ONE\n~\/project \$$/m);
  });

  it('runs jobs in the background', async () => {
    terminal.type('node server.ts &\r');
    await terminal.see(/^\[1\] \d+$/m);
    terminal.type('jobs\r');
    await terminal.see(/^\[1\]\+ {2}Running {17}node server\.ts &$/m);
    terminal.type('kill %1; wait; echo ended\r');
    await terminal.see(/^ended$/m);
    expect(processesOf(project.folder)).toEqual([]);
  });

  it('ends its jobs when it is left', async () => {
    terminal.type('node server.ts &\r');
    await terminal.see(/listening/);
    terminal.type('exit 4\r');
    expect(await terminal.ended).toBe(4);
    expect(processesOf(project.folder)).toEqual([]);
  });

  it('completes commands, paths and scripts', async () => {
    terminal.type('pw\t');
    await terminal.see(/\$ pwd$/);
    terminal.type('\x15cat su\t');
    await terminal.see(/\$ cat sub\/$/);
    terminal.type('fi\t\t');
    await terminal.see(/\$ cat sub\/fi\nfile\.txt +first\.txt\n~\/project \$ cat sub\/fi$/);
    terminal.type('\x15npm run b\t');
    await terminal.see(/\$ npm run both$/);
    terminal.type('\x03');
    await terminal.see(/\^C\n~\/project \$$/);
  });

  it('recalls lines', async () => {
    terminal.type('echo one\r');
    await terminal.see(/^one\n~\/project \$$/m);
    terminal.type('\x1b[A\x7f\x7f\x7ftwo\r');
    await terminal.see(/^two\n~\/project \$$/m);
    terminal.type('history\r');
    await terminal.see(/1 {2}echo one\n +2 {2}echo two\n +3 {2}history\n/);
  });

  it('takes several pasted rows for one line', async () => {
    terminal.type('\x1b[200~echo p1\necho p2\x1b[201~');
    await terminal.see(/\$ echo p1\n> echo p2$/);
    terminal.type('\r');
    await terminal.see(/^p1\np2\n~\/project \$$/m);
  });

  it('begins its prompt in a fresh row, whatever the program wrote last', async () => {
    terminal.type('printf unfinished\r');
    await terminal.see(/^unfinished\n~\/project \$$/m);
  });

  it('clears the screen', async () => {
    terminal.type('echo gone\r');
    await terminal.see(/^gone\n~\/project \$$/m);
    terminal.type('echo kept\x0c');
    await terminal.see(/^~\/project \$ echo kept$/);
    expect(terminal.screen).not.toContain('gone');
  });

  it('leaves at Ctrl-D with the last exit code', async () => {
    terminal.type('false\r');
    await terminal.see(/^~\/project 1 \$$/m);
    terminal.type('\x04');
    expect(await terminal.ended).toBe(1);
  });
});

/** Programs that still run in the project's folder. */
function processesOf(folder: string): string[] {
  const list = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  const pids = list
    .filter((line) => /node .*(server|stubborn|slow)\.ts/.test(line))
    .map((line) => line.trim().split(' ')[0]);
  return pids.filter((pid) => {
    try {
      return execFileSync('readlink', [`/proc/${pid}/cwd`], { encoding: 'utf8' })
        .trim()
        .startsWith(folder);
    } catch {
      return false;
    }
  }) as string[];
}
