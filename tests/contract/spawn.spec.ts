import { expect, test } from './harness.ts';

test.describe('spawn', () => {
  test('gives output as text and the exit code', async ({ container }) => {
    expect(await container.runCode("console.log('out é€'); process.exitCode = 7")).toEqual({
      code: 7,
      output: 'out é€\n',
    });
  });

  test('joins stdout and stderr in the order they were written', async ({ container }) => {
    const { output } = await container.runCode(
      "for (let i = 0; i < 300; i++) (i % 3 ? process.stdout : process.stderr).write(i + ' ')",
    );
    expect(output).toBe(Array.from({ length: 300 }, (_, i) => `${i} `).join(''));
  });

  test('never cuts a character in two', async ({ container }) => {
    const { output } = await container.runCode(
      "process.stdout.write('€'.repeat(100_000)); console.log('x' + '🚀'.repeat(50_000))",
    );
    expect(output).toBe(`${'€'.repeat(100_000)}x${'🚀'.repeat(50_000)}\n`);
  });

  test('passes arguments as they are', async ({ container }) => {
    const args = ['a b', '', '"q"', '$HOME', '*', '-x', '--', 'é'];
    const { output } = await container.run('node', [
      '-p',
      'JSON.stringify(process.argv.slice(1))',
      '--',
      ...args,
    ]);
    expect(JSON.parse(output)).toEqual(args);
  });

  test('passes the environment over the container’s own', async ({ container }) => {
    const { output } = await container.run(
      'node',
      [
        '-p',
        "JSON.stringify([process.env.WORD, process.env.NUMBER, process.env.FLAG, !!process.env.PATH, 'TERM' in process.env])",
      ],
      { env: { WORD: 'a b', NUMBER: 3, FLAG: true } },
    );
    expect(JSON.parse(output)).toEqual(['a b', '3', 'true', true, false]);
  });

  test('starts in cwd, relative to the working directory', async ({ container }) => {
    await container.write({ 'services/orders/a.txt': '' });
    const { output } = await container.run('node', ['-p', 'process.cwd()'], { cwd: 'services/orders' });
    expect(output).toBe('/home/project/services/orders\n');
  });

  test('a cwd that is not there is refused', async ({ container }) => {
    await expect(container.start('node', ['-v'], { cwd: 'nowhere' })).rejects.toThrow(/ENOENT/);
  });

  test('writes to the input of the program', async ({ container }) => {
    const process = await container.startCode(
      "process.stdin.setEncoding('utf8').on('data', (text) => { console.log('got ' + text.trim()); if (text.includes('end')) process.exit(3) }); console.log('ready')",
    );
    await process.until('ready');
    await process.type('hello\n');
    await process.until('got hello');
    await process.type('end\n');
    expect((await process.done()).code).toBe(3);
  });

  test('kill ends it with 143, and its children with it', async ({ container }) => {
    await container.write({
      'child.mjs': "console.log('child up'); setInterval(() => {}, 1000)",
      'main.mjs':
        "import { spawn } from 'node:child_process'; spawn('node', ['child.mjs'], { stdio: 'inherit' }); import 'node:http'; (await import('node:http')).createServer().listen(3000, () => console.log('parent up'))",
    });
    const process = await container.start('node', ['main.mjs']);
    await process.until('child up');
    await process.until('parent up');
    await process.kill();
    expect((await process.done()).code).toBe(143);
    // Its port is free again.
    const { output } = await container.runCode(
      "import http from 'node:http'; http.createServer().listen(3000, function () { console.log('free'); this.close() })",
    );
    expect(output).toBe('free\n');
  });

  test('a program that is not there is refused with ENOENT', async ({ container }) => {
    await expect(container.start('nonsense', ['x'])).rejects.toThrow('spawn nonsense ENOENT');
  });

  test('a file that may not be run is refused with EACCES', async ({ container }) => {
    await container.write({ 'data.txt': 'x' });
    await expect(container.start('./data.txt')).rejects.toThrow('spawn ./data.txt EACCES');
  });

  test('output: false gives no output, and the program runs to its end', async ({ container }) => {
    const { code, output } = await container.runCode(
      "for (let i = 0; i < 100_000; i++) console.log('line ' + i); process.exitCode = 4",
      { output: false },
    );
    expect({ code, output }).toEqual({ code: 4, output: '' });
  });

  test('many at once, each with its own output', async ({ container }) => {
    const outputs = await Promise.all(
      Array.from({ length: 6 }, (_, i) => container.run('node', ['-p', `${i} * 10`])),
    );
    expect(outputs.map(({ output }) => output)).toEqual(['0\n', '10\n', '20\n', '30\n', '40\n', '50\n']);
  });

  test('output that nobody reads does not hold other programs up', async ({ container }) => {
    const answer = await container.page.evaluate(async () => {
      await contract.container.spawn('node', ['-e', "setInterval(() => console.log('x'.repeat(10_000)), 0)"]);
      return contract.done(await contract.start('node', ['-p', '1 + 1'], {}));
    });
    expect(answer).toEqual({ code: 0, output: '2\n' });
  });
});

test.describe('a program without a terminal', () => {
  test('knows that it has none', async ({ container }) => {
    const { output } = await container.runCode(
      'console.log(process.stdout.isTTY, process.stdin.isTTY, process.stdout.columns); console.log({ a: 1 })',
    );
    expect(output).toBe('undefined undefined undefined\n{ a: 1 }\n');
  });
});
