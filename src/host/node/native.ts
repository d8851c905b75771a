/**
 * The platform's own functions, kept before Node's library replaces the globals of the same name
 * (timers, URL, streams, events, messaging) and before learner code can touch them.
 */
export const native = {
  setTimeout: globalThis.setTimeout.bind(globalThis),
  clearTimeout: globalThis.clearTimeout.bind(globalThis),
  queueMicrotask: globalThis.queueMicrotask.bind(globalThis),
  MessageChannel: globalThis.MessageChannel,
  MessagePort: globalThis.MessagePort,
  BroadcastChannel: globalThis.BroadcastChannel,
  structuredClone: globalThis.structuredClone.bind(globalThis),
  performance: globalThis.performance,
  crypto: globalThis.crypto,
  /** Absent where unit tests run. */
  addEventListener: globalThis.addEventListener?.bind(globalThis),
  TextEncoder: globalThis.TextEncoder,
  TextDecoder: globalThis.TextDecoder,
  DOMException: globalThis.DOMException,
  console: globalThis.console,
  navigator: globalThis.navigator,
  Blob: globalThis.Blob,
  File: globalThis.File,
};
