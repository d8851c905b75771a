/** The request being written. */

import { type HttpDraft, METHODS, requestOf } from '../../stores/http-store.ts';
import { curlCommand } from '../../text/curl.ts';
import { useBench } from '../../ui/context.ts';
import { Icon } from '../../ui/Icon.tsx';

export function RequestForm() {
  const { http, notices } = useBench();
  const draft = http.draft.value;
  const sending = http.state.value.phase === 'sending';
  const set = (change: Partial<HttpDraft>) => {
    http.draft.value = { ...http.draft.value, ...change };
  };
  const copy = async () => {
    const command = curlCommand(requestOf(http.draft.value));
    try {
      await navigator.clipboard.writeText(command);
      notices.say('curl', { text: 'Copied as a curl command.', tone: 'said', actions: [] });
    } catch {
      notices.say('curl', {
        text: `The clipboard is not available here. The command: ${command}`,
        tone: 'said',
        actions: [],
      });
    }
  };
  return (
    <form
      class="wb-request"
      aria-label="Request"
      onSubmit={(event) => {
        event.preventDefault();
        http.send();
      }}
    >
      <div class="wb-request-line">
        <select
          class="wb-input wb-method"
          aria-label="Method"
          value={draft.method}
          onChange={(event) => set({ method: event.currentTarget.value })}
        >
          {[...new Set([...METHODS, draft.method])].map((method) => (
            <option key={method} value={method}>
              {method}
            </option>
          ))}
        </select>
        <span class="wb-url">
          <span class="wb-url-host">localhost:</span>
          <select
            class="wb-port"
            aria-label="Port"
            value={String(draft.port)}
            onChange={(event) => set({ port: Number(event.currentTarget.value) })}
          >
            {http.ports.value.map((port) => (
              <option key={port} value={String(port)}>
                {port}
              </option>
            ))}
          </select>
          <input
            class="wb-path"
            aria-label="Path"
            spellcheck={false}
            autocomplete="off"
            value={draft.path}
            onInput={(event) => set({ path: event.currentTarget.value })}
          />
        </span>
        {sending ? (
          <button type="button" class="wb-action" onClick={() => http.cancel()}>
            <Icon name="stop" />
            <span>Cancel</span>
          </button>
        ) : (
          <button type="submit" class="wb-action wb-action-solid">
            <span>Send</span>
          </button>
        )}
      </div>
      <div class="wb-request-rest">
        <div class="wb-request-tools">
          {http.presets.length > 0 && (
            <select
              class="wb-input wb-preset"
              aria-label="Prepared requests"
              value=""
              onChange={(event) => {
                http.choosePreset(Number(event.currentTarget.value));
                event.currentTarget.value = '';
              }}
            >
              <option value="" disabled>
                Prepared requests
              </option>
              {http.presets.map((preset, index) => (
                <option key={preset.label} value={String(index)}>
                  {preset.label}
                </option>
              ))}
            </select>
          )}
          <HistorySelect />
          <button type="button" class="wb-link" onClick={() => void copy()}>
            Copy as curl
          </button>
        </div>
        <HeaderRows />
        {draft.method !== 'GET' && draft.method !== 'HEAD' && (
          <label class="wb-field">
            <span class="wb-label">Body</span>
            <textarea
              class="wb-input wb-request-body"
              spellcheck={false}
              rows={4}
              value={draft.body}
              onInput={(event) => set({ body: event.currentTarget.value })}
            />
          </label>
        )}
      </div>
    </form>
  );
}

function HistorySelect() {
  const { http } = useBench();
  const history = http.history.value;
  if (history.length === 0) return null;
  return (
    <select
      class="wb-input wb-preset"
      aria-label="History"
      value=""
      onChange={(event) => {
        const exchange = history[Number(event.currentTarget.value)];
        event.currentTarget.value = '';
        if (exchange) http.show(exchange);
      }}
    >
      <option value="" disabled>
        History ({history.length})
      </option>
      {history.map((exchange, index) => (
        <option key={exchange.startedAt} value={String(index)}>
          {exchange.response?.status ?? exchange.error?.code ?? 'no answer'} {exchange.request.method}{' '}
          {URL.parse(exchange.request.url)?.pathname}
        </option>
      ))}
    </select>
  );
}

function HeaderRows() {
  const { http } = useBench();
  const { headers } = http.draft.value;
  const put = (next: HttpDraft['headers']) => {
    http.draft.value = { ...http.draft.value, headers: next };
  };
  const change = (at: number, name: string, value: string) =>
    put(headers.map((row, index): [string, string] => (index === at ? [name, value] : row)));
  return (
    <fieldset class="wb-headers">
      <legend class="wb-label">Headers</legend>
      {headers.map(([name, value], index) => (
        <div key={index} class="wb-header-row">
          <input
            class="wb-input"
            aria-label={`Name of header ${index + 1}`}
            placeholder="name"
            spellcheck={false}
            autocomplete="off"
            value={name}
            onInput={(event) => change(index, event.currentTarget.value, value)}
          />
          <input
            class="wb-input"
            aria-label={`Value of header ${index + 1}`}
            placeholder="value"
            spellcheck={false}
            autocomplete="off"
            value={value}
            onInput={(event) => change(index, name, event.currentTarget.value)}
          />
          <button
            type="button"
            class="wb-icon-button"
            aria-label={`Remove header ${index + 1}`}
            onClick={() => put(headers.filter((_, at) => at !== index))}
          >
            <Icon name="cross" />
          </button>
        </div>
      ))}
      <button type="button" class="wb-link" onClick={() => put([...headers, ['', '']])}>
        Add a header
      </button>
    </fieldset>
  );
}
