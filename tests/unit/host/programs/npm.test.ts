import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { plainNode } from '../../../../src/host/programs/npm/run-script.ts';
import { makeProject, type Project, type Run, run } from './support.ts';

let project: Project;

afterEach(() => project.dispose());

const MANIFEST = {
  name: 'orders',
  version: '1.2.0',
  scripts: {
    start: 'node start.ts',
    test: "node -e 'process.exit(3)'",
    pretest: 'echo pre',
    build: 'echo built',
    postbuild: 'echo after',
    env: 'node env.ts',
    show: 'echo a',
  },
};

const START = { 'start.ts': 'console.log("started", ...process.argv.slice(2));' };

function npm(files: Record<string, string>, ...args: string[]): Promise<Run> {
  project = makeProject(files);
  return run(project, `${project.env.PATH?.split(':')[0]}/npm`, args);
}

const inOrders = (...args: string[]): Promise<Run> =>
  npm({ 'package.json': JSON.stringify(MANIFEST), ...START }, ...args);

describe('npm run', () => {
  it.each([
    ['start', ['start']],
    ['run start', ['run', 'start']],
  ])('%s shows what it runs, and runs it', async (_, args) => {
    expect(await inOrders(...args)).toEqual({
      code: 0,
      stdout: '\n> orders@1.2.0 start\n> node start.ts\n\nstarted\n',
      stderr: '',
    });
  });

  it('hands on what follows --, quoted for the shell', async () => {
    const { stdout } = await inOrders('run', 'show', '--', 'x y', '$HOME');
    expect(stdout).toBe('\n> orders@1.2.0 show\n> echo a x y $HOME\n\na x y $HOME\n');
    expect((await inOrders('start', '--', '-v', '1')).stdout).toMatch(/\nstarted -v 1\n$/);
  });

  it('runs pre and post, and ends with the first failure', async () => {
    expect(await inOrders('test')).toEqual({
      code: 3,
      stdout:
        "\n> orders@1.2.0 pretest\n> echo pre\n\npre\n\n> orders@1.2.0 test\n> node -e 'process.exit(3)'\n\n",
      stderr: '',
    });
    expect((await inOrders('run', 'build')).stdout).toContain('built\n\n> orders@1.2.0 postbuild\n');
  });

  it('says nothing of its own with --silent', async () => {
    expect((await inOrders('start', '-s')).stdout).toBe('started\n');
  });

  it('lists the scripts', async () => {
    expect((await inOrders('run')).stdout).toBe(`Lifecycle scripts included in orders@1.2.0:
  start
    node start.ts
  test
    node -e 'process.exit(3)'
  pretest
    echo pre
available via \`npm run\`:
  build
    echo built
  postbuild
    echo after
  env
    node env.ts
  show
    echo a
`);
  });

  it('says which script is missing, and what is close', async () => {
    expect(await inOrders('run', 'bild')).toEqual({
      code: 1,
      stdout: '',
      stderr: `npm error Missing script: "bild"
npm error
npm error Did you mean this?
npm error   npm run build # run the "build" package script
npm error
npm error To see a list of scripts, run:
npm error   npm run
`,
    });
    expect((await inOrders('stop')).stderr).toContain('npm error Missing script: "stop"\n');
    expect((await inOrders('run', 'none', '--if-present')).code).toBe(0);
  });

  it('gives scripts npm’s environment', async () => {
    const { stdout } = await npm(
      {
        'package.json': JSON.stringify(MANIFEST),
        'env.ts':
          'const { npm_lifecycle_event: a, npm_package_name: b, npm_package_version: c, PATH } = process.env; console.log(a, b, c, PATH?.split(":")[0]);',
      },
      'run',
      'env',
      '-s',
    );
    expect(stdout).toBe(`env orders 1.2.0 ${project.folder}/node_modules/.bin\n`);
  });

  it('finds programs of node_modules/.bin', async () => {
    const { stdout } = await npm(
      {
        'package.json': JSON.stringify({ name: 'x', scripts: { hi: 'greet you' } }),
        'node_modules/.bin/greet': '#!/usr/bin/env node\nconsole.log("hello", process.argv[2]);\n',
      },
      'run',
      'hi',
      '-s',
    );
    expect(stdout).toBe('hello you\n');
  });

  it('starts no shell for a plain node command', () => {
    expect(plainNode('node --test')).toEqual(['--test']);
    expect(plainNode('node --watch src/a.ts --port=1')).toEqual(['--watch', 'src/a.ts', '--port=1']);
    for (const script of [
      'node a.ts && node b.ts',
      'node "a b.ts"',
      'PORT=1 node a.ts',
      'node *.ts',
      'tsc',
    ]) {
      expect(plainNode(script), script).toBeNull();
    }
  });

  it('hands SIGINT on to the script', async () => {
    project = makeProject({
      'package.json': JSON.stringify({ name: 'x', scripts: { start: 'echo up && node wait.ts' } }),
      'wait.ts': 'console.log("pid", process.pid); setInterval(() => {}, 1000);',
    });
    const child = spawn(`${project.env.PATH?.split(':')[0]}/npm`, ['start', '-s'], {
      cwd: project.folder,
      env: project.env,
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (/pid \d+\n/.test(output)) child.kill('SIGINT');
    });
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(130);
    expect(() => process.kill(Number(/pid (\d+)/.exec(output)?.[1]), 0)).toThrow('ESRCH');
  });
});

describe('npm without a usable package.json', () => {
  it('says that there is none', async () => {
    const { code, stderr } = await npm({}, 'start');
    expect(code).toBe(254);
    expect(stderr).toBe(`npm error code ENOENT
npm error syscall open
npm error path ${project.folder}/package.json
npm error errno -2
npm error enoent Could not read package.json: Error: ENOENT: no such file or directory, open '${project.folder}/package.json'
npm error enoent This is related to npm not being able to find a file.
npm error enoent
`);
  });

  it('says that it is not JSON', async () => {
    const { code, stderr } = await npm({ 'package.json': '{ "name": x }' }, 'start');
    expect(code).toBe(1);
    expect(stderr).toBe(`npm error code EJSONPARSE
npm error JSON.parse Invalid package.json: JSONParseError: Unexpected token "x" (0x78), "{ "name": x }" is not valid JSON while parsing '{ "name": x }'
npm error JSON.parse Failed to parse JSON data.
npm error JSON.parse Note: package.json must be actual JSON, not just JavaScript.
`);
  });
});

describe('packages', () => {
  const withDependency = {
    'package.json': JSON.stringify({ name: 'x', version: '1.0.0', dependencies: { pino: '^9.0.0' } }),
  };

  it('are up to date when all are there', async () => {
    const { code, stdout } = await npm(
      { ...withDependency, 'node_modules/pino/package.json': '{"version":"9.1.0"}' },
      'install',
    );
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^\nup to date in \d+ms\n$/)]);
  });

  it('cannot be fetched, and the sentence says where they can', async () => {
    const { code, stderr } = await npm(withDependency, 'i');
    expect(code).toBe(1);
    expect(stderr).toBe(
      'npm error code EBUILTINHOST\nnpm error The built-in host has no package "pino" and cannot download it: choose StackBlitz\'s host in the status bar, which installs any npm package.\n',
    );
  });

  it('are added to package.json when asked for by name', async () => {
    const files = { 'package.json': '{"name":"x"}', 'node_modules/pino/package.json': '{"version":"9.1.0"}' };
    expect((await npm(files, 'install', 'pino')).code).toBe(0);
    const manifest = JSON.parse(readFileSync(join(project.folder, 'package.json'), 'utf8'));
    expect(manifest.dependencies).toEqual({ pino: '^9.1.0' });
  });

  it('are listed, the missing ones too', async () => {
    const found = await npm(
      { ...withDependency, 'node_modules/pino/package.json': '{"version":"9.1.0"}' },
      'ls',
    );
    expect(found.stdout).toBe(`x@1.0.0 ${project.folder}\n└── pino@9.1.0\n\n`);
    const missing = await npm(withDependency, 'ls');
    expect(missing.code).toBe(1);
    expect(missing.stdout).toContain('└── UNMET DEPENDENCY pino@^9.0.0\n');
    expect(missing.stderr).toContain('npm error missing: pino@^9.0.0, required by x@1.0.0\n');
  });
});

describe('npx', () => {
  it('runs a program of node_modules/.bin', async () => {
    project = makeProject({
      'node_modules/.bin/greet': '#!/usr/bin/env node\nconsole.log("hello", ...process.argv.slice(2));\n',
    });
    const { stdout } = await run(project, `${project.env.PATH?.split(':')[0]}/npx`, [
      '-y',
      'greet',
      '-x',
      'you',
    ]);
    expect(stdout).toBe('hello -x you\n');
  });

  it('says that it cannot download one', async () => {
    project = makeProject({});
    const { code, stderr } = await run(project, `${project.env.PATH?.split(':')[0]}/npx`, ['cowsay']);
    expect(code).toBe(1);
    expect(stderr).toContain('"cowsay" is not in node_modules/.bin');
  });
});

describe('package.json', () => {
  it('is written by init', async () => {
    const { stdout } = await npm({}, 'init', '-y');
    const text = readFileSync(join(project.folder, 'package.json'), 'utf8');
    expect(stdout).toBe(`Wrote to ${project.folder}/package.json:\n\n${text.trimEnd()}\n\n\n`);
    expect(JSON.parse(text)).toMatchObject({ name: 'project', version: '1.0.0', main: 'index.js' });
  });

  it.each([
    [['get', 'name'], '"orders"\n'],
    [['get', 'name', 'version'], '{\n  "name": "orders",\n  "version": "1.2.0"\n}\n'],
    [['get', 'scripts.build'], '"echo built"\n'],
    [['get', 'nothing'], '{}\n'],
  ])('is read by pkg %j', async (args, stdout) => {
    expect((await inOrders('pkg', ...args)).stdout).toBe(stdout);
  });

  it('is changed by pkg set', async () => {
    await inOrders('pkg', 'set', 'scripts.new=echo 1');
    const manifest = JSON.parse(readFileSync(join(project.folder, 'package.json'), 'utf8'));
    expect(manifest.scripts.new).toBe('echo 1');
  });
});

describe('npm itself', () => {
  it('tells its version', async () => {
    expect((await inOrders('-v')).stdout).toMatch(/^11\.\d+\.\d+\n$/);
  });

  it('does not know every command', async () => {
    expect(await inOrders('foo')).toEqual({
      code: 1,
      stdout: 'Unknown command: "foo"\n\nTo see a list of supported npm commands, run:\n  npm help\n',
      stderr: '',
    });
  });
});
