/** Code of a learner reaches nothing of the page, the site, the browser or another container. */
import { type Container, expect, test } from './harness.ts';

/** Each is an expression (or statements with `return`) that a way out would make succeed. */
const WAYS_OUT: Record<string, string> = {
  'document, window, parent, top, frames':
    "return ['document', 'window', 'parent', 'top', 'frames', 'opener'].filter((name) => globalThis[name] !== undefined)",
  'the same through Function':
    "return ['document', 'window', 'parent', 'top'].filter((name) => Function('return this')()[name] !== undefined)",
  'the same through eval':
    "return ['document', 'window', 'parent', 'top'].filter((name) => (0, eval)('this')[name] !== undefined)",
  cookies:
    "return [typeof document === 'undefined' ? '' : document.cookie, ...(globalThis.cookieStore ? await cookieStore.getAll() : [])].filter(Boolean)",
  'localStorage and sessionStorage':
    "return [platform('localStorage'), platform('sessionStorage')].filter(Boolean)",
  indexedDB:
    "return await new Promise((resolve) => { const open = platform('indexedDB').open('x'); open.onsuccess = () => resolve(['opened']); open.onerror = () => resolve([]) })",
  caches: "return [await platform('caches').open('x')]",
  'the service worker': 'return [navigator.serviceWorker].filter(Boolean)',
  'the private file system': 'return [await platform("navigator").storage.getDirectory()]',
  'a synchronous request':
    "const x = new XMLHttpRequest(); x.open('GET', SITE + 'secret.txt', false); x.send(); return [x.responseText]",
  'fetch of the site': "return [await (await fetch(SITE + 'secret.txt')).text()]",
  'the platform’s own fetch of the site':
    "return [await (await platform('fetch')(SITE + 'secret.txt')).text()]",
  'a request that needs no answer':
    "return [await platform('fetch')(SITE + 'secret.txt', { mode: 'no-cors' })]",
  'importScripts of the site': "platform('importScripts')(SITE + 'page.js'); return ['loaded']",
  'import() of the site': "return [await Function('url', 'return import(url)')(SITE + 'page.js')]",
  'import() of a data: address that asks the site':
    "return [(await Function('url', 'return import(url)')('data:text/javascript,export default await (await fetch(\"' + SITE + 'secret.txt\")).text()')).default]",
  'a worker of its own':
    "return await new Promise((resolve) => { const w = new Worker('data:text/javascript,postMessage(1)'); w.onmessage = () => resolve(['started']); w.onerror = () => resolve([]) })",
  'a WebSocket to the site':
    "return await new Promise((resolve) => { const s = new WebSocket(SITE.replace('http', 'ws')); s.onopen = () => resolve(['open']); s.onerror = () => resolve([]) })",
  'an EventSource to the site':
    "return await new Promise((resolve) => { const s = new EventSource(SITE); s.onopen = () => resolve(['open']); s.onerror = () => resolve([]) })",
  'another realm through the constructors of bound natives':
    "return [setTimeout, structuredClone, queueMicrotask, TextDecoder, MessageChannel, Blob, performance.now].map((f) => f.constructor('return typeof document + typeof window + typeof parent')()).filter((text) => text !== 'undefinedundefinedundefined')",
  'a broadcast to the page':
    "return await new Promise((resolve) => { new BroadcastChannel('contract').onmessage = ({ data }) => resolve([data]); new BroadcastChannel('contract').postMessage('from a process'); setTimeout(resolve, 300, []) }).then((got) => got.filter((text) => text === 'from the page'))",
  'the origin of the site':
    "return [platform('origin'), platform('location')?.origin].filter((origin) => origin && origin !== 'null')",
};

async function attempt(container: Container, code: string): Promise<string> {
  const site = new URL('/', container.page.url()).href;
  const { output } = await container.runCode(`
    const SITE = ${JSON.stringify(site)};
    /** A property of the platform's global scope, as its prototypes have it. */
    const platform = (name) => {
      for (let o = Object.getPrototypeOf(globalThis); o; o = Object.getPrototypeOf(o)) {
        const found = Object.getOwnPropertyDescriptor(o, name);
        if (found) return found.get ? found.get.call(globalThis) : found.value.bind(globalThis);
      }
      return globalThis[name];
    };
    try {
      const found = await (async () => { ${code} })();
      console.log(found.length === 0 ? 'nothing' : 'REACHED ' + found.map(String).join());
    } catch (error) { console.log('nothing: ' + String(error?.message ?? error).split('\\n')[0]) }
    process.exit();
  `);
  test.info().annotations.push({ type: 'answer', description: output.trim() });
  return output;
}

test.describe('from a process there is no way to', () => {
  for (const [way, code] of Object.entries(WAYS_OUT)) {
    test(way, async ({ container }) => {
      await container.page.evaluate(() => {
        void cookieStore.set('secret', '1');
        localStorage.setItem('secret', '1');
        const channel = new BroadcastChannel('contract');
        channel.onmessage = () => channel.postMessage('from the page');
      });
      expect(await attempt(container, code)).toMatch(/^nothing/);
    });
  }

  test('the page: no message of a process arrives there, whatever it posts', async ({ container }) => {
    await container.page.evaluate(() => {
      const seen: unknown[] = [];
      Object.assign(globalThis, { seen });
      addEventListener('message', (event) => seen.push(event.data));
    });
    await container.runCode(`
      for (let o = globalThis; o; o = Object.getPrototypeOf(o)) {
        const post = Object.getOwnPropertyDescriptor(o, 'postMessage')?.value;
        try { post?.call(globalThis, { type: 'warning', level: 'error', message: 'forged' }) } catch {}
        try { post?.call(globalThis, { type: 'init' }) } catch {}
      }
    `);
    expect(await container.page.evaluate(() => (globalThis as unknown as { seen: unknown[] }).seen)).toEqual(
      [],
    );
  });
});

test.describe('a forged message', () => {
  /** All the worker-level ways to speak: its own global scope, and messages it sends to itself. */
  const FORGE = (messages: string): string => `
    const posts = [];
    for (let o = globalThis; o; o = Object.getPrototypeOf(o)) { const d = Object.getOwnPropertyDescriptor(o, 'postMessage'); if (typeof d?.value === 'function') posts.push(d.value) }
    for (const message of ${messages}) {
      for (const post of posts) { try { post.call(globalThis, message) } catch {} }
      try { globalThis.dispatchEvent(new MessageEvent('message', { data: message, ports: [new MessageChannel().port1] })) } catch {}
    }`;

  test('on the worker’s own postMessage has no effect', async ({ container }) => {
    const victim = await container.start('node', [
      '-e',
      "console.log('victim'); setInterval(() => {}, 1000)",
    ]);
    await victim.until('victim');
    const { code, output } = await container.runCode(`
      ${FORGE("[{ type: 'exit', code: 99, signal: 0 }, { type: 'kill', pid: 1, signal: 9 }, { type: 'kill', pid: 2, signal: 9 }, { type: 'output', fd: 1, data: new TextEncoder().encode('FORGED') }, { type: 'terminate', worker: 1 }, { type: 'start', worker: 1 }, { type: 'load', source: '' }, 'link']")}
      setTimeout(() => { console.log('still here'); process.exitCode = 3 }, 200);
    `);
    expect({ code, output }).toEqual({ code: 3, output: 'still here\n' });
    expect(await victim.exited()).toBeNull();
    // And new processes still start.
    expect((await container.run('node', ['-p', '1'])).output).toBe('1\n');
  });

  test('patched prototypes of MessagePort do not give a program the kernel’s port', async ({ container }) => {
    const { output } = await container.runCode(`
      const caught = [];
      const original = MessagePort.prototype.postMessage;
      MessagePort.prototype.postMessage = function (message, ...rest) { caught.push([this, message]); return original.call(this, message, ...rest) };
      const { writeFileSync } = await import('node:fs');
      writeFileSync('a.txt', 'x');
      await new Promise((resolve) => setTimeout(resolve, 50));
      const kernel = caught.find(([, message]) => message?.type === 'fs');
      console.log(kernel ? 'caught' : 'nothing');
    `);
    expect(output).toBe('nothing\n');
  });
});

test.describe('nothing outlives kill', () => {
  test('no timer, no server, no child, no file write after the end', async ({ container }) => {
    await container.write({
      'child.mjs':
        "import fs from 'node:fs'; console.log('child'); setInterval(() => fs.appendFileSync('beat.txt', 'c'), 10)",
    });
    const process = await container.startCode(`
      import fs from 'node:fs'; import { spawn } from 'node:child_process';
      setInterval(() => fs.appendFileSync('beat.txt', 'p'), 10);
      spawn('node', ['child.mjs'], { stdio: 'inherit', detached: true }).unref();
    `);
    await process.until('child');
    await process.kill();
    await process.done();
    const size = (): Promise<number> => container.read('beat.txt').then((text) => text.length);
    const before = await size();
    await container.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
    expect(await size()).toBe(before);
  });

  test('a worker made by determined means ends with its process', async ({ container }) => {
    const process = await container.startCode(`
      const W = globalThis.Worker ?? Object.getPrototypeOf(Object.getPrototypeOf(globalThis)).Worker;
      console.log('has ' + typeof W);
      setInterval(() => {}, 1000);
    `);
    expect(await process.until('has ')).toContain('has undefined');
  });
});
