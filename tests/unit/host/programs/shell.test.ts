// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the shell's own.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject, type Project, type Run, run } from './support.ts';

let project: Project;

beforeAll(() => {
  project = makeProject({
    'args.ts': 'console.log(...process.argv.slice(2), process.env.MARK ?? "-");',
    'input.ts':
      'let all = ""; for await (const part of process.stdin) all += part; console.log("got", JSON.stringify(all));',
    'tick.ts': 'console.log("first"); setTimeout(() => console.log("second"), 400);',
    'fail.ts': 'console.error("no luck"); process.exitCode = 3;',
    'script.sh': '#!/usr/bin/env bash\necho "$0 has $#: $1"\nexit 5\n',
    'tool.mjs': '#!/usr/bin/env node\nconsole.log("tool", process.argv[2]);\n',
    'node_modules/.bin/greet': '#!/usr/bin/env node\nconsole.log("greetings");\n',
    'words.txt': 'b\na\nc\n',
  });
});

afterAll(() => project.dispose());

const shell = (script: string, input = ''): Promise<Run> =>
  run(project, `${project.env.PATH?.split(':')[0]}/bash`, ['-c', script], input);

/** Script, stdout, stderr, exit code. */
type Case = [script: string, stdout: string, stderr?: string, code?: number];

describe('a script', () => {
  it.each<Case>([
    ['echo one; echo two', 'one\ntwo\n'],
    ['exit 7', '', '', 7],
    ['false || echo no; true && echo yes', 'no\nyes\n'],
    ['X=5; echo "$X ${X}1 $((X + 1))"', '5 51 6\n'],
    ['cd / && pwd; cd - >/dev/null; basename "$PWD"', '/\nproject\n'],
    ['for i in 1 2; do echo $i; done', '1\n2\n'],
    ['if [ -f args.ts ]; then echo there; else echo not; fi', 'there\n'],
    ['f() { echo "f $1"; return 4; }; f x; echo $?', 'f x\n4\n'],
    ['sort words.txt | head -n 2 | tr a-z A-Z', 'A\nB\n'],
    ['echo *.sh', 'script.sh\n'],
    ['cat < words.txt | wc -l', '3\n'],
    ['echo a > o1; echo b >> o1; cat o1', 'a\nb\n'],
    ['a=(1 2 3); echo "${a[1]} ${#a[@]}"', '2 3\n'],
    ['set -e; false; echo never', '', '', 1],
    ['foo', '', 'bash: foo: command not found\n', 127],
    ['foo; echo $?', '127\n', 'bash: foo: command not found\n'],
    ['./absent', '', 'bash: ./absent: No such file or directory\n', 127],
    ['./words.txt', '', 'bash: ./words.txt: Permission denied\n', 126],
    ['kill -NOPE 1', '', 'bash: kill: NOPE: invalid signal specification\n', 1],
    ['type cd; echo after', 'cd is a shell builtin\nafter\n'],
    ['command -v node | grep -c bin/node', '1\n'],
    ['which absent', '', '', 1],
    ['exec echo last; echo never', 'last\n'],
    ['echo $(echo a; echo b)', 'a b\n'],
    ['printf "%s-" x y; echo', 'x-y-\n'],
    ['timeout 0.2 node -e "setInterval(() => {}, 1000)"; echo $?', '124\n'],
  ])('%s', async (script, stdout, stderr = '', code = 0) => {
    expect(await shell(script)).toEqual({ stdout, stderr, code });
  });

  it('says where a script is cut off', async () => {
    const { code, stderr } = await shell('if true; then');
    expect(code).toBe(2);
    expect(stderr).toBe('bash: syntax error: unexpected end of file\n');
  });

  it('comes from a file with its arguments', async () => {
    expect(await shell('./script.sh one two')).toEqual({
      stdout: `${join(project.folder, 'script.sh')} has 2: one\n`,
      stderr: '',
      code: 5,
    });
  });

  it('comes from stdin where that is no terminal', async () => {
    const result = await run(project, `${project.env.PATH?.split(':')[0]}/bash`, [], 'echo x\nexit 2\n');
    expect(result).toEqual({ stdout: 'x\n', stderr: '', code: 2 });
  });

  it('reads stdin with its own commands and with read', async () => {
    expect((await shell('read first; echo "[$first]"; cat', 'one\ntwo\n')).stdout).toBe('[one]\ntwo\n');
    expect((await shell('grep t', 'one\ntwo\n')).stdout).toBe('two\n');
  });
});

describe('a program', () => {
  it.each<Case>([
    ['node args.ts a "b c"', 'a b c -\n'],
    ['MARK=1 node args.ts', '1\n'],
    ['export MARK=2; node args.ts; MARK=3; node args.ts', '2\n3\n'],
    ['UNSEEN=1; node -p "process.env.UNSEEN"', 'undefined\n'],
    ['env MARK=4 node args.ts x', 'x 4\n'],
    ['echo 1; node args.ts 2; echo 3', '1\n2 -\n3\n'],
    ['node fail.ts; echo $?', '3\n', 'no luck\n'],
    ['node fail.ts 2>&1 | cat', 'no luck\n'],
    ['node fail.ts 2>&1; true', 'no luck\n'],
    ['node args.ts x >&2', '', 'x -\n'],
    ['node fail.ts 2>err.txt; cat err.txt', 'no luck\n'],
    ['node args.ts piped | tr a-z A-Z', 'PIPED -\n'],
    ['echo typed | node input.ts', 'got "typed\\n"\n'],
    ['node input.ts < words.txt', 'got "b\\na\\nc\\n"\n'],
    ['x=$(node args.ts sub); echo "[$x]"', '[sub -]\n'],
    ['f() { node args.ts in; }; f; f | tr i I; f > f.txt; echo then; cat f.txt', 'in -\nIn -\nthen\nin -\n'],
    ['for i in 1 2; do node args.ts $i; done | sort -r', '2 -\n1 -\n'],
    ['ls *.txt | xargs -n 1 node args.ts | sort | head -n 1', 'err.txt -\n'],
    ['P=node; $P -p 6 + 1', '6\n'],
    ['eval "node -p 8"', '8\n'],
    ['./tool.mjs x; node_modules/.bin/greet', 'tool x\ngreetings\n'],
    ['node -e "process.kill(process.pid, 9)"; echo $?', '137\n', 'Killed\n'],
    ['node -e "1" & wait; node -p 2 & wait $!; echo done', '2\ndone\n'],
    ['npm --version | cut -d. -f1', '11\n'],
  ])('%s', async (script, stdout, stderr = '', code = 0) => {
    expect(await shell(script)).toEqual({ stdout, stderr, code });
  });

  it('takes the stdin of the shell', async () => {
    expect((await shell('node input.ts', 'for the program')).stdout).toBe('got "for the program"\n');
  });

  it('is seen while it runs', async () => {
    const bash = `${project.env.PATH?.split(':')[0]}/bash`;
    const child = spawn(bash, ['-c', 'node tick.ts && echo third'], {
      cwd: project.folder,
      env: project.env,
    });
    const arrivals: string[] = [];
    for await (const chunk of child.stdout) arrivals.push(String(chunk));
    expect(arrivals.join('')).toBe('first\nsecond\nthird\n');
    expect(arrivals[0]).toBe('first\n');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends with its shell at %s', async (signal) => {
    const bash = `${project.env.PATH?.split(':')[0]}/bash`;
    const script = 'node -e "console.log(process.pid); setInterval(() => {}, 1000)"; echo never';
    const child = spawn(bash, ['-c', script], { cwd: project.folder, env: project.env });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (/^\d+\n/.test(output)) child.kill(signal);
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(signal === 'SIGINT' ? 130 : 143);
    const pid = Number(/^\d+/.exec(output)?.[0]);
    expect(output).toBe(`${pid}\n`);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('gets no variable of the shell’s own', async () => {
    expect((await shell('env; node -p "Object.keys(process.env).join()"')).stdout).not.toContain('BULKHEAD');
  });

  it('writes to the files of the project', async () => {
    await shell('mkdir -p made/here && node args.ts kept > made/here/out.txt');
    expect(readFileSync(join(project.folder, 'made/here/out.txt'), 'utf8')).toBe('kept -\n');
  });
});
