/** Programs that misbehave: the page stays alive, and what they did can be read. */
import { type Container, expect, type Handle, plain, TERMINAL, test } from './harness.ts';

/** Longest task of the page, in milliseconds, that a person does not feel as a hang. */
const LONGEST_TASK = 200;
/** Milliseconds within which Stop must have worked. */
const STOPPED_WITHIN = 500;

/** Ends the process and gives the milliseconds until its exit was known to the page. */
async function stop(container: Container, index: number): Promise<number> {
  return container.page.evaluate(async (id) => {
    const started = performance.now();
    contract.kill(id);
    await contract.finished(id);
    return performance.now() - started;
  }, index);
}

/** Waits for the end of a process, then gives the page's longest task, in milliseconds. */
const longestTask = (container: Container, process: Handle): Promise<number> =>
  container.page.evaluate(async (id) => {
    await contract.finished(id);
    // Entries are delivered a little after the task they are about.
    await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1000 }));
    return Math.max(0, ...contract.takeLongTasks());
  }, process.id);

test.describe('an endless loop', () => {
  for (const options of [{}, TERMINAL]) {
    test(`is killed at once and the page stays free ${'terminal' in options ? 'with' : 'without'} a terminal`, async ({
      container,
    }) => {
      await container.page.evaluate(() => contract.takeLongTasks());
      const process = await container.startCode("console.log('busy'); while (true) {}", options);
      await process.until('busy');
      // The page answers while the program spins.
      await container.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
      expect(await stop(container, process.id)).toBeLessThan(STOPPED_WITHIN);
      expect(await longestTask(container, process)).toBeLessThan(LONGEST_TASK);
      expect((await process.done()).code).toBe(143);
    });
  }

  test('with SIGTERM handled still ends: kill() is the end', async ({ container }) => {
    const process = await container.startCode(
      "process.on('SIGTERM', () => {}); console.log('busy'); while (true) {}",
    );
    await process.until('busy');
    expect(await stop(container, process.id)).toBeLessThan(STOPPED_WITHIN);
  });

  test('Ctrl-C ends it', async ({ container }) => {
    const process = await container.startCode("console.log('busy'); while (true) {}", TERMINAL);
    await process.until('busy');
    await process.type('\x03');
    expect((await process.done()).code).toBe(130);
  });

  test('of promises is killed too', async ({ container }) => {
    const process = await container.startCode(
      "console.log('busy'); const again = () => Promise.resolve().then(again); again();",
    );
    await process.until('busy');
    expect(await stop(container, process.id)).toBeLessThan(STOPPED_WITHIN);
  });
});

test.describe('a flood of output', () => {
  test('of 1,000,000 lines in a terminal: first and last lines, a notice, a free page', async ({
    container,
  }) => {
    test.setTimeout(60_000);
    await container.page.evaluate(() => contract.takeLongTasks());
    const process = await container.startCode(
      "for (let i = 1; i <= 1_000_000; i++) console.log('line ' + i)",
      TERMINAL,
    );
    // Before the output goes to the test, which is a long task of its own.
    expect(await longestTask(container, process)).toBeLessThanOrEqual(LONGEST_TASK);
    const { code, output } = await process.done();
    const text = plain(output);
    expect(code).toBe(0);
    expect(text.startsWith('line 1\nline 2\nline 3\n')).toBe(true);
    expect(text.endsWith('line 999999\nline 1000000\n')).toBe(true);
    const notice = /\[([\d,]+) lines \([\d.]+ MiB\) of output were dropped here/.exec(text);
    expect(notice, 'a notice of what was dropped').not.toBeNull();
    // Nothing is lost without being counted.
    const dropped = [...text.matchAll(/\[([\d,]+) lines \(/g)].reduce(
      (sum, match) => sum + Number((match[1] ?? '').replaceAll(',', '')),
      0,
    );
    expect((text.match(/^line \d+$/gm) ?? []).length + dropped).toBe(1_000_000);
  });

  test('without end is stopped within half a second', async ({ container }) => {
    await container.page.evaluate(() => contract.takeLongTasks());
    const process = await container.startCode("for (let i = 1; ; i++) console.log('line ' + i)", TERMINAL);
    await process.until('line 1000');
    expect(await stop(container, process.id)).toBeLessThan(STOPPED_WITHIN);
    expect(await longestTask(container, process)).toBeLessThanOrEqual(LONGEST_TASK);
  });

  test('that yields between lines is stopped within half a second, and says what it dropped', async ({
    container,
  }) => {
    const process = await container.startCode(
      "let i = 0; const more = () => { for (let k = 0; k < 5000; k++) console.log('line ' + ++i); setImmediate(more) }; more()",
      TERMINAL,
    );
    await process.until('lines (');
    expect(await process.text()).toContain('of output were dropped here');
    expect(await stop(container, process.id)).toBeLessThan(STOPPED_WITHIN);
  });

  test('to a pipe loses nothing', async ({ container }) => {
    const { output } = await container.runCode('for (let i = 1; i <= 200_000; i++) console.log(i)');
    expect(output).toBe(Array.from({ length: 200_000 }, (_, i) => `${i + 1}\n`).join(''));
  });
});

test.describe('errors', () => {
  test('a syntax error: file and line, the line, a caret, the message, exit code 1', async ({
    container,
  }) => {
    const { code, output } = await container.runCode('const a = 1;\nconst b = ;\n');
    expect(code).toBe(1);
    expect(output).toMatch(/^file:\/\/\/home\/project\/main\.mjs:2\nconst b = ;\n {10}\^+\n\nSyntaxError: /);
    expect(output).toContain('Node.js v24');
  });

  test('a syntax error in an imported TypeScript file names that file', async ({ container }) => {
    await container.write({ 'bad.ts': 'export const a: number = 1;\nexport function (\n' });
    const { code, output } = await container.runCode("import './bad.ts'; console.log('never')");
    expect(code).toBe(1);
    expect(output).toContain('file:///home/project/bad.ts:2\nexport function (\n');
    expect(output).not.toContain('never');
  });

  test('a syntax error in CommonJS', async ({ container }) => {
    await container.write({ 'main.cjs': 'const a = 1;\nconst b = ;\n' });
    const { code, output } = await container.run('node', ['main.cjs']);
    expect(code).toBe(1);
    expect(output).toMatch(/^\/home\/project\/main\.cjs:2\nconst b = ;\n {10}\^+\n\nSyntaxError: /);
  });

  const FAILING = [
    'type A = { a: string };',
    '',
    'function fail(a: A): never {',
    "  throw new TypeError('no ' + a.a);",
    '}',
    "fail({ a: 'luck' });",
    '',
  ].join('\n');

  test('an error nobody caught in a script: where, the line, a caret, the stack, exit code 1', async ({
    container,
  }) => {
    await container.write({ 'main.ts': FAILING });
    const { code, output } = await container.run('node', ['main.ts']);
    expect(code).toBe(1);
    expect(output).toMatch(
      /^\/home\/project\/main\.ts:4\n {2}throw new TypeError\('no ' \+ a\.a\);\n {2}\^\n\nTypeError: no luck\n/,
    );
    expect(output).toMatch(
      /\n {4}at fail \(\/home\/project\/main\.ts:4:9\)\n {4}at .*\/home\/project\/main\.ts:6:1/,
    );
    expect(output).toMatch(/\n\nNode\.js v24\.\d+\.\d+\n$/);
  });

  test('an error nobody caught in a module', async ({ container }) => {
    await container.write({ 'main.ts': `${FAILING}export {};\n` });
    const { code, output } = await container.run('node', ['main.ts']);
    expect(code).toBe(1);
    expect(output).toMatch(
      /^file:\/\/\/home\/project\/main\.ts:4\n {2}throw new TypeError\('no ' \+ a\.a\);\n {8}\^\n\nTypeError: no luck\n/,
    );
    expect(output).toContain(
      '\n    at fail (file:///home/project/main.ts:4:9)\n    at file:///home/project/main.ts:6:1\n',
    );
  });

  test('a script of TypeScript requires another one', async ({ container }) => {
    await container.write({
      'main.cts':
        "const { price } = require('./price.cts'); const total: number = price(2); console.log(total);",
      'price.cts': 'exports.price = (n: number): number => n * 21;',
    });
    expect(await container.run('node', ['main.cts'])).toEqual({ code: 0, output: '42\n' });
  });

  test('a rejection nobody handled prints as an error and exits with 1', async ({ container }) => {
    const { code, output } = await container.runCode(
      "Promise.reject(new RangeError('too far')); setTimeout(() => console.log('ne' + 'ver'), 500)",
    );
    expect(code).toBe(1);
    expect(output).toContain('RangeError: too far\n    at file:///home/project/main.mjs:1:16');
    expect(output).toMatch(/Node\.js v24/);
    expect(output).not.toContain('never');
  });

  test('a rejection with something that is no error names it', async ({ container }) => {
    const { code, output } = await container.runCode("Promise.reject('just text')");
    expect(code).toBe(1);
    expect(output).toContain(
      'This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "just text".',
    );
    expect(output).toContain("code: 'ERR_UNHANDLED_REJECTION'");
  });

  test('throwing something that is no error', async ({ container }) => {
    const { code, output } = await container.runCode('throw { reason: 1 }');
    expect(code).toBe(1);
    expect(output).toContain('{ reason: 1 }');
  });

  test('a throw in a timer, in a tick, in an event listener', async ({ container }) => {
    for (const code of [
      "setTimeout(() => { throw new Error('boom') }, 1); setTimeout(() => console.log('ne' + 'ver'), 200)",
      "process.nextTick(() => { throw new Error('boom') }); setTimeout(() => console.log('ne' + 'ver'), 200)",
      "import { EventEmitter } from 'node:events'; const e = new EventEmitter(); setImmediate(() => e.emit('error', new Error('boom'))); setTimeout(() => console.log('ne' + 'ver'), 200)",
    ]) {
      const end = await container.runCode(code);
      expect(end.code).toBe(1);
      expect(end.output).toContain('Error: boom');
      expect(end.output).not.toContain('never');
    }
  });

  test('uncaughtException and unhandledRejection handlers keep the process alive', async ({ container }) => {
    const { code, output } = await container.runCode(`
      process.on('uncaughtException', (error, origin) => console.log('caught', error.message, origin));
      process.on('unhandledRejection', (reason) => console.log('rejected', reason.message));
      setTimeout(() => { throw new Error('one') }, 1);
      Promise.reject(new Error('two'));
      setTimeout(() => console.log('alive'), 50);
    `);
    expect(code).toBe(0);
    expect(output.split('\n').sort()).toEqual(['', 'alive', 'caught one uncaughtException', 'rejected two']);
  });

  test('a module that is not there', async ({ container }) => {
    const { code, output } = await container.runCode("import './nowhere.js'");
    expect(code).toBe(1);
    expect(output).toContain(
      "Cannot find module '/home/project/nowhere.js' imported from /home/project/main.mjs",
    );
    expect(output).toContain("code: 'ERR_MODULE_NOT_FOUND'");
  });

  test('a name that a module does not export', async ({ container }) => {
    await container.write({ 'lib.mjs': 'export const a = 1;' });
    const { code, output } = await container.runCode("import { b } from './lib.mjs'; console.log('ran', b)");
    expect(code).toBe(1);
    expect(output).toContain(
      "SyntaxError: The requested module './lib.mjs' does not provide an export named 'b'",
    );
  });

  test('a script that is not there', async ({ container }) => {
    const { code, output } = await container.run('node', ['nowhere.js']);
    expect(code).toBe(1);
    expect(output).toContain("Error: Cannot find module '/home/project/nowhere.js'");
  });

  test('recursion without end is a RangeError', async ({ container }) => {
    const { code, output } = await container.runCode('function f() { return f() + 1 } f()');
    expect(code).toBe(1);
    expect(output).toContain('RangeError: Maximum call stack size exceeded');
  });
});
