/** The HTTP panel: a draft, one exchange in flight, and the exchanges of this visit. */
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Container, Disposable } from '../../container/types.ts';
import type { StepData } from '../../course/types.ts';
import type { Exchange, HeaderList, HttpRequestSpec } from '../../lab/protocol.ts';
import type { Marker } from '../marks.ts';
import { textToBase64 } from '../text/bytes.ts';
import { type Failure, failureOf } from './failure.ts';

export interface HttpDraft {
  method: string;
  port: number;
  /** Begins with a slash; may carry a query. */
  path: string;
  headers: HeaderList;
  body: string;
}

export type HttpState =
  | { phase: 'empty' }
  | { phase: 'sending'; request: HttpRequestSpec }
  | { phase: 'done'; exchange: Exchange }
  | { phase: 'cancelled' }
  /** The agent could not be asked at all, or the draft is not a request. */
  | { phase: 'failed'; failure: Failure };

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;
export const HISTORY_LENGTH = 30;

export interface HttpStore extends Disposable {
  readonly draft: Signal<HttpDraft>;
  readonly state: ReadonlySignal<HttpState>;
  /** The newest first. */
  readonly history: ReadonlySignal<Exchange[]>;
  readonly ports: ReadonlySignal<number[]>;
  readonly presets: StepData['requests'];
  choosePreset(index: number): void;
  send(): void;
  cancel(): void;
  /** Shows an exchange of the history or of a check, and fills the draft from it. */
  show(exchange: Exchange): void;
}

export interface HttpPorts {
  ready(): Promise<Container>;
  mark: Marker;
}

export type HttpInput = Pick<StepData, 'services' | 'requests'>;

export function createHttpStore(input: HttpInput, ports: HttpPorts): HttpStore {
  const defaultPort = input.services[0]?.port ?? 3000;
  const draft = signal<HttpDraft>(draftOf(input.requests[0], defaultPort));
  const state = signal<HttpState>({ phase: 'empty' });
  const history = signal<Exchange[]>([]);
  let abort: AbortController | null = null;

  const send = async () => {
    const refusal = refusalOf(draft.value);
    if (refusal) {
      state.value = { phase: 'failed', failure: refusal };
      return;
    }
    const request = requestOf(draft.value);
    const mine = new AbortController();
    abort = mine;
    state.value = { phase: 'sending', request };
    try {
      const container = await ports.ready();
      const exchange = await container.http(request, mine.signal);
      if (abort !== mine) return;
      if (exchange.response) ports.mark('bulkhead:first-response');
      state.value = { phase: 'done', exchange };
      history.value = [exchange, ...history.value].slice(0, HISTORY_LENGTH);
    } catch (error) {
      if (abort !== mine) return;
      state.value = mine.signal.aborted
        ? { phase: 'cancelled' }
        : { phase: 'failed', failure: failureOf(error) };
    }
    abort = null;
  };

  const cancel = () => {
    if (!abort) return;
    const mine = abort;
    abort = null;
    mine.abort();
    state.value = { phase: 'cancelled' };
  };

  return {
    draft,
    state,
    history,
    ports: computed(() => [...new Set([...input.services.map((one) => one.port), draft.value.port])]),
    presets: input.requests,
    choosePreset(index) {
      const preset = input.requests[index];
      if (preset) draft.value = draftOf(preset, draft.value.port);
    },
    send() {
      if (state.value.phase !== 'sending') void send();
    },
    cancel,
    show(exchange) {
      cancel();
      draft.value = draftFrom(exchange, draft.value);
      state.value = { phase: 'done', exchange };
    },
    dispose() {
      abort?.abort();
      abort = null;
    },
  };
}

function draftOf(preset: StepData['requests'][number] | undefined, port: number): HttpDraft {
  if (!preset) return { method: 'GET', port, path: '/', headers: [], body: '' };
  const { method, path, headers = [], body = '' } = preset;
  return { method, port, path, headers: headers.map(([name, value]) => [name, value]), body };
}

function draftFrom({ request }: Exchange, fallback: HttpDraft): HttpDraft {
  const url = URL.parse(request.url);
  if (!url) return fallback;
  return {
    method: request.method,
    port: Number(url.port || '80'),
    path: `${url.pathname}${url.search}`,
    headers: request.headers.map(([name, value]) => [name, value]),
    body: new TextDecoder().decode(Uint8Array.from(atob(request.bodyBase64), (one) => one.charCodeAt(0))),
  };
}

/** The request of a draft. Rows without a name are left out. */
export function requestOf(draft: HttpDraft): HttpRequestSpec {
  const path = draft.path.startsWith('/') ? draft.path : `/${draft.path}`;
  return {
    method: draft.method,
    url: `http://localhost:${draft.port}${path}`,
    headers: draft.headers
      .filter(([name]) => name.trim() !== '')
      .map(([name, value]) => [name.trim(), value]),
    bodyBase64: textToBase64(draft.body),
  };
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

function refusalOf(draft: HttpDraft): Failure | null {
  if (!(draft.port >= 1 && draft.port <= 65_535)) {
    return { message: `Port ${draft.port} does not exist.`, nextStep: 'Choose a port from 1 to 65535.' };
  }
  const bad = draft.headers.find(([name]) => name.trim() !== '' && !TOKEN.test(name.trim()));
  if (bad) {
    return {
      message: `“${bad[0]}” is not a header name.`,
      nextStep: 'Names are letters, digits and - _ . without spaces (RFC 9110 §5.1).',
    };
  }
  return null;
}
