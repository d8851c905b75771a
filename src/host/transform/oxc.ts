import { createContext } from '@emnapi/runtime';
import {
  emnapiAsyncWorkPlugin,
  emnapiTSFNPlugin,
  instantiateNapiModuleSync,
  WASI,
} from '@napi-rs/wasm-runtime';

export interface OxcError {
  severity: 'Error' | 'Warning' | 'Advice';
  message: string;
  labels?: { start: number; end: number }[];
}

interface TransformResult {
  code: string;
  map?: unknown;
  errors: OxcError[];
}

export interface Oxc {
  transformSync(path: string, source: string, options: Record<string, unknown>): TransformResult;
  moduleRunnerTransformSync(path: string, source: string, options: Record<string, unknown>): TransformResult;
}

/** Pages of 64 KiB the memory starts with. */
const INITIAL_PAGES = 1024;
const MAXIMUM_PAGES = 65_536;

/** Instantiates oxc-transform's single-threaded build: no threads, no shared memory, no isolation. */
export function loadOxc(module: WebAssembly.Module): Oxc {
  const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES });
  const { napiModule } = instantiateNapiModuleSync(module, {
    context: createContext(),
    asyncWorkPoolSize: 0,
    plugins: [emnapiAsyncWorkPlugin, emnapiTSFNPlugin],
    wasi: new WASI({ version: 'preview1' }),
    overwriteImports(imports: Record<string, WebAssembly.ModuleImports>) {
      imports['env'] = { ...imports['env'], ...imports['napi'], ...imports['emnapi'], memory };
      return imports as WebAssembly.Imports;
    },
    beforeInit({ instance }: { instance: WebAssembly.Instance }) {
      for (const [name, value] of Object.entries(instance.exports)) {
        if (name.startsWith('__napi_register__')) (value as () => void)();
      }
    },
  });
  return napiModule.exports as Oxc;
}
