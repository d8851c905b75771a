import * as http from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FromAgent } from '../../../src/lab/protocol.ts';
import { TO_LAB } from '../../../src/lab/protocol.ts';
import { Program, project } from './lab-folder.ts';
import { listen, tcp } from './servers.ts';

let agent: Program<FromAgent>;

beforeEach(async () => {
  agent = new Program(await project({}), 'agent');
});

afterEach(async () => {
  agent.closeInput();
  await agent.exit;
});

function get(port: number, id: number) {
  const url = `http://localhost:${port}/`;
  return { type: 'http', id, request: { method: 'GET', url, headers: [], bodyBase64: '' } };
}

const exchangeOf = (id: number) => (message: FromAgent) => message.type === 'exchange' && message.id === id;

describe('agent', () => {
  it('says that it is ready, with Node’s version and its pid', async () => {
    const ready = await agent.first((message) => message.type === 'ready');
    expect(ready).toEqual({ type: 'ready', node: process.version, pid: agent.pid });
  });

  it('reports exchanges by their id, as they end', async () => {
    const pending: http.ServerResponse[] = [];
    const port = await listen(
      http.createServer((_req, res) => {
        pending.push(res);
        if (pending.length === 2) for (const one of pending.reverse()) one.end('done');
      }),
    );
    agent.send(get(port, 1));
    agent.send(get(port, 2));
    const [one, two] = await Promise.all([agent.first(exchangeOf(1)), agent.first(exchangeOf(2))]);
    expect([one, two]).toMatchObject([
      { exchange: { response: { status: 200 }, error: null } },
      { exchange: { response: { status: 200 }, error: null } },
    ]);
  });

  it('cancels', async () => {
    const port = await tcp((socket) => socket.once('data', () => agent.send({ type: 'cancel', id: 5 })));
    agent.send(get(port, 5));
    expect(await agent.first(exchangeOf(5))).toMatchObject({ exchange: { error: { code: 'ABORT_ERR' } } });
  });

  it.each([
    ['no JSON', `${TO_LAB}{"type":\n`, null, 'A message should be one line of JSON.'],
    ['no object', `${TO_LAB}[]\n`, null, 'A message should be an object, found [].'],
    ['no id', `${TO_LAB}{"type":"http"}\n`, null, '"id" should be a whole number, found nothing.'],
    [
      'no known type',
      `${TO_LAB}{"id":1,"type":"load"}\n`,
      1,
      '"type" should be "http" or "cancel", found "load".',
    ],
    ['no request', `${TO_LAB}{"id":1,"type":"http"}\n`, 1, '"request" should be an object, found nothing.'],
    [
      'bad headers',
      `${TO_LAB}{"id":1,"type":"http","request":{"method":"GET","url":"","bodyBase64":"","headers":{}}}\n`,
      1,
      '"request.headers" should be a list of [name, value] pairs.',
    ],
  ])('answers a message with %s and lives on', async (_name, line, id, sentence) => {
    agent.write(line);
    expect(await agent.first((message) => message.type === 'bad-request')).toEqual({
      type: 'bad-request',
      id,
      message: sentence,
    });
    agent.send(get(1, 9));
    await agent.first(exchangeOf(9));
  });

  it('ends when its input ends', async () => {
    await agent.first((message) => message.type === 'ready');
    agent.closeInput();
    expect(await agent.exit).toBe(0);
  });
});
