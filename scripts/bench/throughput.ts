/** Requests per second and latency of one service and one client, each a process of its own. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openHostPage } from './host-page.ts';
import { startService, timed } from './native.ts';
import type { Figure, Part } from './part.ts';
import { median, spread } from './statistics.ts';

const ROUNDS = 5;
const WARM_UP_MS = 700;
const MEASURE_MS = 2_000;
const CONNECTIONS = [1, 50];
const SHARE = 0.9;
const PORT = 3_000;

interface Load {
  requestsPerSecond: number;
  p50: number;
  p99: number;
}

interface Samples {
  inPage: Load[];
  native: Load[];
}

export const throughput: Part = {
  name: 'throughput',
  async run({ browser, site, progress }) {
    const folder = join(import.meta.dirname, 'programs');
    const programs: Record<string, string> = {};
    for (const name of ['server.ts', 'client.ts']) {
      programs[name] = await readFile(join(folder, name), 'utf8');
    }
    const host = await openHostPage(browser, site.url, {
      ...programs,
      'package.json': '{ "type": "module" }',
    });
    const service = await startService(['server.ts'], folder, '/');
    try {
      await host.listen(['server.ts'], PORT);
      const samples = new Map<number, Samples>();
      for (const connections of CONNECTIONS) {
        const load: Samples = { inPage: [], native: [] };
        const args = ['client.ts', ...[connections, WARM_UP_MS, MEASURE_MS].map(String)];
        for (let round = 1; round <= ROUNDS; round += 1) {
          progress(`${connections} connections, round ${round} of ${ROUNDS}`);
          load.inPage.push(parse(await host.run(args, { PORT: String(PORT) })));
          load.native.push(parse((await timed(args, folder, { PORT: String(service.port) })).output));
        }
        samples.set(connections, load);
      }
      return {
        figures: [...samples].flatMap(([connections, load]) => figuresOf(connections, load)),
        details: [...samples].map(
          ([connections, { inPage, native }]) =>
            `${connections} connections, requests/s: in the page ${spread(inPage.map((one) => one.requestsPerSecond))}, native ${spread(native.map((one) => one.requestsPerSecond))}.`,
        ),
        samples: Object.fromEntries(samples),
      };
    } finally {
      await service.stop();
      await host.close();
    }
  },
};

function figuresOf(connections: number, { inPage, native }: Samples): Figure[] {
  const at = `${connections} ${connections === 1 ? 'connection' : 'connections'}`;
  const both = (key: keyof Load) => ({
    value: median(inPage.map((one) => one[key])),
    native: median(native.map((one) => one[key])),
  });
  return [
    {
      name: `Throughput, ${at}`,
      unit: 'req/s',
      ...both('requestsPerSecond'),
      target: { kind: 'ratio-at-least', value: SHARE },
    },
    { name: `Latency p50, ${at}`, unit: 'ms', ...both('p50'), target: null },
    { name: `Latency p99, ${at}`, unit: 'ms', ...both('p99'), target: null },
  ];
}

function parse(output: string): Load {
  const line = output.split('\n').find((one) => one.startsWith('{'));
  if (line === undefined) throw new Error(`The load client should print one line of JSON, found:\n${output}`);
  return JSON.parse(line) as Load;
}
