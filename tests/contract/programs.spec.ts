/** npm, the shell and curl, as a learner meets them in the terminal. */
import { type Container, expect, type Handle, plain, TERMINAL, test } from './harness.ts';

test.describe('npm', () => {
  const PACKAGE = JSON.stringify({
    name: 'orders',
    type: 'module',
    scripts: {
      start: 'node server.js',
      test: 'node --test',
      hello: 'echo "hello $npm_package_name"',
      fail: 'exit 3',
    },
  });

  test('npm start runs the script, output as it comes, and stops with it', async ({ container }) => {
    await container.write({
      'package.json': PACKAGE,
      'server.js':
        "import http from 'node:http'; http.createServer().listen(3000, () => console.log('listening'))",
    });
    const npm = await container.start('npm', ['start']);
    expect(await npm.until('listening')).toMatch(/^\n> orders.* start\n> node server\.js\n\n/);
    await npm.kill();
    expect((await npm.done()).code).toBe(143);
    // The server went with it.
    const { output } = await container.runCode(
      "import http from 'node:http'; http.createServer().listen(3000, function () { console.log('free'); this.close() })",
    );
    expect(output).toBe('free\n');
  });

  test('npm test passes the exit code on', async ({ container }) => {
    await container.write({
      'package.json': PACKAGE,
      'a.test.js': "import test from 'node:test'; test('fails', () => { throw new Error('no') })",
    });
    const { code, output } = await container.run('npm', ['test']);
    expect(code).toBe(1);
    expect(output).toContain('✖ fails');
    await container.write({ 'a.test.js': "import test from 'node:test'; test('passes', () => {})" });
    expect((await container.run('npm', ['test'])).code).toBe(0);
  });

  test('npm run lists the scripts, npm run NAME runs one, with its arguments', async ({ container }) => {
    await container.write({ 'package.json': PACKAGE });
    const list = await container.run('npm', ['run']);
    expect(list.code).toBe(0);
    for (const text of ['start', 'node server.js', 'hello']) expect(list.output).toContain(text);
    expect((await container.run('npm', ['run', '--silent', 'hello', '--', 'and more'])).output).toBe(
      'hello orders and more\n',
    );
    expect((await container.run('npm', ['run', 'fail'])).code).toBe(3);
  });

  test('a script that is not there, a package.json that is not there', async ({ container }) => {
    const none = await container.run('npm', ['start']);
    expect(none.code).not.toBe(0);
    expect(none.output).toContain('package.json');
    await container.write({ 'package.json': '{ "name": "a" }' });
    const { code, output } = await container.run('npm', ['run', 'nothing']);
    expect(code).toBe(1);
    expect(output).toContain('Missing script: "nothing"');
  });
});

test.describe('curl', () => {
  const ECHO =
    "require('http').createServer((q, r) => { let b = ''; q.on('data', (d) => { b += d }).on('end', () => { r.setHeader('x-method', q.method); r.statusCode = q.url === '/missing' ? 404 : 200; r.end(q.method + ' ' + q.url + ' ' + b + '\\n') }) }).listen(3000, () => console.log('up'))";

  test('against a running service: body, -i, -X and -d, -f', async ({ container }) => {
    await (await container.start('node', ['-e', ECHO])).until('up');
    expect(await container.run('curl', ['localhost:3000/orders?a=1'])).toEqual({
      code: 0,
      output: 'GET /orders?a=1 \n',
    });
    const full = await container.run('curl', ['-i', '-s', 'http://localhost:3000/']);
    expect(full.output).toMatch(/^HTTP\/1\.1 200 OK\n|^HTTP\/1\.1 200 OK\r\n/);
    expect(full.output).toMatch(/x-method: GET/i);
    expect((await container.run('curl', ['-s', '-X', 'PUT', '-d', 'a=b', 'localhost:3000/p'])).output).toBe(
      'PUT /p a=b\n',
    );
    expect((await container.run('curl', ['-sf', 'localhost:3000/missing'])).code).toBe(22);
  });

  test('a service that is not there: exit code 7', async ({ container }) => {
    const { code, output } = await container.run('curl', ['localhost:3999']);
    expect(code).toBe(7);
    expect(output).toContain('curl: (7) Failed to connect to localhost port 3999');
  });
});

/** A shell in a terminal, behind its first prompt. */
async function shell(container: Container): Promise<Handle> {
  const jsh = await container.start('jsh', [], TERMINAL);
  await jsh.until('$ ');
  return jsh;
}

/** Types a line and gives what came until `expected`. */
async function enter(jsh: Handle, line: string, expected: string): Promise<string> {
  await jsh.mark();
  await jsh.type(`${line}\r`);
  return plain(await jsh.until(expected));
}

test.describe('the shell', () => {
  test('runs a program and shows the prompt again', async ({ container }) => {
    const jsh = await shell(container);
    await enter(jsh, 'node -v', 'v24.');
    await enter(jsh, 'echo $?', '0');
  });

  test('cd, pwd, pipes, redirection, && and ||, variables', async ({ container }) => {
    await container.write({ 'src/a.txt': 'one\ntwo\nthree\n' });
    const jsh = await shell(container);
    await enter(jsh, 'cd src && pwd', '/home/project/src');
    await enter(jsh, 'cat a.txt | grep t | wc -l', '2');
    await enter(jsh, 'echo "made by shell" > ../out.txt; cat ../out.txt', 'made by shell\r\n');
    expect(await container.read('out.txt')).toBe('made by shell\n');
    await enter(jsh, 'false || echo "or $((6*7))"', 'or 42');
    await enter(jsh, 'X=y; echo "x is $X"', 'x is y');
    await enter(
      jsh,
      `node -e "console.log('to a pipe ' + process.stdout.isTTY)" | cat`,
      'to a pipe undefined',
    );
  });

  test('a program it starts has the terminal', async ({ container }) => {
    const jsh = await shell(container);
    await enter(jsh, 'node -p "[process.stdout.isTTY, process.stdout.columns].join()"', 'true,80');
  });

  test('a program that reads gets what is typed', async ({ container }) => {
    const jsh = await shell(container);
    await jsh.type(
      `node -e "process.stdin.once('data', (d) => { console.log('GOT ' + d); process.exit() }); console.log('waiting')"\r`,
    );
    await jsh.until('\nwaiting');
    await enter(jsh, 'an answer', 'GOT an answer');
  });

  test('Tab completes commands and files', async ({ container }) => {
    await container.write({ 'services/orders.ts': "console.log('completed')" });
    const jsh = await shell(container);
    await jsh.mark();
    await jsh.type('node ser\t');
    await jsh.until('services/');
    await jsh.type('or\t');
    await jsh.until('orders.ts');
    await jsh.type('\r');
    await jsh.until('completed');
  });

  test('the up arrow brings the line before back', async ({ container }) => {
    const jsh = await shell(container);
    await enter(jsh, 'echo first$((1+1))', 'first2');
    await enter(jsh, 'echo second$((1+1))', 'second2');
    await jsh.mark();
    await jsh.type('\x1b[A\x1b[A\r');
    await jsh.until('first2');
  });

  test('the arrow keys and backspace edit the line', async ({ container }) => {
    const jsh = await shell(container);
    await jsh.mark();
    await jsh.type('echo axc\x7f\x7fb\x1b[D\x1b[D\x1b[Cz\r');
    await jsh.until('\nazb');
  });

  test('Ctrl-C ends a running server, and the shell goes on', async ({ container }) => {
    await container.write({
      'server.mjs':
        "import http from 'node:http'; http.createServer().listen(3000, () => console.log('listening'))",
    });
    const jsh = await shell(container);
    await enter(jsh, 'node server.mjs', '\r\nlistening');
    await jsh.mark();
    await jsh.type('\x03');
    await jsh.until('$ ');
    await enter(jsh, 'echo "code $?"', 'code 130');
    await enter(jsh, 'node server.mjs', '\r\nlistening');
    await jsh.type('\x03');
  });

  test('Ctrl-C ends an endless loop', async ({ container }) => {
    const jsh = await shell(container);
    await enter(jsh, `node -e "console.log('bu' + 'sy'); while (true) {}"`, 'busy');
    await jsh.mark();
    await jsh.type('\x03');
    await jsh.until('$ ');
    await enter(jsh, 'echo alive', '\nalive');
  });

  test('Ctrl-C on a line that is being typed drops it', async ({ container }) => {
    const jsh = await shell(container);
    await jsh.mark();
    await jsh.type('echo no\x03');
    await jsh.until('^C');
    const text = await enter(jsh, 'echo yes', '\nyes');
    expect(text).not.toContain('\nno');
  });

  test('a job in the background', async ({ container }) => {
    await container.write({
      'server.mjs':
        "import http from 'node:http'; http.createServer((q, r) => r.end('from the job\\n')).listen(3000, () => console.log('listening'))",
    });
    const jsh = await shell(container);
    await enter(jsh, 'node server.mjs &', 'listening');
    await enter(jsh, 'curl -s localhost:3000', 'from the job');
    await enter(jsh, 'kill %1; sleep 0.2; curl -s localhost:3000; echo "curl says $?"', 'curl says 7');
  });

  test('an unknown command', async ({ container }) => {
    const jsh = await shell(container);
    await enter(jsh, 'nonsense', 'command not found');
    await enter(jsh, 'echo $?', '127');
  });

  test('exit ends it with the code', async ({ container }) => {
    const jsh = await shell(container);
    await jsh.type('exit 4\r');
    expect((await jsh.done()).code).toBe(4);
  });

  test('sh -c runs a command without a terminal', async ({ container }) => {
    expect(await container.run('sh', ['-c', 'echo a; echo b >&2; exit 5'])).toEqual({
      code: 5,
      output: 'a\nb\n',
    });
  });

  test('kill of the shell takes its programs along', async ({ container }) => {
    await container.write({
      'server.mjs':
        "import http from 'node:http'; http.createServer().listen(3000, () => console.log('listening'))",
    });
    const jsh = await shell(container);
    await enter(jsh, 'node server.mjs', 'listening');
    await jsh.kill();
    expect((await jsh.done()).code).toBe(143);
    const { output } = await container.runCode(
      "import http from 'node:http'; http.createServer().listen(3000, function () { console.log('free'); this.close() })",
    );
    expect(output).toBe('free\n');
  });
});
