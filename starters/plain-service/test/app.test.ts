import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { createApp } from '../src/app.ts';

const server = createApp();
let base = '';

before(async () => {
  // Port 0: the system chooses a free one.
  server.listen(0);
  await once(server, 'listening');
  base = `http://localhost:${(server.address() as AddressInfo).port}`;
});

after(() => {
  server.close();
});

test('greets by name', async () => {
  const res = await fetch(`${base}/hello?name=Ada`);
  assert.equal(res.status, 200);
  assert.deepEqual(await res.json(), { greeting: 'Hello, Ada!' });
});

test('answers 404 where there is nothing', async () => {
  const res = await fetch(`${base}/nothing`);
  assert.equal(res.status, 404);
});

test('answers 405 and says what is allowed', async () => {
  const res = await fetch(`${base}/hello`, { method: 'DELETE' });
  assert.equal(res.status, 405);
  assert.equal(res.headers.get('allow'), 'GET');
});
