/** The life of a process: command line, exit, signals, children. */
import { expect, test } from './harness.ts';

test.describe('the command line of node', () => {
  test('--version and -v', async ({ container }) => {
    for (const flag of ['--version', '-v'])
      expect(await container.run('node', [flag])).toEqual({
        code: 0,
        output: expect.stringMatching(/^v24\.\d+\.\d+\n$/),
      });
  });

  test('-e runs code, as a module when it uses import', async ({ container }) => {
    expect(await container.run('node', ['-e', "console.log(require('path').sep, __filename)"])).toEqual({
      code: 0,
      output: '/ [eval]\n',
    });
    expect(
      await container.run('node', ['-e', "import path from 'node:path'; console.log(path.sep)"]),
    ).toEqual({
      code: 0,
      output: '/\n',
    });
    expect(
      await container.run('node', [
        '--input-type=module',
        '-e',
        'console.log(typeof import.meta.url, await 1)',
      ]),
    ).toEqual({
      code: 0,
      output: 'string 1\n',
    });
  });

  test('-p prints the value', async ({ container }) => {
    expect(await container.run('node', ['-p', '[1, { a: 2 }]'])).toEqual({
      code: 0,
      output: '[ 1, { a: 2 } ]\n',
    });
  });

  test('an error in -e exits with 1', async ({ container }) => {
    const { code, output } = await container.run('node', ['-e', "throw new Error('no')"]);
    expect(code).toBe(1);
    expect(output).toMatch(/^\[eval\]:1\nthrow new Error\('no'\)\n\^\n\nError: no\n/);
  });

  test('an unknown option exits with 9', async ({ container }) => {
    expect(await container.run('node', ['--nonsense'])).toEqual({
      code: 9,
      output: 'node: bad option: --nonsense\n',
    });
  });

  test('runs .ts, .mts, .cjs and .js by the nearest package.json', async ({ container }) => {
    await container.write({
      'a.ts': 'const x: number = 1; console.log(x as unknown, typeof require, import.meta.filename);',
      'b.cjs': "console.log(typeof require, require('./c.cjs').name)",
      'c.cjs': "exports.name = 'c'",
      'esm/package.json': '{ "type": "module" }',
      'esm/d.js': 'console.log(typeof require, import.meta.dirname)',
      'cjs/e.js': 'console.log(typeof require, __dirname)',
    });
    const outputs = [];
    for (const file of ['a.ts', 'b.cjs', 'esm/d.js', 'cjs/e.js'])
      outputs.push((await container.run('node', [file])).output);
    expect(outputs).toEqual([
      '1 undefined /home/project/a.ts\n',
      'function c\n',
      'undefined /home/project/esm\n',
      'function /home/project/cjs\n',
    ]);
  });

  test('reads the program from its input', async ({ container }) => {
    const { output } = await container.run('sh', ['-c', "echo 'console.log(6 * 7)' | node -"]);
    expect(output).toBe('42\n');
  });

  test('--env-file', async ({ container }) => {
    await container.write({ '.env': 'PORT=3000\nNAME="a b"\n' });
    const { output } = await container.run('node', [
      '--env-file=.env',
      '-p',
      '[process.env.PORT, process.env.NAME]',
    ]);
    expect(output).toBe("[ '3000', 'a b' ]\n");
  });

  test('--test runs the tests, and exits with 1 when one fails', async ({ container }) => {
    await container.write({
      'test/good.test.ts':
        "import test from 'node:test'; import assert from 'node:assert/strict'; test('adds', () => assert.equal(1 + 1, 2));",
      'test/bad.test.js':
        "import test from 'node:test'; import assert from 'node:assert/strict'; test('fails', () => assert.deepEqual({ a: 1 }, { a: 2 }));",
      'package.json': '{ "type": "module" }',
    });
    const failed = await container.run('node', ['--test']);
    expect(failed.code).toBe(1);
    expect(failed.output).toMatch(/✔ adds \(/);
    expect(failed.output).toMatch(/✖ fails \(/);
    expect(failed.output).toMatch(/ℹ pass 1\nℹ fail 1\n/);
    expect(failed.output).toMatch(/\+ {3}a: 1\n\s*- {3}a: 2/);
    const passed = await container.run('node', ['--test', 'test/good.test.ts']);
    expect(passed.code).toBe(0);
    expect(passed.output).toMatch(/ℹ pass 1\nℹ fail 0\n/);
  });

  test('--test --test-reporter=tap', async ({ container }) => {
    await container.write({
      'a.test.mjs':
        "import { test, describe, it } from 'node:test'; describe('group', () => { it('works', () => {}); it.todo('later') })",
    });
    const { code, output } = await container.run('node', ['--test', '--test-reporter=tap']);
    expect(code).toBe(0);
    expect(output).toMatch(/^TAP version 13\n/);
    expect(output).toMatch(/ok 1 - works/);
  });
});

test.describe('the end of a process', () => {
  test('process.exit stops at once: nothing after it runs', async ({ container }) => {
    const { code, output } = await container.runCode(
      "console.log('before'); setTimeout(() => console.log('timer'), 0); Promise.resolve().then(() => console.log('promise')); process.on('exit', (code) => console.log('exit', code)); try { process.exit(3) } finally { console.log('finally') } console.log('after')",
    );
    expect({ code, output }).toEqual({ code: 3, output: 'before\nexit 3\n' });
  });

  test('process.exit in the middle of a large output keeps what was written before', async ({
    container,
  }) => {
    const { output } = await container.runCode(
      "for (let i = 0; i < 50_000; i++) console.log('line ' + i); process.exit(0)",
    );
    expect(output.endsWith('line 49999\n')).toBe(true);
    expect(output.split('\n').length).toBe(50_001);
  });

  test('ends when nothing is left to do: beforeExit, exit, and beforeExit again after new work', async ({
    container,
  }) => {
    const { code, output } = await container.runCode(`
      let rounds = 0;
      process.on('beforeExit', (code) => { console.log('beforeExit', code); if (rounds++ < 2) setTimeout(() => console.log('work', rounds), 5) });
      process.on('exit', (code) => console.log('exit', code));
    `);
    expect(code).toBe(0);
    expect(output).toBe('beforeExit 0\nwork 1\nbeforeExit 0\nwork 2\nbeforeExit 0\nexit 0\n');
  });

  test('a timer that was unref’d, a closed server, a cleared interval do not hold it', async ({
    container,
  }) => {
    const started = Date.now();
    const { code, output } = await container.runCode(`
      import http from 'node:http';
      setTimeout(() => console.log('never'), 60_000).unref();
      const interval = setInterval(() => clearInterval(interval), 1);
      const server = http.createServer().listen(3000, () => server.close());
      http.createServer().listen(3001).unref();
    `);
    expect({ code, output }).toEqual({ code: 0, output: '' });
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  test('a server holds it', async ({ container }) => {
    const process = await container.startCode(
      "import http from 'node:http'; http.createServer().listen(3000, () => setTimeout(() => console.log('still here'), 300))",
    );
    await process.until('still here');
    expect(await process.exited()).toBeNull();
  });

  test('process.exitCode, set in an exit handler too', async ({ container }) => {
    expect((await container.runCode("process.on('exit', () => { process.exitCode = 9 })")).code).toBe(9);
  });

  test('top-level await that can never settle exits with 13', async ({ container }) => {
    const { code, output } = await container.runCode('await new Promise(() => {})');
    expect(code).toBe(13);
    expect(output).toContain('Warning: Detected unsettled top-level await at');
  });

  test('process.abort and process.kill of itself', async ({ container }) => {
    expect((await container.runCode('process.abort()')).code).toBe(134);
    expect(
      (await container.runCode("process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000)")).code,
    ).toBe(143);
    expect(
      (await container.runCode("process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000)")).code,
    ).toBe(137);
  });
});

/** Starts `child.mjs` with pipes and shows what becomes of it. */
const PARENT = (signal: string): string => `
  import { spawn } from 'node:child_process';
  const child = spawn(process.execPath, ['child.mjs']);
  child.stdout.setEncoding('utf8').on('data', (text) => {
    process.stdout.write('child: ' + text);
    if (text.includes('ready')) child.kill('${signal}');
  });
  child.on('exit', (code, signal) => console.log('exit', code, signal));
  child.on('close', (code, signal) => console.log('close', code, signal));
`;

test.describe('signals between processes', () => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGKILL', 'SIGHUP']) {
    test(`${signal} ends a child that does not handle it`, async ({ container }) => {
      await container.write({ 'child.mjs': "console.log('ready'); setInterval(() => {}, 1000)" });
      const { output } = await container.runCode(PARENT(signal));
      expect(output).toBe(`child: ready\nexit null ${signal}\nclose null ${signal}\n`);
    });
  }

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
    test(`${signal} reaches a child’s handler`, async ({ container }) => {
      await container.write({
        'child.mjs': `process.on('${signal}', (name, number) => { console.log('got', name, number); process.exit(5) }); console.log('ready'); setInterval(() => {}, 1000)`,
      });
      const { output } = await container.runCode(PARENT(signal));
      expect(output).toMatch(
        new RegExp(`child: ready\nchild: got ${signal} \\d+\nexit 5 null\nclose 5 null\n`),
      );
    });
  }

  test('SIGKILL cannot be handled', async ({ container }) => {
    const { code, output } = await container.runCode(
      "try { process.on('SIGKILL', () => {}) } catch (error) { console.log(error.code) }",
    );
    expect({ code, output }).toEqual({ code: 0, output: 'EINVAL\n' });
  });

  test('SIGTERM ends a child in an endless loop', async ({ container }) => {
    await container.write({ 'child.mjs': "console.log('ready'); while (true) {}" });
    const { output } = await container.runCode(PARENT('SIGTERM'));
    expect(output).toBe('child: ready\nexit null SIGTERM\nclose null SIGTERM\n');
  });

  test('signal 0 asks whether a process is there', async ({ container }) => {
    const { output } = await container.runCode(`
      import { spawn } from 'node:child_process';
      const child = spawn('node', ['-e', 'setTimeout(() => {}, 20)']);
      console.log(process.kill(child.pid, 0));
      child.on('exit', () => { try { process.kill(child.pid, 0); console.log('there') } catch (error) { console.log(error.code) } });
    `);
    expect(output).toBe('true\nESRCH\n');
  });
});

test.describe('child processes', () => {
  test('spawn: output, input, exit code, pid', async ({ container }) => {
    const { output } = await container.runCode(`
      import { spawn } from 'node:child_process';
      const child = spawn('node', ['-e', "process.stdin.on('data', (d) => process.stdout.write(String(d).toUpperCase())).on('end', () => { console.error('bye'); process.exit(4) })"]);
      let out = '', err = '';
      child.stdout.on('data', (d) => { out += d });
      child.stderr.on('data', (d) => { err += d });
      child.stdin.write('hello '); child.stdin.end('there');
      child.on('close', (code) => console.log(JSON.stringify([out, err, code, typeof child.pid])));
    `);
    expect(JSON.parse(output)).toEqual(['HELLO THERE', 'bye\n', 4, 'number']);
  });

  test('exec and execFile give output, and an error with code and stderr', async ({ container }) => {
    const { output } = await container.runCode(`
      import { exec, execFile } from 'node:child_process';
      import { promisify } from 'node:util';
      console.log((await promisify(execFile)('node', ['-p', '1 + 2'])).stdout);
      console.log((await promisify(exec)('echo one two | wc -w')).stdout.trim());
      try { await promisify(execFile)('node', ['-e', "console.error('bad'); process.exit(3)"]) } catch (error) { console.log(error.code, error.stderr) }
    `);
    expect(output).toBe('3\n\n2\n3 bad\n\n');
  });

  test('a program that is not there is an error event with ENOENT', async ({ container }) => {
    const { output } = await container.runCode(
      "import { spawn } from 'node:child_process'; spawn('nonsense').on('error', (error) => console.log(error.message, error.code, error.path))",
    );
    expect(output).toBe('spawn nonsense ENOENT ENOENT nonsense\n');
  });

  test('a cwd that is not there is an error event with ENOENT', async ({ container }) => {
    const { output } = await container.runCode(
      "import { spawn } from 'node:child_process'; spawn('node', ['-v'], { cwd: '/nowhere' }).on('error', (error) => console.log(error.message))",
    );
    expect(output).toBe('spawn node ENOENT\n');
  });

  test('fork exchanges messages', async ({ container }) => {
    await container.write({
      'child.mjs': `
        process.on('message', (message) => {
          process.send({ echo: message });
          if (message.last) process.disconnect();
        });
        process.send('ready');`,
    });
    const { code, output } = await container.runCode(`
      import { fork } from 'node:child_process';
      const child = fork('child.mjs');
      child.on('message', (message) => {
        console.log(JSON.stringify(message));
        if (message === 'ready') { child.send({ n: 1, text: 'é', list: [1, null] }); child.send({ last: true }) }
      });
      child.on('disconnect', () => console.log('disconnect'));
      child.on('exit', (code) => console.log('exit', code));
    `);
    expect(code).toBe(0);
    const lines = output.trimEnd().split('\n');
    expect(lines.slice(0, 3)).toEqual([
      '"ready"',
      '{"echo":{"n":1,"text":"é","list":[1,null]}}',
      '{"echo":{"last":true}}',
    ]);
    // Node promises no order of these two.
    expect(lines.slice(3).sort()).toEqual(['disconnect', 'exit 0']);
  });

  test('stdio: inherit shares the terminal', async ({ container }) => {
    const { output } = await container.runCode(
      "import { spawn } from 'node:child_process'; spawn('node', ['-p', 'process.stdout.isTTY'], { stdio: 'inherit' })",
      { terminal: { cols: 80, rows: 24 } },
    );
    expect(output).toContain('true');
  });

  test('a grandchild’s output goes through pipes', async ({ container }) => {
    const { output } = await container.runCode(`
      import { spawn } from 'node:child_process';
      const script = "require('node:child_process').spawn('node', ['-p', '21 * 2'], { stdio: 'inherit' })";
      const child = spawn('node', ['-e', script]);
      child.stdout.on('data', (text) => process.stdout.write('through: ' + text));
    `);
    expect(output).toBe('through: 42\n');
  });

  test('a large output of a child arrives whole', async ({ container }) => {
    const { output } = await container.runCode(`
      import { spawn } from 'node:child_process';
      const child = spawn('node', ['-e', "process.stdout.write('x'.repeat(3_000_000)); process.stdout.write('END')"]);
      let size = 0, last = '';
      child.stdout.on('data', (data) => { size += data.length; last = data.toString().slice(-3) });
      child.on('close', () => console.log(size, last));
    `);
    expect(output).toBe('3000003 END\n');
  });

  test('the child’s end is told even when its parent is busy meanwhile', async ({ container }) => {
    const { output } = await container.runCode(`
      import { spawn } from 'node:child_process';
      const child = spawn('node', ['-e', "console.log('quick')"]);
      child.stdout.on('data', (data) => process.stdout.write(data));
      child.on('close', (code) => console.log('closed', code));
      const until = Date.now() + 400; while (Date.now() < until);
    `);
    expect(output).toBe('quick\nclosed 0\n');
  });

  test('many are started in one turn, with arguments that are no strings', async ({ container }) => {
    const { output } = await container.runCode(`
      import { spawn } from 'node:child_process';
      const outputs = Array.from({ length: 12 }, (_, i) => new Promise((resolve, reject) => {
        const child = spawn('node', ['-p', i]);
        let text = '';
        child.stdout.on('data', (data) => { text += data }).on('end', () => resolve(text.trim()));
        child.on('error', reject);
      }));
      console.log((await Promise.all(outputs)).join(' '));
    `);
    expect(output).toBe('0 1 2 3 4 5 6 7 8 9 10 11\n');
  });

  test('what a program leaves running ends with it, and its port is free', async ({ container }) => {
    const { code } = await container.runCode(`
      import { spawn } from 'node:child_process';
      const server = "require('http').createServer().listen(3000, () => console.log('up'))";
      const child = spawn('node', ['-e', server], { stdio: ['ignore', 'pipe', 'inherit'] });
      child.stdout.once('data', () => process.exit(0));
    `);
    expect(code).toBe(0);
    const { output } = await container.runCode(
      "import http from 'node:http'; http.createServer().listen(3000, function () { console.log('free'); this.close() })",
    );
    expect(output).toBe('free\n');
  });
});
