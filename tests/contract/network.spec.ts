/** HTTP and TCP among the processes of one container. */
import { type Container, expect, test } from './harness.ts';

/** Writes `server.mjs` and waits until it says `up`. */
async function serve(container: Container, code: string) {
  await container.write({ 'server.mjs': code });
  const process = await container.start('node', ['server.mjs']);
  await process.until('up');
  return process;
}

test.describe('a port that is taken', () => {
  const MESSAGE =
    /Error: listen EADDRINUSE: address already in use :::3000\n[\s\S]*code: 'EADDRINUSE',\n {2}errno: -98,\n {2}syscall: 'listen',\n {2}address: '::',\n {2}port: 3000\n/;

  test('by another process: Node’s EADDRINUSE message, exit code 1', async ({ container }) => {
    await serve(
      container,
      "import http from 'node:http'; http.createServer().listen(3000, () => console.log('up'))",
    );
    const { code, output } = await container.runCode(
      "import http from 'node:http'; http.createServer().listen(3000)",
    );
    expect(code).toBe(1);
    expect(output).toMatch(MESSAGE);
    expect(output).toContain("Emitted 'error' event on Server instance at:");
  });

  test('by the same process', async ({ container }) => {
    const { code, output } = await container.runCode(
      "import http from 'node:http'; http.createServer().listen(3000, () => http.createServer().listen(3000))",
    );
    expect(code).toBe(1);
    expect(output).toMatch(MESSAGE);
  });

  test('by two that begin at the same moment: one of them gets the error event', async ({ container }) => {
    await container.write({
      'one.mjs':
        "import http from 'node:http'; http.createServer().on('error', (error) => { console.log(error.code); process.exit() }).listen(3000, () => { console.log('up'); setTimeout(() => process.exit(), 3000) })",
    });
    const ends = await Promise.all([container.run('node', ['one.mjs']), container.run('node', ['one.mjs'])]);
    expect(ends.map(({ output }) => output.trim().split('\n').at(-1)).sort()).toEqual(['EADDRINUSE', 'up']);
  });

  test('is free again when its server has closed, and when its process was killed', async ({ container }) => {
    const server = await serve(
      container,
      "import http from 'node:http'; http.createServer().listen(3000, () => console.log('up'))",
    );
    await server.kill();
    await server.done();
    const { output } = await container.runCode(`
      import http from 'node:http';
      const first = http.createServer().listen(3000, () => first.close(() => {
        const second = http.createServer().listen(3000, () => { console.log('again'); second.close() });
      }));
    `);
    expect(output).toBe('again\n');
  });

  test('port 0 gives a free one', async ({ container }) => {
    const { output } = await container.runCode(`
      import http from 'node:http';
      const ports = await Promise.all([1, 2].map(() => new Promise((resolve) => { const s = http.createServer().listen(0, () => { resolve(s.address().port); s.close() }) })));
      console.log(ports.every((port) => port > 1023), ports[0] !== ports[1]);
    `);
    expect(output).toBe('true true\n');
  });
});

test.describe('connections', () => {
  test('to a port where nobody listens are refused', async ({ container }) => {
    const { output } = await container.runCode(`
      import net from 'node:net';
      net.connect(3999, '127.0.0.1').on('error', (error) => console.log(error.code, error.syscall, error.address, error.port));
      try { await fetch('http://localhost:3999/') } catch (error) { console.log(error.message, error.cause.code) }
    `);
    expect(output.split('\n').sort()).toEqual([
      '',
      'ECONNREFUSED connect 127.0.0.1 3999',
      'fetch failed ECONNREFUSED',
    ]);
  });

  test('are reset when the other process is killed in the middle', async ({ container }) => {
    const server = await serve(
      container,
      "import net from 'node:net'; net.createServer((socket) => { socket.write('hello') }).listen(4000, () => console.log('up'))",
    );
    const client = await container.startCode(`
      import net from 'node:net';
      net.connect(4000).on('data', (data) => console.log(String(data))).on('error', (error) => console.log(error.code)).on('close', () => console.log('closed'));
    `);
    await client.until('hello');
    await server.kill();
    const { code, output } = await client.done();
    expect(code).toBe(0);
    expect(output).toMatch(/^hello\n(ECONNRESET\n)?closed\n$/);
  });

  test('carry half-closed streams', async ({ container }) => {
    const { output } = await container.runCode(`
      import net from 'node:net';
      const server = net.createServer({ allowHalfOpen: true }, (socket) => {
        let got = '';
        socket.on('data', (data) => { got += data }).on('end', () => socket.end('you said ' + got));
      }).listen(4000, () => {
        const socket = net.connect({ port: 4000, allowHalfOpen: true }, () => socket.end('all of it'));
        socket.on('data', (data) => console.log(String(data))).on('end', () => server.close());
      });
    `);
    expect(output).toBe('you said all of it\n');
  });

  test('have addresses', async ({ container }) => {
    const { output } = await container.runCode(`
      import net from 'node:net';
      const server = net.createServer((socket) => { console.log(socket.remoteAddress, socket.remotePort > 1023, socket.localPort); socket.end(); server.close() })
        .listen(4000, '127.0.0.1', () => { console.log(JSON.stringify(server.address())); net.connect(4000, '127.0.0.1').resume() });
    `);
    expect(output).toContain('127.0.0.1 true 4000\n');
    expect(output).toContain('"address":"127.0.0.1"');
  });

  test('with back-pressure: a reader that waits stops the writer, and nothing is lost of 8 MB', async ({
    container,
  }) => {
    const sender = await serve(
      container,
      `import net from 'node:net'; import { createHash } from 'node:crypto'; import { once } from 'node:events';
       const SIZE = 8 * 1024 * 1024;
       net.createServer(async (socket) => {
         const hash = createHash('sha256');
         let sent = 0, waited = 0;
         for (let i = 0; sent < SIZE; i++) {
           const chunk = Buffer.alloc(64 * 1024, i % 251);
           hash.update(chunk); sent += chunk.length;
           if (!socket.write(chunk)) {
             if (waited++ === 0) setTimeout(() => console.log('held back at', sent, 'of', SIZE, sent < SIZE / 4), 300);
             await once(socket, 'drain');
           }
         }
         socket.end();
         console.log('sent', sent, hash.digest('hex'));
       }).listen(4000, () => console.log('up'))`,
    );
    const receiver = await container.startCode(`
      import net from 'node:net'; import { createHash } from 'node:crypto';
      const hash = createHash('sha256'); let size = 0;
      const socket = net.connect(4000);
      socket.pause();
      process.stdin.once('data', () => socket.resume());
      socket.on('data', (chunk) => { hash.update(chunk); size += chunk.length }).on('end', () => { console.log('got', size, hash.digest('hex')); process.exit() });
      console.log('paused');
    `);
    await receiver.until('paused');
    // The writer stands still for as long as nobody reads.
    expect(await sender.until('held back at')).toMatch(/held back at \d+ of 8388608 true/);
    expect(await sender.text()).not.toContain('sent');
    await receiver.type('go\n');
    const got = /got (\d+) (\w+)/.exec((await receiver.done()).output);
    const sent = /sent (\d+) (\w+)/.exec(await sender.until('sent '));
    expect(got?.slice(1)).toEqual(sent?.slice(1));
    expect(got?.[1]).toBe(String(8 * 1024 * 1024));
  });
});

test.describe('HTTP', () => {
  test('between two processes: method, path, headers, body, status', async ({ container }) => {
    await serve(
      container,
      `import http from 'node:http';
       http.createServer(async (request, response) => {
         let body = ''; for await (const chunk of request) body += chunk;
         response.writeHead(201, { 'x-answer': 'yes', 'content-type': 'application/json' });
         response.end(JSON.stringify({ method: request.method, url: request.url, word: request.headers['x-word'], body }));
       }).listen(3000, () => console.log('up'))`,
    );
    const { output } = await container.runCode(`
      import http from 'node:http';
      const request = http.request({ port: 3000, method: 'POST', path: '/a?b=1', headers: { 'X-Word': 'w' } }, async (response) => {
        let body = ''; for await (const chunk of response) body += chunk;
        console.log(response.statusCode, response.statusMessage, response.headers['x-answer'], body);
      });
      request.end('the body');
      const response = await fetch('http://localhost:3000/f', { method: 'PUT', body: JSON.stringify({ a: 1 }), headers: { 'x-word': 'é'.normalize('NFC') && 'f' } });
      console.log(response.status, response.headers.get('x-answer'), JSON.stringify(await response.json()));
    `);
    expect(output.split('\n').sort()).toEqual([
      '',
      '201 Created yes {"method":"POST","url":"/a?b=1","word":"w","body":"the body"}',
      '201 yes {"method":"PUT","url":"/f","word":"f","body":"{\\"a\\":1}"}',
    ]);
  });

  test('fetch streams: the first chunk is there before the last was sent', async ({ container }) => {
    await serve(
      container,
      `import http from 'node:http';
       http.createServer((request, response) => {
         if (request.url === '/go') { open?.end('last'); return response.end(); }
         globalThis.open = response; response.write('first');
       }).listen(3000, () => console.log('up'))`,
    );
    const { code, output } = await container.runCode(`
      const response = await fetch('http://localhost:3000/');
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      console.log((await reader.read()).value);
      await fetch('http://localhost:3000/go');
      console.log((await reader.read()).value, (await reader.read()).done);
    `);
    expect({ code, output }).toEqual({ code: 0, output: 'first\nlast true\n' });
  });

  test('fetch can be aborted, and the server notices', async ({ container }) => {
    const server = await serve(
      container,
      `import http from 'node:http';
       http.createServer((request, response) => { response.on('close', () => console.log('closed, finished:', response.writableFinished)); response.write('first') }).listen(3000, () => console.log('up'))`,
    );
    const { code, output } = await container.runCode(`
      const controller = new AbortController();
      const response = await fetch('http://localhost:3000/', { signal: controller.signal });
      controller.abort();
      try { await response.text() } catch (error) { console.log(error.name) }
      try { await (await fetch('http://localhost:3000/', { signal: AbortSignal.timeout(50) })).text() } catch (error) { console.log(error.name) }
    `);
    expect({ code, output }).toEqual({ code: 0, output: 'AbortError\nTimeoutError\n' });
    await server.until('closed, finished: false');
  });

  test('server.close waits for what is under way', async ({ container }) => {
    const { output } = await container.runCode(`
      import http from 'node:http';
      const server = http.createServer((request, response) => {
        server.close(() => console.log('closed'));
        setTimeout(() => response.end('late answer'), 50);
      }).listen(3000, async () => console.log(await (await fetch('http://localhost:3000/')).text()));
    `);
    expect(output).toBe('late answer\nclosed\n');
  });

  test('keeps connections alive, many requests at once', async ({ container }) => {
    await serve(
      container,
      "import http from 'node:http'; http.createServer((request, response) => response.end(request.url)).listen(3000, () => console.log('up'))",
    );
    const { output } = await container.runCode(`
      const answers = await Promise.all(Array.from({ length: 200 }, async (_, i) => (await fetch('http://localhost:3000/' + i)).text()));
      console.log(answers.every((answer, i) => answer === '/' + i));
    `);
    expect(output).toBe('true\n');
  });

  test('a server that throws in a handler ends with the error, and the client sees the connection go', async ({
    container,
  }) => {
    const server = await serve(
      container,
      "import http from 'node:http'; http.createServer(() => { throw new Error('handler broke') }).listen(3000, () => console.log('up'))",
    );
    const { output } = await container.runCode(
      "try { await fetch('http://localhost:3000/') } catch (error) { console.log(error.message, error.cause.code ?? error.cause.message) }",
    );
    expect(output).toMatch(/^fetch failed (UND_ERR_SOCKET|ECONNRESET|other side closed)\n$/);
    const end = await server.done();
    expect(end.code).toBe(1);
    expect(end.output).toContain('Error: handler broke');
  });
});

test.describe('files between processes', () => {
  test('what was written before a request is read after it arrived, each time', async ({ container }) => {
    await serve(
      container,
      `import http from 'node:http'; import { readFileSync } from 'node:fs';
       http.createServer((request, response) => response.end(readFileSync('shared.txt', 'utf8'))).listen(3000, () => console.log('up'))`,
    );
    const { output } = await container.runCode(`
      import { writeFileSync } from 'node:fs';
      let stale = 0;
      for (let i = 0; i < 200; i++) {
        writeFileSync('shared.txt', 'version ' + i);
        if (await (await fetch('http://localhost:3000/')).text() !== 'version ' + i) stale++;
      }
      console.log('stale', stale);
    `);
    expect(output).toBe('stale 0\n');
  });

  test('what the server wrote before it answered is read after the answer', async ({ container }) => {
    await serve(
      container,
      `import http from 'node:http'; import { writeFileSync } from 'node:fs';
       let i = 0;
       http.createServer((request, response) => { writeFileSync('answer.txt', 'v' + i); response.end('v' + i++) }).listen(3000, () => console.log('up'))`,
    );
    const { output } = await container.runCode(`
      import { readFileSync } from 'node:fs';
      let stale = 0;
      for (let i = 0; i < 100; i++) if (await (await fetch('http://localhost:3000/')).text() !== readFileSync('answer.txt', 'utf8')) stale++;
      console.log('stale', stale);
    `);
    expect(output).toBe('stale 0\n');
  });

  test('the page sees what a process wrote when it has ended, and a process what the page wrote', async ({
    container,
  }) => {
    await container.runCode(
      "import fs from 'node:fs'; fs.mkdirSync('out'); fs.writeFileSync('out/a.bin', Uint8Array.of(0, 255))",
    );
    expect(
      await container.page.evaluate(async () => [...(await contract.container.fs.readFile('out/a.bin'))]),
    ).toEqual([0, 255]);
    await container.page.evaluate(() => contract.container.fs.writeFile('in.txt', 'from the page'));
    expect(
      (await container.runCode("import fs from 'node:fs'; console.log(fs.readFileSync('in.txt', 'utf8'))"))
        .output,
    ).toBe('from the page\n');
  });

  test('fs.watch in a process tells of the page’s edits', async ({ container }) => {
    await container.write({ 'a.txt': '1' });
    const watcher = await container.startCode(
      "import fs from 'node:fs'; fs.watch('a.txt', (event, name) => { console.log(event, name, fs.readFileSync('a.txt', 'utf8')); process.exit() }); console.log('ready')",
    );
    await watcher.until('ready');
    await container.page.evaluate(() => contract.container.fs.writeFile('a.txt', '2'));
    await watcher.until('change a.txt 2');
  });

  test('what a killed process wrote before is kept whole', async ({ container }) => {
    const writer = await container.startCode(
      "import fs from 'node:fs'; fs.writeFileSync('done.txt', 'x'.repeat(100_000)); console.log('written'); while (true) {}",
    );
    await writer.until('written');
    await writer.kill();
    await writer.done();
    expect((await container.read('done.txt')).length).toBe(100_000);
  });
});
