/**
 * `agent.js`: lives as long as the page's container, makes HTTP requests for it and reports each
 * exchange. It ends when its stdin ends.
 */
import { exchange } from '../exchange/exchange.ts';
import type { FromAgent } from '../protocol.ts';
import { FROM_LAB, TO_LAB } from '../protocol.ts';
import { readFrames, writeFrame } from '../stdio.ts';
import { checkMessage } from './messages.ts';

const running = new Map<number, AbortController>();

function send(message: FromAgent): void {
  void writeFrame(FROM_LAB, message);
}

async function receive(value: unknown): Promise<void> {
  const checked = checkMessage(value);
  if (!checked.ok) return send({ type: 'bad-request', id: checked.id, message: checked.message });
  const { message } = checked;
  switch (message.type) {
    case 'cancel':
      // An exchange that is over cannot be cancelled: its report is already on the way.
      running.get(message.id)?.abort();
      return;
    case 'http': {
      if (running.has(message.id)) {
        return send({
          type: 'bad-request',
          id: message.id,
          message: `Request ${message.id} is still running.`,
        });
      }
      const controller = new AbortController();
      running.set(message.id, controller);
      const result = await exchange(message.request, controller.signal);
      running.delete(message.id);
      return send({ type: 'exchange', id: message.id, exchange: result });
    }
    default:
      message satisfies never;
  }
}

readFrames(TO_LAB, {
  message: (value) => void receive(value),
  broken: () => send({ type: 'bad-request', id: null, message: 'A message should be one line of JSON.' }),
  end: () => process.exit(0),
});
send({ type: 'ready', node: process.version, pid: process.pid });
