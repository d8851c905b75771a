// node client.ts CONNECTIONS WARM_UP_MS MEASURE_MS: closed loop over a keep-alive agent; prints one line of JSON.
import { Agent, get } from 'node:http';

const [connections = 1, warmUpMs = 500, measureMs = 2_000] = process.argv.slice(2).map(Number);
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const options = { host: 'localhost', port: Number(process.env.PORT), path: '/', agent };

function ask(): Promise<void> {
  return new Promise((resolve, reject) => {
    get(options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => {
        JSON.parse(text);
        resolve();
      });
    }).on('error', reject);
  });
}

const begin = performance.now() + warmUpMs;
const end = begin + measureMs;
const latencies: number[] = [];

async function loop(): Promise<void> {
  for (;;) {
    const from = performance.now();
    if (from >= end) return;
    await ask();
    const to = performance.now();
    if (from >= begin && to <= end) latencies.push(to - from);
  }
}

await Promise.all(Array.from({ length: connections }, loop));
agent.destroy();
latencies.sort((a, b) => a - b);
const percentile = (share: number) =>
  latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
console.log(
  JSON.stringify({
    requestsPerSecond: (latencies.length * 1000) / measureMs,
    p50: percentile(0.5),
    p99: percentile(0.99),
  }),
);
