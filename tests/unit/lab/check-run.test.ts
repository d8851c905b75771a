import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LAB_FOLDER } from '../../../src/lab/build.ts';
import { CheckRun } from '../../../src/lab/check/run.ts';
import type { CheckPlan, FromCheck, ServiceSpec } from '../../../src/lab/protocol.ts';
import { Program, project } from './lab-folder.ts';

const SERVICE: ServiceSpec = { name: 'inventory', command: ['node', 'src/main.ts'], port: 3001 };
const PLAN: CheckPlan = { services: [SERVICE], files: ['checks/a.test.ts'] };

const SERVER = `
import { createServer } from 'node:http';
createServer((req, res) => {
  console.log('asked for', req.url);
  if (req.url === '/crash') throw new Error('boom');
  res.end(JSON.stringify({ port: process.env.PORT, level: process.env.LEVEL }));
}).listen(process.env.PORT);
`;

const check = (body: string) =>
  `import { test } from 'node:test';\nimport { check, http, proc } from '@bulkhead/lab';\n${body}`;

/** Runs `check.js` as the page does, and returns every event. */
async function run(files: Record<string, string>, plan: CheckPlan = PLAN): Promise<FromCheck[]> {
  const folder = await project({ 'src/main.ts': SERVER, 'plan.json': JSON.stringify(plan), ...files });
  const program = new Program<FromCheck>(folder, 'check', ['plan.json']);
  const events = await program.all();
  for (const pid of servicePids(events)) expect(isAlive(pid)).toBe(false);
  return events;
}

function servicePids(events: FromCheck[]): number[] {
  return events.flatMap((event) => (event.type === 'service' && event.pid !== null ? [event.pid] : []));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const results = (events: FromCheck[]) =>
  events.flatMap((event) => (event.type === 'result' ? [event.result] : []));
const fatal = (events: FromCheck[]) =>
  events.flatMap((event) => (event.type === 'fatal' ? [event.message] : []));

describe('a check run', () => {
  it('starts the service on a free port from 20000, runs the checks in order and gives a verdict', async () => {
    const events = await run({
      'checks/a.test.ts': check(`
        test('one', async () => { check((await http('/')).status).is(200, ''); });
        test('two', () => {});
      `),
    });
    expect(events.map((event) => (event.type === 'service' ? `service ${event.state}` : event.type))).toEqual(
      ['service starting', 'service ready', 'started', 'result', 'started', 'result', 'verdict'],
    );
    expect(events[0]).toMatchObject({ port: expect.toSatisfy((port: number) => port >= 20_000) });
    expect(events.at(-1)).toMatchObject({ passed: 2, failed: 0, total: 2 });
    expect(results(events).map(({ name, file, state }) => ({ name, file, state }))).toEqual([
      { name: 'one', file: 'checks/a.test.ts', state: 'passed' },
      { name: 'two', file: 'checks/a.test.ts', state: 'passed' },
    ]);
  });

  it('reports what was expected and observed, with the exchanges and log lines of that check alone', async () => {
    const events = await run({
      'checks/a.test.ts': check(`
        test('before', async () => { await http('/before'); });
        test('wrong', async () => {
          const res = await http('/wrong');
          check(res.status).is(404, 'There is nothing here, so say 404.');
        });
      `),
    });
    const [, wrong] = results(events);
    expect(wrong).toMatchObject({
      state: 'failed',
      message: 'There is nothing here, so say 404.',
      expected: '404',
      observed: '200',
    });
    expect(wrong?.logs.map(({ service, stream, text }) => [service, stream, text])).toEqual([
      ['inventory', 'stdout', 'asked for /wrong'],
    ]);
    expect(wrong?.exchanges.map(({ request }) => new URL(request.url).pathname)).toEqual(['/wrong']);
    expect(events.at(-1)).toMatchObject({ type: 'verdict', passed: 1, failed: 1 });
  });

  it('shows assertion errors and thrown errors too, and skipped checks as skipped', async () => {
    const events = await run({
      'checks/a.test.ts': check(`
        import assert from 'node:assert/strict';
        test('assert', () => assert.equal(1, 2));
        test('throws', () => { throw new TypeError('oops'); });
        test.skip('later', () => {});
      `),
    });
    expect(results(events)).toMatchObject([
      { name: 'assert', state: 'failed', expected: '2', observed: '1' },
      {
        name: 'throws',
        state: 'failed',
        message: expect.stringMatching(/^The check itself failed: TypeError: oops \(a\.test\.ts:/),
      },
      { name: 'later', state: 'skipped' },
    ]);
    expect(events.at(-1)).toMatchObject({ passed: 0, failed: 2, total: 2 });
  });

  it('gives the service its own variables, and lets checks look at its process', async () => {
    const plan = { ...PLAN, services: [{ ...SERVICE, env: { LEVEL: 'debug' } }] };
    const events = await run(
      {
        'checks/a.test.ts': check(`
          test('process', async () => {
            const { level, port } = (await http('/')).json<{ level: string; port: string }>();
            check({ level, high: Number(port) >= 20000 }).is({ level: 'debug', high: true }, '');
            check(typeof (await proc('inventory').pid())).is('number', '');
            check(await proc().alive()).is(true, '');
            check((await proc().logs()).at(-1)?.text).is('asked for /', '');
          });
        `),
      },
      plan,
    );
    expect(results(events)).toMatchObject([{ state: 'passed', message: null }]);
  });

  it('says that the service is gone when a request ended it', async () => {
    const events = await run({
      'checks/a.test.ts': check(`test('crash', async () => { await http('/crash'); });`),
    });
    expect(results(events)[0]?.message).toBe(
      'GET /crash got no whole answer. The inventory process is gone: it exited with code 1. Its log says why.',
    );
    expect(results(events)[0]?.logs.map(({ text }) => text)).toContain('Error: boom');
  });

  it.each([
    [
      'a syntax error',
      'const a: number = ;',
      /^inventory exited with code 1 before it listened on its port: SyntaxError.*Expression expected \(src\/main\.ts:1\)$/,
    ],
    [
      'an error at the top',
      "console.log('hi');\nthrow new Error('no config');",
      /^inventory exited with code 1 before it listened on its port: Error: no config \(src\/main\.ts:2\)$/,
    ],
    [
      'a missing module',
      "import './nothing.ts';",
      /ERR_MODULE_NOT_FOUND\]: Cannot find module 'src\/nothing\.ts' imported from src\/main\.ts/,
    ],
    [
      'no listen()',
      '',
      /^inventory exited with code 0 .*, and wrote nothing\. Is there a call of listen\(\)\?$/,
    ],
  ])('is fatal, with the reason, when the service has %s', async (_name, source, message) => {
    const events = await run({ 'src/main.ts': source, 'checks/a.test.ts': check("test('a', () => {});") });
    expect(fatal(events)).toEqual([expect.stringMatching(message)]);
    expect(events.at(-1)?.type).toBe('fatal');
  });

  it('is fatal when the service listens elsewhere', async () => {
    const events = await run(
      {
        'src/main.ts':
          "import { createServer } from 'node:net';\ncreateServer().listen(0, () => console.log('up'));",
        'checks/a.test.ts': check("test('a', () => {});"),
      },
      { ...PLAN, services: [{ ...SERVICE, readyTimeoutMs: 1500 }] },
    );
    expect(fatal(events)[0]).toMatch(
      /^inventory did not listen on port \d+ within 1\.5 s\. The port to listen on is in process\.env\.PORT\. Its last line: up$/,
    );
  });

  it('reports a check file that cannot be loaded, and runs the others', async () => {
    const events = await run(
      { 'checks/a.test.ts': "import './nothing.ts';", 'checks/b.test.ts': check("test('b', () => {});") },
      { ...PLAN, files: ['checks/a.test.ts', 'checks/b.test.ts'] },
    );
    expect(results(events)).toMatchObject([
      { name: 'checks/a.test.ts', state: 'failed', message: expect.stringContaining('could not be loaded') },
      { name: 'b', file: 'checks/b.test.ts', state: 'passed' },
    ]);
  });

  it('is fatal without any check', async () => {
    expect(fatal(await run({ 'checks/a.test.ts': '' }))).toEqual([
      'No checks were found in checks/a.test.ts.',
    ]);
  });

  it.each([
    ['no plan.json', undefined, /^The plan plan\.json is not JSON/],
    ['no services', { files: ['a'] }, /^The plan's "services" should be a list\.$/],
    ['no files', { services: [], files: [] }, /^The plan's "files" should be a list of check files/],
    [
      'a bad service',
      { services: [{ name: 'a' }], files: ['a'] },
      /^The plan's "services\[0\]" should have a "command"/,
    ],
  ])('is fatal with %s', async (_name, plan, message) => {
    const folder = await project({ 'plan.json': JSON.stringify(plan) ?? '' });
    const events = await new Program<FromCheck>(folder, 'check', ['plan.json']).all();
    expect(fatal(events)).toEqual([expect.stringMatching(message)]);
  });

  it('ends with SIGKILL a service that ignores SIGTERM', async () => {
    const events = await run({
      'src/main.ts': `process.on('SIGTERM', () => {});\n${SERVER}`,
      'checks/a.test.ts': check("test('a', () => {});"),
    });
    expect(events.at(-1)).toMatchObject({ type: 'verdict', passed: 1 });
    for (const pid of servicePids(events)) expect(isAlive(pid)).toBe(false);
  });

  it('ends its services when it is told to stop', async () => {
    const folder = await project({
      'src/main.ts': SERVER,
      'plan.json': JSON.stringify(PLAN),
      'checks/a.test.ts': check("test('waits', () => new Promise(() => setInterval(() => {}, 1000)));"),
    });
    const program = new Program<FromCheck>(folder, 'check', ['plan.json']);
    await program.first((event) => event.type === 'started');
    program.send({ type: 'stop' });
    const events = await program.all();
    expect(events.some((event) => event.type === 'verdict')).toBe(false);
    for (const pid of servicePids(events)) expect(isAlive(pid)).toBe(false);
  });
});

describe('a check that does not end', () => {
  /** With short limits, which `check.js` does not offer. */
  async function runShort(source: string, limits: { deadlineMs?: number; checkTimeoutMs?: number }) {
    const cwd = await project({ 'src/main.ts': SERVER, 'checks/a.test.ts': check(source) });
    const events: FromCheck[] = [];
    const program = (name: string) => join(cwd, LAB_FOLDER, name);
    await new CheckRun({
      plan: PLAN,
      cwd,
      runner: program('runner.js'),
      reporter: program('reporter.js'),
      emit: (event) => events.push(event),
      ...limits,
    }).run();
    return events;
  }

  it('fails by its name, and the next one runs', async () => {
    const events = await runShort(
      `test('hangs', () => new Promise(() => setInterval(() => {}, 1000).unref()));
       test('next', () => {});`,
      { checkTimeoutMs: 300 },
    );
    expect(results(events)).toMatchObject([
      { name: 'hangs', state: 'failed', message: 'This check did not finish.' },
      { name: 'next', state: 'passed' },
    ]);
  });

  it('fails by its name even when it blocks its process', async () => {
    const events = await runShort("test('blocks', () => { for (;;); });", { checkTimeoutMs: 200 });
    expect(results(events)).toMatchObject([{ name: 'blocks', state: 'failed' }]);
    expect(events.at(-1)).toMatchObject({ type: 'verdict', failed: 1 });
  });

  it('meets the deadline of the whole run', async () => {
    const events = await runShort("test('long', () => new Promise((done) => setTimeout(done, 5000)));", {
      deadlineMs: 1_500,
    });
    expect(fatal(events)).toEqual([
      'The checks did not finish within 1.5 s. The last one running was "long".',
    ]);
  });
});
