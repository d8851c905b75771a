import { describe, expect, it } from 'vitest';
import { Agent } from '../../../src/container/agent.ts';
import { AgentGone } from '../../../src/container/errors.ts';
import { Lifetime } from '../../../src/container/lifetime.ts';
import { wrapProcess } from '../../../src/container/process.ts';
import type { HttpRequestSpec } from '../../../src/lab/protocol.ts';
import { Clock, FakeHost, frame, fromPage, type Program, readyAgent } from './fake-host.ts';

const AGENT = 'node_modules/@bulkhead/lab/agent.js';
const settle = () => new Promise((resolve) => setImmediate(resolve));
const request: HttpRequestSpec = {
  method: 'GET',
  url: 'http://localhost:3000/ü',
  headers: [],
  bodyBase64: '',
};

function exchange(id: number) {
  return { type: 'exchange', id, exchange: { request, startedAt: id } };
}

async function setUp(program: Program = readyAgent) {
  const host = new FakeHost();
  const clock = new Clock();
  host.programs[AGENT] = program;
  const agent = new Agent({
    spawn: async () => wrapProcess(await host.spawn('node', [AGENT]), new Lifetime()),
    after: clock.after,
    now: clock.now,
    context: () => ({ host: 'builtin', phase: 'ready' }),
  });
  const started = agent.start();
  await settle();
  const asked: unknown[] = [];
  const listen = () => host.running('agent.js').onInput((text) => asked.push(fromPage(text)));
  listen();
  return { host, clock, agent, started, asked, listen, process: () => host.running('agent.js') };
}

describe('the agent', () => {
  it('tells the version of Node it runs on', async () => {
    const { started } = await setUp();
    expect(await started).toBe('v24.0.0');
  });

  it('matches answers to requests, in any order', async () => {
    const { agent, asked, process } = await setUp();
    const [first, second] = [agent.http(request), agent.http(request)];
    await settle();
    expect(asked).toEqual([
      { type: 'http', id: 1, request },
      { type: 'http', id: 2, request },
    ]);
    process().print(frame(exchange(2)) + frame(exchange(1)));
    expect((await first).startedAt).toBe(1);
    expect((await second).startedAt).toBe(2);
  });

  it('is understood through echo, noise and chunks cut anywhere', async () => {
    const { agent, process } = await setUp();
    const answer = agent.http(request);
    const text = `^A>{"type":"http"}\r\nDebugger attached.\n\u0001<{broken\n${frame({ type: 'mystery' })}prompt> ${frame(exchange(1)).replace('\n', '\r\n')}`;
    for (const char of text) process().print(char);
    expect((await answer).startedAt).toBe(1);
  });

  it('cancels a request whose signal is aborted', async () => {
    const { agent, asked, process } = await setUp();
    const abort = new AbortController();
    const answer = agent.http(request, abort.signal).catch((reason: unknown) => reason);
    await settle();
    abort.abort(new Error('enough'));
    expect(await answer).toMatchObject({ message: 'enough' });
    await settle();
    expect(asked.at(-1)).toEqual({ type: 'cancel', id: 1 });
    process().print(frame(exchange(1)));
    const next = agent.http(request);
    await settle();
    process().print(frame(exchange(2)));
    expect((await next).startedAt).toBe(2);
    await expect(agent.http(request, abort.signal)).rejects.toThrow('enough');
  });

  it('makes a refused request an exchange with the reason', async () => {
    const { agent, process } = await setUp();
    const answer = agent.http(request);
    await settle();
    process().print(frame({ type: 'bad-request', id: 1, message: 'The method is not a token.' }));
    expect(await answer).toMatchObject({
      request,
      response: null,
      error: { code: null, message: 'The method is not a token.' },
    });
  });

  it('is started again once when it dies, and says so to who was waiting', async () => {
    const { host, agent, process, listen } = await setUp();
    const lost = agent.http(request).catch((reason: unknown) => reason);
    await settle();
    process().print('FATAL ERROR: heap\n');
    process().exit(134);
    const error = await lost;
    expect(error).toBeInstanceOf(AgentGone);
    expect(error).toMatchObject({
      message: expect.stringMatching(/exit code 134.*FATAL ERROR: heap/),
      nextStep: 'It was started again: send the request once more.',
    });
    const answer = agent.http(request);
    await settle();
    listen();
    process().print(frame(exchange(2)));
    expect((await answer).startedAt).toBe(2);
    expect(host.processes).toHaveLength(2);
  });

  it('is given up with a sentence when it dies again without an answer in between', async () => {
    const { host, agent, process } = await setUp();
    process().exit(1);
    await settle();
    process().exit(2);
    await settle();
    const error = await agent.http(request).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AgentGone);
    expect(error).toMatchObject({ message: 'The lab agent ended again with exit code 2.' });
    expect((error as AgentGone).nextStep).not.toBe('');
    expect(host.processes).toHaveLength(2);
  });

  it('may die again after it has answered', async () => {
    const { host, agent, process } = await setUp();
    process().exit(1);
    await settle();
    const answer = agent.http(request);
    await settle();
    process().print(frame(exchange(1)));
    await answer;
    process().exit(1);
    await settle();
    expect(host.processes).toHaveLength(3);
  });

  it('that says nothing is not waited for for ever', async () => {
    const { agent, clock } = await setUp();
    const answer = agent.http({ ...request, timeoutMs: 2_000 }).catch((reason: unknown) => reason);
    await settle();
    clock.pass(6_999);
    clock.pass(1);
    expect(await answer).toMatchObject({ message: 'The lab agent has not answered for 7 seconds.' });
    expect(clock.waiting).toBe(0);
  });

  it('that cannot be started rejects its start', async () => {
    const agent = new Agent({
      spawn: () => Promise.reject(new Error('ENOENT: node')),
      after: new Clock().after,
      now: () => 0,
      context: () => ({ host: 'builtin', phase: 'agent' }),
    });
    await expect(agent.start()).rejects.toThrow('The lab agent could not be started. ENOENT: node');
  });
});
