import { createCryptoModule } from './builtins/crypto.ts';
import { native } from './native.ts';
import type { Replacement } from './realm.ts';
import type { Untyped } from './runtime.ts';

const messaging = {
  MessageChannel: native.MessageChannel,
  MessagePort: native.MessagePort,
  BroadcastChannel: native.BroadcastChannel,
};

/** Modules of Node's library that the platform, or a small module of ours, stands in for. */
export const replacements: Record<string, Replacement> = {
  crypto: (realm) => createCryptoModule(realm),

  'internal/blob': () => ({
    Blob: native.Blob,
    createBlob: () => new native.Blob(),
    createBlobFromFilePath: () => {
      throw new Error('fs.openAsBlob() needs the full Node: choose StackBlitz in the status bar.');
    },
    handle: Symbol('handle'),
    isBlob: (value: unknown) => value instanceof native.Blob,
    kHandle: Symbol('kHandle'),
    resolveObjectURL: () => undefined,
    TransferableBlob: native.Blob,
  }),

  'internal/file': () => ({ File: native.File }),

  // Without ICU, Node's own decoder knows three encodings; the platform's knows the whole standard.
  'internal/encoding': () => ({
    TextDecoder: native.TextDecoder,
    TextEncoder: native.TextEncoder,
    getEncodingFromLabel(label: string) {
      try {
        return new native.TextDecoder(label).encoding;
      } catch {
        return undefined;
      }
    },
    encodings: new Map(),
  }),

  // Node's own would rework the platform's MessagePort, which this host's streams are made of.
  'internal/worker/io': () => ({
    ...messaging,
    oninit: Symbol('oninit'),
    receiveMessageOnPort: () => undefined,
  }),
  worker_threads: () => ({
    ...messaging,
    isMainThread: true,
    isInternalThread: false,
    parentPort: null,
    workerData: null,
    resourceLimits: {},
    threadId: 0,
    threadName: '',
    SHARE_ENV: Symbol.for('nodejs.worker_threads.SHARE_ENV'),
    Worker: class Worker {
      constructor() {
        throw new Error(
          'worker_threads.Worker is not in the built-in host yet: choose StackBlitz in the status bar.',
        );
      }
    },
    getEnvironmentData: () => undefined,
    setEnvironmentData() {},
    markAsUntransferable() {},
    isMarkedAsUntransferable: () => false,
    markAsUncloneable() {},
    moveMessagePortToContext: (port: unknown) => port,
    receiveMessageOnPort: () => undefined,
  }),

  https: () => unavailable('https', ['request', 'get', 'createServer']),
  tls: () => unavailable('tls', ['connect', 'createServer', 'createSecureContext']),
};

/** There is no TLS between processes of one page: the module loads, using it says so. */
function unavailable(name: string, methods: string[]): Untyped {
  const refuse = (): never => {
    throw new Error(
      `node:${name} needs TLS, which the built-in host does not have. Use http inside the container.`,
    );
  };
  return {
    Agent: class Agent {},
    Server: class Server {},
    TLSSocket: class TLSSocket {},
    globalAgent: {},
    ...Object.fromEntries(methods.map((method) => [method, refuse])),
  };
}
