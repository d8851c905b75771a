import { expect, plain, TERMINAL, test } from './harness.ts';

test.describe('a terminal', () => {
  test('is seen by the program, with its size, and turns \\n into CRLF', async ({ container }) => {
    const { output } = await container.runCode(
      'const { stdin, stdout, stderr } = process; console.log(stdin.isTTY, stdout.isTTY, stderr.isTTY, stdout.columns, stdout.rows, stdout.getWindowSize(), process.env.TERM)',
      { terminal: { cols: 100, rows: 30 } },
    );
    expect(plain(output)).toBe('true true true 100 30 [ 100, 30 ] xterm-256color\n');
    expect(output).toContain('\r\n');
  });

  test('has colours', async ({ container }) => {
    const { output } = await container.runCode('console.log({ a: 1 })', TERMINAL);
    expect(output).toBe('{ a: \x1b[33m1\x1b[39m }\r\n');
  });

  test('resize reaches the program: columns, rows, the resize event and SIGWINCH', async ({ container }) => {
    const process = await container.startCode(
      `process.stdout.on('resize', () => console.log(\`resize \${process.stdout.columns} \${process.stdout.rows}\`));
       process.on('SIGWINCH', () => { console.log('SIGWINCH'); });
       setInterval(() => {}, 1000); console.log('ready')`,
      TERMINAL,
    );
    await process.until('ready');
    await process.resize(132, 43);
    await process.until('resize 132 43');
    await process.until('SIGWINCH');
  });

  test('in cooked mode echoes, edits the line, and gives it when Enter is pressed', async ({ container }) => {
    const process = await container.startCode(
      "process.stdin.setEncoding('utf8').on('data', (line) => console.log(JSON.stringify(line))); console.log('ready')",
      TERMINAL,
    );
    await process.until('ready');
    await process.mark();
    await process.type('hellp');
    await process.type('\x7f');
    await process.type('o\r');
    expect(await process.until('"hello\\n"')).toContain('hellp\b \bo\r\n');
    await process.type('all of this\x15gone\r');
    await process.until('"gone\\n"');
  });

  test('Ctrl-D on an empty line is the end of the input', async ({ container }) => {
    const process = await container.startCode(
      "process.stdin.on('data', () => {}).on('end', () => { console.log('ended'); process.exitCode = 5 }); console.log('ready')",
      TERMINAL,
    );
    await process.until('ready');
    await process.type('\x04');
    const { code, output } = await process.done();
    expect({ code, ended: output.includes('ended') }).toEqual({ code: 5, ended: true });
  });

  test('Ctrl-C ends the program with 130', async ({ container }) => {
    const process = await container.startCode("console.log('ready'); setInterval(() => {}, 1000)", TERMINAL);
    await process.until('ready');
    await process.type('\x03');
    const { code, output } = await process.done();
    expect(code).toBe(130);
    expect(output).toContain('^C');
  });

  test('Ctrl-C goes to the program’s own handler when it has one', async ({ container }) => {
    const process = await container.startCode(
      "process.on('SIGINT', () => { console.log('closing'); process.exit(0) }); console.log('ready'); setInterval(() => {}, 1000)",
      TERMINAL,
    );
    await process.until('ready');
    await process.type('\x03');
    const { code, output } = await process.done();
    expect(code).toBe(0);
    expect(output).toContain('closing');
  });

  test('raw mode gives each key as it is, without echo, Ctrl-C too', async ({ container }) => {
    const process = await container.startCode(
      "process.stdin.setRawMode(true); process.stdin.on('data', (key) => { console.log(JSON.stringify(key.toString())); if (key[0] === 3) process.exit(0) }); console.log('ready')",
      TERMINAL,
    );
    await process.until('ready');
    await process.mark();
    await process.type('a');
    await process.until('"a"');
    await process.type('\x1b[A');
    await process.until('"\\u001b[A"');
    await process.type('\x03');
    const { code, output } = await process.done();
    expect(code).toBe(0);
    expect(output).toBe('ready\r\n"a"\r\n"\\u001b[A"\r\n"\\u0003"\r\n');
  });

  test('readline asks and takes the answer', async ({ container }) => {
    const process = await container.startCode(
      `import { createInterface } from 'node:readline/promises';
       const rl = createInterface({ input: process.stdin, output: process.stdout });
       const name = await rl.question('Name? ');
       console.log('Hello ' + name); rl.close();`,
      TERMINAL,
    );
    await process.until('Name? ');
    await process.type('Ada\r');
    await process.until('Hello Ada');
    expect((await process.done()).code).toBe(0);
  });

  test('text typed before the program reads is not lost', async ({ container }) => {
    const process = await container.startCode(
      "setTimeout(() => process.stdin.once('data', (line) => { console.log('late ' + line); process.exit() }), 200)",
      TERMINAL,
    );
    await process.type('early\r');
    await process.until('late early');
  });
});
