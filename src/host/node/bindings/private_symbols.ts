/**
 * Private symbols: V8 has property keys that no reflection shows, and lib marks errors, modules and cloneable
 * objects with them. Here they are ordinary symbols, which `hidePrivateSymbols` makes invisible.
 */

/** Property name in `privateSymbols` → description, as in Node 24.21. */
const DESCRIPTIONS = {
  arrow_message_private_symbol: 'node:arrowMessage',
  contextify_context_private_symbol: 'node:contextify:context',
  decorated_private_symbol: 'node:decorated',
  empty_context_frame_sentinel_symbol: 'node:empty_context_frame_sentinel',
  transfer_mode_private_symbol: 'node:transfer_mode',
  host_defined_option_symbol: 'node:host_defined_option_symbol',
  js_transferable_wrapper_private_symbol: 'node:js_transferable_wrapper',
  entry_point_module_private_symbol: 'node:entry_point_module',
  entry_point_promise_private_symbol: 'node:entry_point_promise',
  module_source_private_symbol: 'node:module_source',
  module_export_names_private_symbol: 'node:module_export_names',
  module_circular_visited_private_symbol: 'node:module_circular_visited',
  module_export_private_symbol: 'node:module_export',
  module_first_parent_private_symbol: 'node:module_first_parent',
  module_last_parent_private_symbol: 'node:module_last_parent',
  napi_type_tag: 'node:napi:type_tag',
  napi_wrapper: 'node:napi:wrapper',
  untransferable_object_private_symbol: 'node:untransferableObject',
  exit_info_private_symbol: 'node:exit_info_private_symbol',
  promise_trace_id: 'node:promise_trace_id',
  source_map_data_private_symbol: 'node:source_map_data_private_symbol',
};

export type PrivateSymbols = Record<keyof typeof DESCRIPTIONS, symbol>;

export function createPrivateSymbols(): PrivateSymbols {
  const entries = Object.entries(DESCRIPTIONS).map(([name, description]) => [name, Symbol(description)]);
  return Object.fromEntries(entries) as PrivateSymbols;
}

/**
 * Keeps what is assigned under these symbols beside the objects instead of on them: accessors on `prototype`
 * (a realm's `Object.prototype`) store into a WeakMap. So `console.log(new URL(…))` shows no
 * `[Symbol(node:transfer_mode)]`, frozen objects can be marked, and a value is never inherited, as in V8. Objects
 * without a prototype still get a visible property.
 */
export function hidePrivateSymbols(symbols: PrivateSymbols, prototype: object): void {
  for (const symbol of Object.values(symbols)) {
    const values = new WeakMap<object, unknown>();
    Object.defineProperty(prototype, symbol, {
      configurable: true,
      enumerable: false,
      get(this: object) {
        return values.get(this);
      },
      set(this: object, value: unknown) {
        values.set(this, value);
      },
    });
  }
}
