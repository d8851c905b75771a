/** Modules: what is imported, and how a failure is told. */
import { expect, test } from './harness.ts';

test.describe('modules', () => {
  test('packages, subpaths, conditions, #imports, JSON, CommonJS, createRequire', async ({ container }) => {
    await container.write({
      'package.json': '{ "name": "p", "type": "module", "imports": { "#x": "./x.js" }, "exports": "./x.js" }',
      'x.js': "export const x = 1; export default 'd';",
      'data.json': '{ "a": 1 }',
      'c.cjs': 'module.exports = { n: 1 };',
      'node_modules/dep/package.json':
        '{ "name": "dep", "exports": { ".": { "import": "./i.mjs", "require": "./r.cjs" }, "./sub": "./sub.mjs" } }',
      'node_modules/dep/i.mjs': "export default 'import';",
      'node_modules/dep/r.cjs': "module.exports = 'require';",
      'node_modules/dep/sub.mjs': 'export const sub = 1;',
    });
    const { code, output } = await container.runCode(`
      import { x } from '#x'; import { x as self } from 'p';
      import data from './data.json' with { type: 'json' };
      import c, { n } from './c.cjs';
      import dep from 'dep'; import { sub } from 'dep/sub';
      import { createRequire } from 'node:module';
      const require = createRequire(import.meta.url);
      console.log(JSON.stringify([x, self, data, c, n, dep, sub, require('dep'), require('./data.json'), import.meta.resolve('dep')]));
    `);
    expect({ code, output: JSON.parse(output) }).toEqual({
      code: 0,
      output: [
        1,
        1,
        { a: 1 },
        { n: 1 },
        1,
        'import',
        1,
        'require',
        { a: 1 },
        'file:///home/project/node_modules/dep/i.mjs',
      ],
    });
  });

  test('a default and a namespace in one import', async ({ container }) => {
    await container.write({ 'x.mjs': "export default 5; export const y = 'why';" });
    expect(
      (await container.runCode("import d, * as ns from './x.mjs'; console.log(d, ns.y, ns.default)")).output,
    ).toBe('5 why 5\n');
  });

  test('cycles, with live bindings and export *', async ({ container }) => {
    await container.write({
      'a.mjs':
        "import { b } from './b.mjs'; export const a = 'a'; export function both() { return a + b } export * from './c.mjs';",
      'b.mjs':
        "import { both, c } from './a.mjs'; export const b = 'b'; export const tell = () => console.log(both(), c);",
      'c.mjs': "export const c = 'c';",
    });
    expect(await container.runCode("import './a.mjs'; import { tell } from './b.mjs'; tell()")).toEqual({
      code: 0,
      output: 'ab c\n',
    });
  });

  test('dynamic import gives the same module', async ({ container }) => {
    await container.write({ 'x.mjs': 'export let n = 0; export const more = () => ++n;' });
    const { output } = await container.runCode(
      "import * as a from './x.mjs'; const name = './x.mjs'; const b = await import(name); b.more(); console.log(a === b, a.n)",
    );
    expect(output).toBe('true 1\n');
  });

  test('top-level await holds the modules that import it', async ({ container }) => {
    await container.write({
      'slow.mjs': "await new Promise((r) => setTimeout(r, 20)); console.log('slow'); export const v = 1;",
    });
    expect((await container.runCode("import { v } from './slow.mjs'; console.log('main', v)")).output).toBe(
      'slow\nmain 1\n',
    );
  });

  test('types are taken away: interfaces, generics, satisfies, type-only imports', async ({ container }) => {
    await container.write({
      'lib.ts':
        "export interface I { a: number } export type T = string; export const v: T = 'v'; export class K implements I { a = 1 }",
      'main.ts':
        "import { type I, v, K } from './lib.ts'; import type { T } from './lib.ts'; const t = <A,>(a: A): A => a; const s: T = t<T>(v)!; const i = new K() satisfies I as I; console.log(s, i);",
    });
    expect(await container.run('node', ['main.ts'])).toEqual({ code: 0, output: 'v K { a: 1 }\n' });
  });

  test('a package that is not there names itself and who asked', async ({ container }) => {
    const { code, output } = await container.runCode("import 'nope'");
    expect(code).toBe(1);
    expect(output).toContain("Cannot find package 'nope' imported from /home/project/main.mjs");
  });

  for (const [what, statement, sentence] of [
    [
      'a module of Node that is not here',
      "await import('node:sqlite')",
      'The module node:sqlite is not in the built-in host. Choose StackBlitz',
    ],
    [
      'execSync',
      "(await import('node:child_process')).execSync('ls')",
      'which the built-in host does not have. Choose StackBlitz',
    ],
    [
      'a worker thread',
      "new (await import('node:worker_threads')).Worker('./x.js')",
      'is not in the built-in host yet: choose StackBlitz',
    ],
    [
      'TLS',
      "(await import('node:https')).get('https://example.com')",
      'which the built-in host does not have',
    ],
    [
      'a vm context',
      "(await import('node:vm')).runInNewContext('1')",
      'not in the built-in host: choose StackBlitz',
    ],
  ] as const) {
    test(`what this host lacks is said in a sentence: ${what}`, async ({ container }) => {
      const { code, output } = await container.runCode(statement);
      expect(code).toBe(1);
      expect(output).toContain(sentence);
    });
  }
});

test.describe('AsyncLocalStorage', () => {
  test('is carried through timers, ticks and event listeners', async ({ container }) => {
    const { output } = await container.runCode(`
      import { AsyncLocalStorage } from 'node:async_hooks';
      const als = new AsyncLocalStorage();
      als.run('one', () => { setTimeout(() => console.log('timer', als.getStore()), 1); process.nextTick(() => console.log('tick', als.getStore())); setImmediate(() => console.log('immediate', als.getStore())) });
      console.log('outside', als.getStore());
    `);
    expect(output.split('\n').sort()).toEqual([
      '',
      'immediate one',
      'outside undefined',
      'tick one',
      'timer one',
    ]);
  });

  test.fixme('is carried through await', {
    annotation: {
      type: 'missing',
      description:
        'Async functions are not lowered yet (transform/worker.ts), and promise callbacks do not carry the frame: getStore() is undefined after every await.',
    },
  }, async ({ container }) => {
    const { output } = await container.runCode(`
        import { AsyncLocalStorage } from 'node:async_hooks'; import http from 'node:http'; import { setTimeout as sleep } from 'node:timers/promises';
        const als = new AsyncLocalStorage();
        const server = http.createServer((request, response) => als.run(request.url, async () => {
          await sleep(request.url === '/a' ? 30 : 5);
          response.end(String(als.getStore()));
        })).listen(3000, async () => {
          const get = async (path) => (await fetch('http://localhost:3000' + path)).text();
          console.log(await Promise.all([get('/a'), get('/b')]));
          server.close();
        });
      `);
    expect(output).toBe("[ '/a', '/b' ]\n");
  });
});
