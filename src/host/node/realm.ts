import type { Untyped } from './runtime.ts';

/** Made by the build: Node's own library as text (scripts/runtime/natives.ts). */
export interface NativeSources {
  version: string;
  versions: Record<string, string>;
  ids: string[];
  sources: Record<string, string>;
  options: Record<string, Untyped>;
  embedderOptions: Record<string, Untyped>;
  config: string;
}

export interface Realm {
  require(id: string): Untyped;
  internalBinding(name: string): Untyped;
  /** Runs one of lib/internal/main/*. */
  runMain(id: string): void;
  primordials: Untyped;
  process: Untyped;
}

/** A module of ours that stands in for one of Node's. */
export type Replacement = (realm: Realm) => Untyped;

const PARAMETERS = 'exports, require, module, process, internalBinding, primordials';

const BOOTSTRAP = 'process, require, internalBinding, primordials';

/**
 * Boots Node's library as `node` does without a snapshot: primordials, the realm's loaders, then
 * lib/internal/bootstrap/*. Everything native comes from `bindings`.
 */
export function bootRealm(
  natives: NativeSources,
  bindings: (realm: Realm) => Record<string, Untyped>,
  replacements: Record<string, Replacement>,
): Realm {
  const process: Untyped = Object.create(Object.create(Object.prototype, {}));
  Object.defineProperty(Object.getPrototypeOf(process), 'constructor', {
    value: function process() {},
    configurable: true,
    writable: true,
    enumerable: false,
  });
  Object.assign(process, {
    version: natives.version,
    versions: Object.freeze({ ...natives.versions }),
    arch: 'x64',
    platform: 'linux',
    release: { name: 'node', lts: 'Krypton' },
    argv: ['node'],
    execArgv: [],
    execPath: '/usr/bin/node',
    env: {},
    title: 'node',
    pid: 0,
    ppid: 0,
    debugPort: 9229,
  });
  const primordials: Untyped = {};
  const realm: Realm = {
    process,
    primordials,
    require: () => {
      throw new Error('The library is not up yet.');
    },
    internalBinding: (name) => getBinding(name),
    runMain: (id) => compile(id, BOOTSTRAP)(process, realm.require, realm.internalBinding, primordials),
  };

  const compile = (id: string, parameters = PARAMETERS): Untyped => {
    const replacement = replacements[id];
    if (replacement) {
      return (_exports: unknown, _require: unknown, module: { exports: unknown }) => {
        module.exports = replacement(realm);
      };
    }
    const source = natives.sources[id];
    if (source === undefined) throw absent(id);
    // biome-ignore lint/security/noGlobalEval: compiling Node's library is what this is for
    return (0, eval)(`(function (${parameters}) {${source}\n})\n//# sourceURL=node:${id}`);
  };

  const table: Record<string, Untyped> = bindings(realm);
  table['builtins'] = {
    builtinIds: natives.ids,
    compileFunction: compile,
    setInternalLoaders(internalBinding: Realm['internalBinding'], require: Realm['require']) {
      realm.internalBinding = internalBinding;
      realm.require = require;
    },
    natives: natives.sources,
    config: natives.config,
    builtinCategories: { cannotBeRequired: [], canBeRequired: natives.ids },
    hasCachedBuiltins: () => true,
  };
  const getBinding = (name: string): Untyped => {
    const binding = table[name];
    if (!binding) throw new Error(`No such binding: ${name}`);
    return binding;
  };

  const early = (id: string, extra: string, ...rest: unknown[]): Untyped => compile(id, extra)(...rest);
  const perContext = 'exports, primordials, privateSymbols, perIsolateSymbols';
  const symbols = getBinding('symbols');
  const { privateSymbols } = getBinding('util');
  // kExiting, kExitCode, kHasExitCode: lib/internal/bootstrap/node.js keeps them here.
  process[privateSymbols.exit_info_private_symbol] = new Int32Array(3);
  early('internal/per_context/primordials', perContext, {}, primordials, privateSymbols, symbols);
  const domException: Untyped = {};
  early('internal/per_context/domexception', perContext, domException, primordials, privateSymbols, symbols);
  table['messaging'].DOMException = domException.DOMException;
  early(
    'internal/bootstrap/realm',
    'process, getLinkedBinding, getInternalBinding, primordials',
    process,
    () => {
      throw new Error('No such module');
    },
    getBinding,
    primordials,
  );
  for (const id of [
    'internal/bootstrap/node',
    'internal/bootstrap/web/exposed-wildcard',
    'internal/bootstrap/web/exposed-window-or-worker',
    'internal/bootstrap/switches/is_main_thread',
    'internal/bootstrap/switches/does_own_process_state',
  ]) {
    realm.runMain(id);
  }
  return realm;
}

/** Node's private symbols: made on first use, the same ever after. */
export function stableSymbols(): ProxyHandler<Record<string, symbol>> {
  return {
    get: (target, key) => {
      if (typeof key === 'symbol') return undefined;
      target[key] ??= Symbol(key);
      return target[key];
    },
  };
}

function absent(id: string): Error {
  const error = new Error(
    `The module node:${id} is not in the built-in host. Choose StackBlitz in the status bar to run this on the full Node.`,
  );
  return Object.assign(error, { code: 'ERR_UNKNOWN_BUILTIN_MODULE' });
}
