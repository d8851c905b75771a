import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject, type Project, type Run, run } from './support.ts';

let project: Project;
let server: Server;
let base = '';
let closedPort = 0;

beforeAll(async () => {
  project = makeProject({ 'body.txt': 'one\ntwo\n', 'data.json': '{"a":1}' });
  server = createServer((request, response) => {
    response.sendDate = false;
    const body: Buffer[] = [];
    request.on('data', (chunk: Buffer) => body.push(chunk));
    request.on('end', () => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      if (pathname === '/hello') response.setHeader('Content-Type', 'text/plain').end('hello');
      else if (pathname === '/echo') {
        const { method, url, rawHeaders } = request;
        response.setHeader('Content-Type', 'application/json');
        response.end(JSON.stringify({ method, url, rawHeaders, body: Buffer.concat(body).toString() }));
      } else if (pathname === '/missing') response.writeHead(404).end('nope\n');
      else if (pathname === '/moved') response.writeHead(302, { Location: '/hello' }).end('moved');
      else if (pathname === '/repeat')
        response.writeHead(307, { Location: '/echo?again=1', 'Content-Length': '0' }).end();
      else if (pathname === '/loop') response.writeHead(302, { Location: '/loop' }).end();
      else if (pathname === '/chunks') {
        response.write('one ');
        response.end('two\n');
      } else if (pathname === '/silent') return;
      else if (pathname === '/empty') request.socket.destroy();
      else if (pathname === '/reset') request.socket.resetAndDestroy();
      else if (pathname === '/partial') {
        response.setHeader('Content-Length', '100').write('part', () => request.socket.destroy());
      } else if (pathname === '/close') response.setHeader('Connection', 'close').end('bye');
      else if (pathname === '/none') response.writeHead(204).end();
      else if (pathname === '/hints') {
        response.writeEarlyHints({ link: '</a.css>; rel=preload' });
        response.end('x');
      } else response.end(pathname);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const closed = createTcpServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  closedPort = (closed.address() as AddressInfo).port;
  await new Promise((resolve) => closed.close(resolve));
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  project.dispose();
});

const ours = (...args: string[]): Promise<Run> =>
  run(project, `${project.env.PATH?.split(':')[0]}/curl`, args);

const realVersion = ((): string | null => {
  try {
    return (
      /^curl (\d+\.\d+)/.exec(execFileSync('/usr/bin/curl', ['--version'], { encoding: 'utf8' }))?.[1] ?? null
    );
  } catch {
    return null;
  }
})();

describe.skipIf(realVersion === null)('curl, beside the real one', () => {
  const cases: string[][] = [
    ['-s', '/hello'],
    ['-sv', '/hello'],
    ['-s', '-i', '/missing'],
    ['-sI', '/hello'],
    ['-svI', '/hello'],
    ['-sSf', '/missing'],
    ['-s', '-d', 'a=1', '-d', 'b=2', '/echo'],
    ['-sv', '-H', 'Content-Type: application/json', '-H', 'X-A: 1', '-d', '{}', '/echo'],
    ['-sv', '--json', '{"a":1}', '/echo'],
    ['-s', '-u', 'user:pass', '-A', 'me', '-H', 'Accept: x/y', '-X', 'PUT', '--data-raw', '@x', '/echo'],
    ['-sv', '-u', 'user:pass', '/hello'],
    ['-s', '--data-binary', '@body.txt', '/echo'],
    ['-s', '-d', '@body.txt', '/echo'],
    ['-s', '-G', '-d', 'a=1', '-d', 'b=2', '/echo'],
    ['-s', '-H', 'Host: foo', '-H', 'Accept:', '-H', 'X-Empty;', '/echo'],
    ['-s', '-e', 'ref', '-b', 'a=b', '/echo'],
    ['-s', '-X', 'DELETE', '/echo'],
    ['-sS', '-X', 'POST', '-d', '', '/echo'],
    ['-s', '/moved'],
    ['-svL', '/moved'],
    ['-siL', '/moved'],
    ['-svL', '-d', 'x=1', '/repeat'],
    ['-sSL', '/loop'],
    ['-sSv', '-m', '0.3', '/silent'],
    ['-sSv', '/empty'],
    ['-sSv', '/reset'],
    ['-sSv', '/partial'],
    ['-sv', '/close'],
    ['-sv', '/none'],
    ['-si', '/hints'],
    ['-sN', '/chunks'],
    ['-s', '--path-as-is', '/a/../b'],
    ['-s', '/../a/./b/../c'],
    ['-sS', '/with space'],
    ['-s', '/hello', '/missing'],
    [
      '-s',
      '-o',
      '/dev/null',
      '-w',
      '%{http_code} %{size_download} %{content_type} %{method} %{num_redirects}|%{redirect_url}|%{remote_ip} %{http_version} %{scheme} %{exitcode} %{errormsg}|%header{content-type}|%{nope}%%\\n',
      '/hello',
    ],
    ['-s', '-o', '/dev/null', '-w', '%{redirect_url} %{http_code}\\n', '/moved'],
    ['-sS', 'http://'],
    ['-sS', 'http://localhost:99999/'],
    ['-sS', 'gopherx://localhost/'],
    ['--nope'],
    ['-X'],
    ['--max-time', 'abc', '/hello'],
    [],
  ];
  it.each(cases.map((args) => ({ name: args.join(' ') || '(nothing)', args })))('$name', async ({ args }) => {
    const full = args.map((arg) => (/^\/(?!dev)/.test(arg) ? base + arg : arg));
    const [mine, real] = await Promise.all([ours(...full), run(project, '/usr/bin/curl', full)]);
    const verbose = args.some((arg) => /^-\w*v/.test(arg));
    expect(comparable(mine.stdout)).toBe(comparable(real.stdout));
    // The wording of -v changes with every curl; it is that of 7.88.
    if (!verbose || realVersion === '7.88') expect(comparable(mine.stderr)).toBe(comparable(real.stderr));
    expect(mine.code).toBe(real.code);
  });

  it('says that nothing listens', async () => {
    const args = ['-sSv', `http://127.0.0.1:${closedPort}/`];
    const [mine, real] = await Promise.all([ours(...args), run(project, '/usr/bin/curl', args)]);
    expect(mine.code).toBe(7);
    if (realVersion === '7.88') expect(comparable(mine.stderr)).toBe(comparable(real.stderr));
  });
});

describe('curl', () => {
  it("names host and port when it can't connect", async () => {
    const { code, stderr } = await ours(`http://localhost:${closedPort}/`);
    expect(code).toBe(7);
    expect(stderr).toMatch(
      new RegExp(
        `^curl: \\(7\\) Failed to connect to localhost port ${closedPort} after \\d+ ms: Couldn't connect to server\\n$`,
      ),
    );
  });

  it('writes the status 000 when there was no response', async () => {
    expect(await ours('-s', '-w', '%{http_code}', `http://localhost:${closedPort}/`)).toEqual({
      ...{ code: 7, stdout: '000', stderr: '' },
    });
  });

  it('answers 6 with one sentence for a host outside the container', async () => {
    expect(await ours('-sS', 'http://example.com/')).toEqual({
      code: 6,
      stdout: '',
      stderr:
        'curl: (6) Could not resolve host: example.com. Nothing outside this container can be reached; services in it answer on localhost.\n',
    });
  });

  it('says that https is not there', async () => {
    const { code, stderr } = await ours('-sS', 'https://localhost/');
    expect(code).toBe(35);
    expect(stderr).toContain('Write http:// instead of https://');
  });

  it('writes the body to the file of -o', async () => {
    expect(await ours('-s', '-o', 'out.txt', `${base}/hello`)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(join(project.folder, 'out.txt'), 'utf8')).toBe('hello');
  });

  it('answers 23 when it cannot write there', async () => {
    const { code } = await ours('-s', '-o', 'no/folder/out.txt', `${base}/hello`);
    expect(code).toBe(23);
  });

  it('retries until the service answers', async () => {
    const { stderr, code } = await ours(
      '--retry',
      '1',
      '--retry-delay',
      '0.05',
      '--retry-connrefused',
      `http://localhost:${closedPort}/`,
    );
    expect(code).toBe(7);
    expect(stderr).toContain(
      'Warning: Problem: connection refused. Will retry in 0.05 seconds. 1 retries left.',
    );
  });

  it('reads a body from stdin', async () => {
    const child = await run(
      project,
      `${project.env.PATH?.split(':')[0]}/curl`,
      ['-s', '-d', '@-', `${base}/echo`],
      'typed=1',
    );
    expect(JSON.parse(child.stdout)).toMatchObject({ method: 'POST', body: 'typed=1' });
  });
});

/** Without what differs by nature: versions, times, and how many reads the data took. */
function comparable(text: string): string {
  return text
    .replaceAll(/curl\/[\d.]+/g, 'curl/N')
    .replaceAll(/^\* (Found bundle for host|Can not multiplex|Please rewind output).*\n/gm, '')
    .replaceAll(/(after|in) \d+ (ms|milliseconds)/g, '$1 N $2')
    .replaceAll(/(\{ \[\d+ bytes data\]\n)+/g, '{ [N bytes data]\n');
}
