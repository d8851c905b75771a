/** Before all tests: builds the host, bundles the page with the npm client, serves both from memory. */
import path from 'node:path';
import { build } from 'esbuild';
import { buildRuntime } from '../../scripts/build-runtime.ts';
import { serveMemory } from './server.ts';

/** Where the tests find the address of the page. */
export const ADDRESS = 'BULKHEAD_CONTRACT_URL';

const root = path.resolve(import.meta.dirname, '../..');

export default async function setup(): Promise<() => Promise<void>> {
  const server = await serveContractPage();
  process.env[ADDRESS] = server.url;
  return server.close;
}

export async function serveContractPage(): ReturnType<typeof serveMemory> {
  await buildRuntime();
  const bundle = await build({
    entryPoints: [path.join(import.meta.dirname, 'page/main.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    logLevel: 'warning',
  });
  return serveMemory(path.join(root, 'public'), {
    '/': {
      type: 'text/html; charset=utf-8',
      body: '<!doctype html><title>Contract</title><body><script>WEBCONTAINER_API_IFRAME_URL = location.origin</script><script type="module" src="/page.js"></script>',
    },
    '/page.js': { type: 'text/javascript', body: bundle.outputFiles[0]?.text ?? '' },
    '/secret.txt': { type: 'text/plain', body: 'only for pages of this origin' },
  });
}
