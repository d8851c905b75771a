/**
 * Vite plugin: `virtual:webcontainer-client`, the npm client `@webcontainer/api` as a factory.
 *
 * Why. The client keeps its iframe, a promise for it and a boot lock in module scope, for ever: after one
 * host that does not answer, every further `boot()` of that module waits for the same dead iframe. It also
 * always asks for the path `/headless` at the origin's root, which is wrong for a site under a sub-path, and
 * never removes its iframe or its `message` listener.
 *
 * How. The library is bundled, unchanged but for one line, into the body of a function, so that every call
 * of `createClient(environment)` is a fresh instance of the whole module. `window` and `document` are
 * parameters of that function, so the caller owns the iframe and the listeners and can remove them. There
 * are no URLs, evals or blobs in it: it goes through any bundler, base path and Content-Security-Policy.
 */
import { build, type Plugin as EsbuildPlugin } from 'esbuild';
import type { Plugin } from 'vite';

const VIRTUAL = 'virtual:webcontainer-client';
const RESOLVED = `\0${VIRTUAL}`;

const PATH_LINE = "url.pathname = '/headless';";

/** The one changed line: the path of the host's page comes from the environment. */
const hostPath: EsbuildPlugin = {
  name: 'webcontainer-host-path',
  setup(builder) {
    builder.onLoad(
      { filter: /@webcontainer[\\/]api[\\/]dist[\\/]internal[\\/]iframe-url\.js$/ },
      async (file) => {
        const { readFile } = await import('node:fs/promises');
        const source = await readFile(file.path, 'utf8');
        if (!source.includes(PATH_LINE)) {
          return {
            errors: [
              {
                text: `@webcontainer/api has changed: expected the line "${PATH_LINE}" in dist/internal/iframe-url.js and did not find it. See src/container/vite/client.ts.`,
              },
            ],
          };
        }
        return { contents: source.replace(PATH_LINE, 'url.pathname = environment.hostPath;'), loader: 'js' };
      },
    );
  },
};

/** The source of the virtual module: ESM that exports `createClient`. */
export async function clientFactorySource(): Promise<string> {
  const result = await build({
    stdin: {
      contents: "export { WebContainer, configureAPIKey } from '@webcontainer/api';",
      resolveDir: import.meta.dirname,
      loader: 'js',
    },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'client',
    target: 'es2022',
    legalComments: 'inline',
    logLevel: 'silent',
    define: { 'globalThis.WEBCONTAINER_API_IFRAME_URL': 'environment.hostOrigin' },
    plugins: [hostPath],
  });
  const code = result.outputFiles[0]?.text ?? '';
  return `export function createClient(environment) {
const { window, document } = environment;
${code}
return client;
}
`;
}

export function webContainerClient(): Plugin {
  return {
    name: 'bulkhead:webcontainer-client',
    resolveId(id) {
      return id === VIRTUAL ? RESOLVED : null;
    },
    load(id) {
      return id === RESOLVED ? clientFactorySource() : null;
    },
  };
}
