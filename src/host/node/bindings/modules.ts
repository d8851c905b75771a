import type { Untyped } from '../runtime.ts';

/** What module bindings read from the file system (the process's replica). */
export interface ModuleFiles {
  /** UTF-8 text of a file, or undefined when there is none. */
  readText(path: string): string | undefined;
}

type SerializedPackage = [
  name: string | undefined,
  main: string | undefined,
  type: string,
  imports: string | undefined,
  exports: string | undefined,
  path: string,
];

const parent = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0)) || '/';

/** `modules`: package.json, read as Node does (src/node_modules.cc). */
export function createModulesBinding(files: ModuleFiles, errors: () => Untyped): Record<string, Untyped> {
  function read(
    path: string,
    isESM = false,
    base?: string,
    specifier?: string,
  ): SerializedPackage | undefined {
    const text = files.readText(path);
    if (text === undefined) return undefined;
    let json: Record<string, unknown>;
    try {
      json = JSON.parse(text);
    } catch (error) {
      const { ERR_INVALID_PACKAGE_CONFIG } = errors();
      const from = base === undefined ? undefined : specifier ? `"${specifier}" from ${base}` : base;
      throw new ERR_INVALID_PACKAGE_CONFIG(path, isESM ? from : undefined, (error as Error).message);
    }
    const string = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
    const type = json['type'] === 'module' || json['type'] === 'commonjs' ? json['type'] : 'none';
    const plain = (value: unknown): string | undefined =>
      value === undefined || value === null
        ? undefined
        : typeof value === 'string'
          ? value
          : JSON.stringify(value);
    return [
      string(json['name']),
      string(json['main']),
      type,
      plain(json['imports']),
      plain(json['exports']),
      path,
    ];
  }

  function nearest(path: string): SerializedPackage | undefined {
    for (let directory = parent(path); ; directory = parent(directory)) {
      if (!directory.endsWith('/node_modules')) {
        const found = read(`${directory === '/' ? '' : directory}/package.json`);
        if (found) return found;
      }
      if (directory === '/') return undefined;
    }
  }

  const pathOf = (url: string): string =>
    decodeURIComponent(url.replace(/^file:\/\//, '').replace(/[?#].*$/, ''));

  return {
    readPackageJSON: read,
    getNearestParentPackageJSON: nearest,
    getNearestParentPackageJSONType: (path: string) => nearest(path)?.[2] ?? 'none',
    getPackageScopeConfig(url: string) {
      const path = pathOf(url);
      return nearest(path) ?? `${parent(path) === '/' ? '' : parent(path)}/package.json`;
    },
    getPackageType(url: string) {
      const type = nearest(pathOf(url))?.[2];
      return type === 'none' ? undefined : type;
    },
    enableCompileCache: () => [0],
    getCompileCacheDir: () => undefined,
    flushCompileCache() {},
    getCompileCacheEntry: () => undefined,
    saveCompileCacheEntry() {},
    setLazyPathHelpers() {},
    compileCacheStatus: ['FAILED', 'ENABLED', 'ALREADY_ENABLED', 'DISABLED'],
    cachedCodeTypes: {
      kStrippedTypeScript: 0,
      kTransformedTypeScript: 1,
      kTransformedTypeScriptWithSourceMaps: 2,
    },
    moduleFormats: { module: 1, commonjs: 2 },
  };
}

/** Where `import()` of CommonJS code and of scripts leads; the platform's own cannot see the files. */
export type DynamicImport = (referrer: string, specifier: string) => Promise<unknown>;

const IMPORT = '__bulkhead_import__';

/** `contextify` and `module_wrap`: compiling source text in this realm, the only one there is. */
export function createCompileBindings(
  privateSymbols: () => { host_defined_option_symbol: symbol; contextify_context_private_symbol: symbol },
  dynamicImport: DynamicImport,
  told: {
    compiled(file: string, header: number): void;
    unparsed(error: object, path: string, source: string): void;
  },
): { contextify: Record<string, Untyped>; module_wrap: Record<string, Untyped> } {
  Object.defineProperty(globalThis, IMPORT, { value: dynamicImport, enumerable: false });
  const rewrite = (code: string, filename: string): string =>
    code.replace(/(?<![\w$.'"`])import\s*\(/g, `${IMPORT}.bind(null, ${JSON.stringify(filename)})(`);

  class ContextifyScript {
    readonly sourceMapURL = undefined;
    readonly #code: string;
    constructor(
      code: string,
      filename: string,
      _line: number,
      _column: number,
      _data: unknown,
      _produce: boolean,
      _context: unknown,
      option: unknown,
    ) {
      this.#code = `${rewrite(code, filename)}\n//# sourceURL=${filename}`;
      (this as Untyped)[privateSymbols().host_defined_option_symbol] = option;
    }
    runInContext(): unknown {
      // biome-ignore lint/security/noGlobalEval: running a script is what this is for
      return (0, eval)(this.#code);
    }
  }
  const compile = (code: string, filename: string, parameters: string[]): Untyped => {
    const header = `(function (${parameters.join(', ')}) { `;
    told.compiled(filename, header.length);
    // biome-ignore lint/security/noGlobalEval: compiling a module is what this is for
    return (0, eval)(`${header}${rewrite(code, filename)}\n})\n//# sourceURL=${filename}`);
  };

  return {
    contextify: {
      ContextifyScript,
      compileFunction(
        code: string,
        filename: string,
        _line: number,
        _column: number,
        _data: unknown,
        _produce: boolean,
        _context: unknown,
        _extensions: unknown,
        parameters: string[] = [],
      ) {
        return { function: compile(code, filename, parameters), sourceMapURL: undefined };
      },
      compileFunctionForCJSLoader(code: string, filename: string, _sea: boolean, detect: boolean) {
        try {
          const parameters = ['exports', 'require', 'module', '__filename', '__dirname'];
          return {
            canParseAsESM: false,
            function: compile(stripShebang(code), filename, parameters),
            sourceMapURL: undefined,
          };
        } catch (error) {
          if (!(error instanceof SyntaxError)) throw error;
          if (detect && hasModuleSyntax(code)) return { canParseAsESM: true, function: undefined };
          told.unparsed(error, filename, code);
          throw error;
        }
      },
      containsModuleSyntax: (code: string) => hasModuleSyntax(code),
      /** The library's own second realm, which it uses for clean intrinsics: this host has one realm. */
      makeContext(context: Untyped, name: unknown) {
        if (name === 'internal') {
          context[privateSymbols().contextify_context_private_symbol] = context;
          return context;
        }
        throw Object.assign(
          new Error(
            'vm contexts are not in the built-in host: choose StackBlitz in the status bar to run this on the full Node.',
          ),
          { code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM' },
        );
      },
      startSigintWatchdog() {},
      stopSigintWatchdog: () => false,
      watchdogHasPendingSigint: () => false,
      measureMemory: () => Promise.resolve({}),
      constants: {
        measureMemory: { mode: { SUMMARY: 0, DETAILED: 1 }, execution: { DEFAULT: 0, EAGER: 1 } },
      },
    },
    module_wrap: {
      ModuleWrap: class ModuleWrap {},
      setImportModuleDynamicallyCallback() {},
      setInitializeImportMetaObjectCallback() {},
      createRequiredModuleFacade() {},
      throwIfPromiseRejected() {},
      kUninstantiated: 0,
      kInstantiating: 1,
      kInstantiated: 2,
      kEvaluating: 3,
      kEvaluated: 4,
      kErrored: 5,
      kSourcePhase: 1,
      kEvaluationPhase: 2,
    },
  };
}

const stripShebang = (code: string): string => (code.startsWith('#!') ? `//${code}` : code);

/** Node compiles again as a module to find out; a statement-level import or export says the same. */
export function hasModuleSyntax(code: string): boolean {
  const bare = code.replace(
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|`(?:\\.|[^`\\])*`|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g,
    (text) => (text.startsWith('/') ? ' ' : '""'),
  );
  return /(^|[;}\n])\s*(import\s*(?:[\w*{]|"")|export\s*(?:[*{]|default\b|const\b|let\b|var\b|function\b|async\b|class\b|type\b|interface\b|enum\b|declare\b|abstract\b|namespace\b))|\bimport\.meta\b|(^|[;\n])\s*(?:const\s+\w+\s*=\s*)?await\s/.test(
    bare,
  );
}
