import { ModuleRunner } from 'vite/module-runner';
import type { ModuleRequest, ModuleResult } from '../protocol.ts';
import { importFrame, missingExport } from './linking.ts';
import type { Realm } from './realm.ts';
import type { Runtime, Untyped } from './runtime.ts';
import type { SourcePositions } from './stack.ts';
import type { StrippedScripts } from './typescript.ts';

/** Asks the kernel for a file's code in the form it is to be run. */
export type FetchCode = (request: ModuleRequest) => Promise<ModuleResult>;

/** What an evaluated module's code is called with; the names are the transform's. */
const CONTEXT = [
  '__vite_ssr_exports__',
  '__vite_ssr_import_meta__',
  '__vite_ssr_import__',
  '__vite_ssr_dynamic_import__',
  '__vite_ssr_exportAll__',
  '__vite_ssr_exportName__',
] as const;

/** Stands before a module's own text on its first line. */
const HEADER = `(async function(${CONTEXT.join(',')}){"use strict";`;

export interface EsmLoader {
  /** Stands in for `internal/modules/esm/loader`. */
  library: Untyped;
  /** Where a module could not be parsed: file and line, the line, a caret. */
  frames: WeakMap<Error, string>;
  /** Runs a program of the host: one module whose imports are `node:*`. */
  runProgram(program: { name: string; code: string }): Promise<void>;
  /** True while the entry point has not finished evaluating. */
  readonly pending: boolean;
}

/**
 * ES modules. Specifiers are resolved by Node's own resolver over the process's files; code comes
 * transformed from the kernel; Vite's ModuleRunner links and evaluates it, cycles and live bindings
 * included. CommonJS and JSON go through Node's own loader.
 */
export function createEsmLoader(
  realm: Realm,
  runtime: Runtime,
  fetchCode: FetchCode,
  /** What `import *` gives out goes in here: Node shows these as module namespaces. */
  namespaces: WeakSet<object>,
  positions: SourcePositions,
  scripts: StrippedScripts,
): EsmLoader {
  const frames = new WeakMap<Error, string>();
  let pending = 0;

  const resolve = (
    specifier: string,
    parentURL: string | undefined,
    attributes: Untyped = {},
  ): { url: string; format: string } => {
    const { defaultResolve } = realm.require('internal/modules/esm/resolve');
    const { getDefaultConditions } = realm.require('internal/modules/esm/utils');
    const { url, format } = defaultResolve(specifier, {
      __proto__: null,
      conditions: getDefaultConditions(),
      parentURL,
      importAttributes: attributes,
    });
    return { url, format: format ?? formatOf(url) };
  };

  const formatOf = (url: string): string => {
    if (url.startsWith('node:')) return 'builtin';
    const { defaultGetFormat } = realm.require('internal/modules/esm/get_format');
    const path = realm.require('internal/url').fileURLToPath(url);
    const format = defaultGetFormat(new (realm.require('internal/url').URL)(url), {
      __proto__: null,
      parentURL: undefined,
    });
    if (format) return format;
    const source: string = realm.require('fs').readFileSync(path, 'utf8');
    const isModule = realm.internalBinding('contextify').containsModuleSyntax(source);
    return `${isModule ? 'module' : 'commonjs'}${path.endsWith('.ts') ? '-typescript' : ''}`;
  };

  const importMeta = (file: string): Untyped => {
    const { fileURLToPath, pathToFileURL } = realm.require('internal/url');
    const url: string = file.startsWith('/') ? pathToFileURL(file).href : file;
    const path: string = fileURLToPath(url);
    return {
      __proto__: null,
      dirname: path.slice(0, path.lastIndexOf('/')) || '/',
      filename: path,
      main: url === mainURL,
      resolve: (specifier: string, parent: string = url) => resolve(`${specifier}`, `${parent}`).url,
      url,
    };
  };

  let mainURL: string | undefined;
  /** Modules that have begun and not finished. */
  const running = new Set<string>();
  /** Code given on the command line, by the URL it is known under. */
  const evaluated = new Map<string, string>();

  async function fetchModule(id: string, importerPath: string | undefined): Promise<Untyped> {
    const { pathToFileURL } = realm.require('internal/url');
    const importer: string | undefined = importerPath?.startsWith('/')
      ? pathToFileURL(importerPath).href
      : importerPath;
    const { url, format } =
      id.startsWith('file:') && importer === undefined
        ? { url: id, format: evaluated.has(id) ? 'module' : formatOf(id) }
        : resolve(id, importer);
    if (format === 'builtin') return { externalize: url, type: 'builtin' };
    const path: string = realm.require('internal/url').fileURLToPath(url);
    if (format.startsWith('commonjs') || format === 'json') {
      await scripts.prepare(path);
      return { externalize: url, type: 'commonjs' };
    }
    if (!evaluated.has(url) && !realm.require('fs').existsSync(path)) {
      const { ERR_MODULE_NOT_FOUND } = realm.require('internal/errors').codes;
      throw new ERR_MODULE_NOT_FOUND(path, importer ?? 'the command line', url);
    }
    const result = await fetchCode({ path, source: evaluated.get(url) ?? null, form: 'module' });
    if (result.kind === 'error') throw moduleError(frames, result);
    positions.add(url, { map: result.map, header: HEADER.length });
    return { code: result.code, file: path, id: url, url, invalidate: false };
  }

  /** A failure of `fetchModule` must arrive as the same object: the runner copies plain errors. */
  const invoke = async (payload: Untyped): Promise<Untyped> => {
    const { name, data } = payload.data;
    if (name === 'getBuiltins') return { result: [] };
    runtime.loop.ref();
    try {
      return { result: await fetchModule(data[0], data[1]) };
    } catch (error) {
      failures.push(error);
      return { error: { message: FAILURE + (failures.length - 1) } };
    } finally {
      runtime.loop.unref();
    }
  };
  const FAILURE = 'bulkhead-module-failure:';
  const failures: unknown[] = [];
  const original = (error: Untyped): unknown => {
    const message: unknown = error?.message;
    if (typeof message !== 'string' || !message.startsWith(FAILURE)) return error;
    return failures[Number(message.slice(FAILURE.length))];
  };

  const runner = new ModuleRunner(
    {
      hmr: false,
      sourcemapInterceptor: false,
      transport: { invoke },
      createImportMeta: (path: string) => importMeta(path),
    } as Untyped,
    {
      startOffset: 0,
      async runInlinedModule(context: Untyped, code: string, module: Untyped) {
        // biome-ignore lint/security/noGlobalEval: evaluating modules is what this is for
        const body = (0, eval)(`${HEADER}${code}\n})\n//# sourceURL=${module.url}`);
        namespaces.add(context.__vite_ssr_exports__);
        // Resolved here: the runner would join a relative specifier to the address as if it were a path.
        const importDynamically = async (specifier: unknown): Promise<unknown> =>
          context.__vite_ssr_dynamic_import__(resolve(`${specifier}`, module.url).url);
        const own: Record<string, unknown> = {
          __vite_ssr_dynamic_import__: importDynamically,
          __vite_ssr_import__: async (specifier: string, metadata?: { importedNames?: string[] }) => {
            const exports = await context.__vite_ssr_import__(specifier);
            expectNames(exports, specifier, module.url, metadata?.importedNames ?? []);
            return exports;
          },
        };
        running.add(module.url);
        try {
          await body(...CONTEXT.map((name) => own[name] ?? context[name]));
        } finally {
          running.delete(module.url);
        }
        Object.seal(context.__vite_ssr_exports__);
      },
      async runExternalModule(url: string) {
        return url.startsWith('node:') ? builtinNamespace(url.slice(5)) : commonjsNamespace(url);
      },
    } as Untyped,
  );

  function expectNames(exports: object, specifier: string, importer: string, names: string[]): void {
    const missing = names.filter((name) => !(name in exports));
    if (missing.length === 0) return;
    const { url, format } = resolve(specifier, importer);
    // In a cycle the other module may still get its names from an `export *`.
    if (running.has(url)) return;
    const error = new SyntaxError(missingExport(specifier, format, missing));
    const path: string = realm.require('internal/url').fileURLToPath(importer);
    const source = evaluated.get(importer) ?? realm.require('fs').readFileSync(path, 'utf8');
    frames.set(error, importFrame(importer, source, specifier, missing.at(-1) ?? ''));
    throw error;
  }

  function builtinNamespace(id: string): Untyped {
    const { BuiltinModule } = realm.require('internal/bootstrap/realm');
    return namespace(BuiltinModule.map.get(id).compileForPublicLoader());
  }

  function commonjsNamespace(url: string): Untyped {
    const { Module } = realm.require('internal/modules/cjs/loader');
    return namespace(Module._load(realm.require('internal/url').fileURLToPath(url), null, false));
  }

  /** `module.exports` as a namespace: `default` is all of it, and each own key is a name. */
  function namespace(exports: Untyped): Untyped {
    const result: Untyped = Object.create(null);
    if ((typeof exports === 'object' && exports !== null) || typeof exports === 'function') {
      for (const key of Object.keys(exports)) {
        if (key === 'default') continue;
        Object.defineProperty(result, key, { enumerable: true, get: () => exports[key] });
      }
    }
    namespaces.add(result);
    result.default = exports;
    result['module.exports'] = exports;
    return result;
  }

  async function load(
    specifier: string | URL,
    parentURL: string | undefined,
    isMain: boolean,
  ): Promise<Untyped> {
    const text = `${specifier}`;
    const { url, format } = resolve(text, parentURL);
    if (isMain) mainURL = url;
    if (format === 'builtin') return builtinNamespace(url.slice(5));
    if (format.startsWith('commonjs') || format === 'json') {
      await scripts.prepare(realm.require('internal/url').fileURLToPath(url));
      return commonjsNamespace(url);
    }
    try {
      return await runner.import(url);
    } catch (error) {
      throw original(error);
    }
  }

  const cascadedLoader = {
    import: async (
      specifier: string | URL,
      parentURL?: string,
      _attributes?: unknown,
      _phase?: unknown,
      isMain = false,
    ) => {
      if (isMain) pending++;
      try {
        return await load(specifier, parentURL, isMain);
      } finally {
        if (isMain) pending--;
      }
    },
    eval: async (source: string, url: string) => {
      evaluated.set(url, source);
      pending++;
      try {
        return { namespace: await runner.import(url) };
      } catch (error) {
        throw original(error);
      } finally {
        pending--;
      }
    },
    // `node -e` with module syntax: what was compiled is the text, and running it is an evaluation.
    createModuleWrap: (source: string, url: string) => ({ source, url }),
    executeModuleJob: (url: string, { source }: { source: string }) => cascadedLoader.eval(source, url),
    importSyncForRequire(_module: unknown, filename: string) {
      throw new Error(
        `${filename} is an ES module, which require() cannot load in the built-in host: use import, or choose StackBlitz in the status bar.`,
      );
    },
    resolveSync: (specifier: string, parentURL: string) => resolve(specifier, parentURL),
    waitForAsyncLoaderHookInitialization() {},
    importMetaInitialize: (meta: Untyped, { url }: { url: string }) => Object.assign(meta, importMeta(url)),
    cjsCache: new Map(),
    loadCache: new Map(),
  };

  return {
    library: {
      createModuleLoader: () => cascadedLoader,
      getOrInitializeCascadedLoader: () => cascadedLoader,
      isCascadedLoaderInitialized: () => true,
      register() {
        throw new Error('module.register() needs the full Node: choose StackBlitz in the status bar.');
      },
    },
    frames,
    async runProgram({ name, code }) {
      pending++;
      try {
        // biome-ignore lint/security/noGlobalEval: the program is a part of this host, made by its build
        const body = (0, eval)(`${HEADER}${code}\n})\n//# sourceURL=node:bulkhead/${name}`);
        const load = async (id: string): Promise<Untyped> => builtinNamespace(id.replace(/^node:/, ''));
        const exports: Untyped = Object.create(null);
        await body(
          exports,
          { url: `node:bulkhead/${name}` },
          load,
          load,
          () => {},
          (key: string, get: () => unknown) =>
            Object.defineProperty(exports, key, { enumerable: true, configurable: true, get }),
        );
      } finally {
        pending--;
      }
    },
    get pending() {
      return pending > 0;
    },
  };
}

/** What could not be compiled, as Node prints it: file and line, the line, a caret, the message. */
export function moduleError(
  frames: WeakMap<Error, string>,
  result: Extract<ModuleResult, { kind: 'error' }>,
): Error {
  const error = result.name === 'SyntaxError' ? new SyntaxError(result.message) : new Error(result.message);
  if (result.code) Object.assign(error, { code: result.code });
  if (result.frame) frames.set(error, result.frame);
  return error;
}
