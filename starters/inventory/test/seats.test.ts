import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hold, loadConcerts } from '../src/seats.ts';

test('a free seat can be held', () => {
  const concert = loadConcerts().get('e1');
  assert.ok(concert);
  const result = hold(concert, 'A1', 'Ana');
  assert.deepEqual(result, { ok: true, seat: { id: 'A1', price: 8900, state: 'held', fan: 'Ana' } });
});

test('a seat is held by one fan only', () => {
  const concert = loadConcerts().get('e1');
  assert.ok(concert);
  hold(concert, 'A1', 'Ana');
  assert.deepEqual(hold(concert, 'A1', 'Ben'), { ok: false, reason: 'taken' });
  assert.equal(hold(concert, 'A1', 'Ana').ok, true);
});

test('a seat that does not exist cannot be held', () => {
  const concert = loadConcerts().get('e2');
  assert.ok(concert);
  assert.deepEqual(hold(concert, 'Z9', 'Ana'), { ok: false, reason: 'unknown-seat' });
});
