import { describe, expect, it } from 'vitest';
import { createHttpStore, HISTORY_LENGTH, requestOf } from '../../../../src/workbench/stores/http-store.ts';
import { exchangeOf, FakeContainer, settled } from '../fake-container.ts';

function bench() {
  const container = new FakeContainer();
  const marks: string[] = [];
  const http = createHttpStore(
    {
      services: [{ name: 'inventory', command: ['node'], port: 3001 }],
      requests: [
        { label: 'Seats', method: 'GET', path: '/events/e1/seats' },
        {
          label: 'Hold',
          method: 'POST',
          path: '/holds',
          headers: [['content-type', 'text/plain']],
          body: 'A1 ü',
        },
      ],
    },
    { ready: async () => container, mark: (name) => marks.push(name) },
  );
  return { container, http, marks };
}

describe('the HTTP store', () => {
  it('begins with the first prepared request on the port of the first service', () => {
    const { http } = bench();
    expect(http.draft.value).toEqual({
      method: 'GET',
      port: 3001,
      path: '/events/e1/seats',
      headers: [],
      body: '',
    });
  });

  it('sends the draft and shows the exchange', async () => {
    const { container, http, marks } = bench();
    http.choosePreset(1);
    const sent: unknown[] = [];
    container.answer = async (request) => {
      sent.push(request);
      return exchangeOf(request, 201, '{"ok":true}');
    };
    http.send();
    expect(http.state.value.phase).toBe('sending');
    await settled();
    expect(sent).toEqual([
      {
        method: 'POST',
        url: 'http://localhost:3001/holds',
        headers: [['content-type', 'text/plain']],
        bodyBase64: 'QTEgw7w=',
      },
    ]);
    expect(http.state.value).toMatchObject({ phase: 'done', exchange: { response: { status: 201 } } });
    expect(marks).toEqual(['bulkhead:first-response']);
  });

  it('keeps the newest exchanges', async () => {
    const { http } = bench();
    for (let n = 0; n < HISTORY_LENGTH + 3; n += 1) {
      http.draft.value = { ...http.draft.value, path: `/${n}` };
      http.send();
      await settled();
    }
    expect(http.history.value).toHaveLength(HISTORY_LENGTH);
    expect(http.history.value[0]?.request.url).toBe(`http://localhost:3001/${HISTORY_LENGTH + 2}`);
  });

  it('cancels, tells the container so, and ignores a late answer', async () => {
    const { container, http } = bench();
    let late: () => void = () => undefined;
    let aborted: AbortSignal | undefined;
    container.answer = (request, signal) =>
      new Promise((resolve) => {
        aborted = signal;
        late = () => resolve(exchangeOf(request, 200, ''));
      });
    http.send();
    await settled();
    http.cancel();
    expect(aborted?.aborted).toBe(true);
    expect(http.state.value).toEqual({ phase: 'cancelled' });
    late();
    await settled();
    expect(http.state.value).toEqual({ phase: 'cancelled' });
    expect(http.history.value).toEqual([]);
  });

  it('says why the agent could not be asked', async () => {
    const { container, http } = bench();
    container.answer = () =>
      Promise.reject(Object.assign(new Error('The lab agent has ended.'), { nextStep: 'Send again.' }));
    http.send();
    await settled();
    expect(http.state.value).toEqual({
      phase: 'failed',
      failure: { message: 'The lab agent has ended.', nextStep: 'Send again.' },
    });
  });

  it('refuses a header name that is none, before anything is sent', async () => {
    const { http } = bench();
    http.draft.value = { ...http.draft.value, headers: [['bad name', 'x']] };
    http.send();
    await settled();
    expect(http.state.value).toMatchObject({ phase: 'failed', failure: { message: /bad name/ } });
  });

  it('fills the draft from an exchange it shows', () => {
    const { http } = bench();
    const request = { method: 'PUT', url: 'http://localhost:3009/a?b=1', headers: [], bodyBase64: 'w7w=' };
    http.show(exchangeOf(request, 404, ''));
    expect(http.draft.value).toEqual({ method: 'PUT', port: 3009, path: '/a?b=1', headers: [], body: 'ü' });
    expect(http.ports.value).toContain(3009);
  });

  it('leaves out header rows without a name and completes a path', () => {
    const request = requestOf({ method: 'GET', port: 1, path: 'x', headers: [['', 'y']], body: '' });
    expect(request).toEqual({ method: 'GET', url: 'http://localhost:1/x', headers: [], bodyBase64: '' });
  });
});
