/** What came back: status, headers in wire order, body, bytes, timings; or why nothing did. */
import { useSignal } from '@preact/signals';
import type { Exchange, HttpResponseSpec } from '../../../lab/protocol.ts';
import { base64ToBytes, byteCount } from '../../text/bytes.ts';
import { useBench } from '../../ui/context.ts';
import { Tabs } from '../../ui/Tabs.tsx';
import { BodyView } from './BodyView.tsx';
import { RawView } from './RawView.tsx';
import { Timings } from './Timings.tsx';

type Part = 'body' | 'headers' | 'sent' | 'received';
const PARTS: Record<Part, string> = {
  body: 'Body',
  headers: 'Headers',
  sent: 'Bytes sent',
  received: 'Bytes received',
};

export function ResponseView() {
  const { http } = useBench();
  const state = http.state.value;
  return (
    <section class="wb-response" aria-label="Response">
      <div class="wb-response-status" role="status">
        {state.phase === 'empty' && (
          <p class="wb-empty">
            The response will be here: status, headers, body and every byte. Press Run, then Send.
          </p>
        )}
        {state.phase === 'sending' && (
          <p>
            Waiting for {state.request.method} {state.request.url}
          </p>
        )}
        {state.phase === 'cancelled' && <p>Cancelled. Press Send to try again.</p>}
        {state.phase === 'failed' && (
          <p class="wb-trouble">
            {state.failure.message} {state.failure.nextStep}
          </p>
        )}
        {state.phase === 'done' && <StatusLine exchange={state.exchange} />}
      </div>
      {state.phase === 'done' && <ExchangeParts exchange={state.exchange} />}
    </section>
  );
}

function StatusLine({ exchange }: { exchange: Exchange }) {
  const { response, error } = exchange;
  return (
    <>
      {response && (
        <p class="wb-status-line">
          <span class="wb-quiet">HTTP/{response.httpVersion}</span>{' '}
          <strong class={statusClass(response.status)}>{response.status}</strong>{' '}
          <span>{response.statusText}</span>
          <span class="wb-quiet wb-status-size">{byteCount(response.bodyBytes)}</span>
        </p>
      )}
      {error && (
        <p class="wb-trouble">
          {error.message}
          {error.code !== null && !error.message.includes(error.code) && ` (${error.code})`}
          {error.code === 'ECONNREFUSED' && ' Press Run to start the service, then Send again.'}
        </p>
      )}
    </>
  );
}

/** The signal colours speak of the system: 5xx fails, 4xx is the client’s doing, the rest is well. */
function statusClass(status: number): string {
  if (status >= 500) return 'wb-failing';
  return status >= 400 ? 'wb-degraded' : 'wb-healthy';
}

function ExchangeParts({ exchange }: { exchange: Exchange }) {
  const chosen = useSignal<Part>('body');
  const parts = (Object.keys(PARTS) as Part[]).filter(
    (part) => exchange.response || part === 'sent' || part === 'received',
  );
  const part = parts.includes(chosen.value) ? chosen.value : (parts[0] ?? 'sent');
  return (
    <>
      <Timings timings={exchange.timings} />
      <Tabs
        label="Parts of the exchange"
        idPrefix="wb-exchange-"
        class="wb-subtabs"
        active={part}
        panelId={() => 'wb-exchange-part'}
        tabs={parts.map((id) => ({ id, name: PARTS[id] }))}
        onChoose={(id) => {
          chosen.value = id as Part;
        }}
      />
      <div
        class="wb-exchange-part"
        id="wb-exchange-part"
        role="tabpanel"
        aria-label={PARTS[part]}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it.
        tabIndex={0}
      >
        {part === 'body' && exchange.response && <BodyView response={exchange.response} />}
        {part === 'headers' && exchange.response && <HeaderTable response={exchange.response} />}
        {part === 'sent' && (
          <RawView key="sent" bytes={base64ToBytes(exchange.sentBase64)} nothing="Nothing was sent." />
        )}
        {part === 'received' && (
          <RawView
            key="received"
            bytes={base64ToBytes(exchange.receivedBase64)}
            nothing="Nothing was received."
          />
        )}
      </div>
    </>
  );
}

function HeaderTable({ response }: { response: HttpResponseSpec }) {
  const rows = [...response.headers, ...response.trailers];
  if (rows.length === 0) return <p class="wb-empty">The response has no headers.</p>;
  return (
    <table class="wb-header-table">
      <caption class="wb-hidden">Headers in the order they came</caption>
      <tbody>
        {rows.map(([name, value], index) => (
          <tr key={index}>
            <th scope="row">
              {name}
              {index >= response.headers.length && <span class="wb-quiet"> (trailer)</span>}
            </th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
