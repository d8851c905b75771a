/** One check: its state as an icon and a word, and, when it failed, everything that helps. */
import type { CheckItem, CheckItemState } from '../../stores/check-store.ts';
import { duration } from '../../text/bytes.ts';
import { useBench } from '../../ui/context.ts';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { Comparison } from './Comparison.tsx';
import { LogLines } from './LogLines.tsx';

const STATES: Record<CheckItemState, { icon: IconName; word: string }> = {
  waiting: { icon: 'waiting', word: 'waiting' },
  running: { icon: 'run', word: 'running' },
  passed: { icon: 'check', word: 'passed' },
  failed: { icon: 'cross', word: 'failed' },
  skipped: { icon: 'skipped', word: 'skipped' },
  'not-run': { icon: 'skipped', word: 'not run' },
};

export function CheckRow({ item }: { item: CheckItem }) {
  const { http, layout } = useBench();
  const { icon, word } = STATES[item.state];
  const { result } = item;
  return (
    <li class={`wb-check wb-check-${item.state}`}>
      <div class="wb-check-head">
        <Icon name={icon} />
        <span class="wb-check-name">{item.name}</span>
        <span class="wb-check-word">{word}</span>
        {result && <span class="wb-figure wb-quiet">{duration(result.ms)}</span>}
      </div>
      {result?.state === 'failed' && (
        <div class="wb-check-detail">
          {result.message !== null && <p class="wb-check-message">{result.message}</p>}
          {(result.expected !== null || result.observed !== null) && (
            <Comparison expected={result.expected} observed={result.observed} />
          )}
          {result.exchanges.length > 0 && (
            <p class="wb-check-exchanges">
              {result.exchanges.map((exchange, index) => (
                <button
                  key={index}
                  type="button"
                  class="wb-link"
                  onClick={() => {
                    http.show(exchange);
                    layout.show('http');
                  }}
                >
                  Open {exchange.request.method}{' '}
                  {URL.parse(exchange.request.url)?.pathname ?? exchange.request.url} in HTTP
                </button>
              ))}
            </p>
          )}
          {result.logs.length > 0 && <LogLines lines={result.logs} />}
        </div>
      )}
    </li>
  );
}
