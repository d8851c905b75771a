import type { EventLoop } from '../loop.ts';
import { native } from '../native.ts';
import type { AsyncIds, Untyped } from '../runtime.ts';

/** Indices of `async_id_fields` and `async_hook_fields`, as src/env.h numbers them. */
const kExecutionAsyncId = 0;
const kTriggerAsyncId = 1;
const kAsyncIdCounter = 2;
const kStackLength = 7;

export interface AsyncBindings {
  ids: AsyncIds;
  async_wrap: Record<string, Untyped>;
  async_context_frame: Record<string, Untyped>;
}

/** `async_wrap` and `async_context_frame`: async ids, the hooks' fields, and the current frame. */
export function createAsyncBindings(): AsyncBindings {
  const hookFields = new Uint32Array(9);
  const idFields = new Float64Array(4);
  idFields[kAsyncIdCounter] = 1;
  idFields[3] = -1;
  const ids: AsyncIds = {
    next: () => (idFields[kAsyncIdCounter] = (idFields[kAsyncIdCounter] ?? 0) + 1),
    frame: undefined,
  };
  const overflow: { execution: number; trigger: number }[] = [];
  const async_wrap = {
    setupHooks() {},
    setCallbackTrampoline() {},
    registerDestroyHook() {},
    queueDestroyAsyncId() {},
    setPromiseHooks() {},
    getPromiseHooks: () => [undefined, undefined, undefined, undefined],
    async_hook_fields: hookFields,
    async_id_fields: idFields,
    async_ids_stack: new Float64Array(64),
    execution_async_resources: [],
    pushAsyncContext(asyncId: number, triggerAsyncId: number) {
      overflow.push({ execution: idFields[kExecutionAsyncId] ?? 0, trigger: idFields[kTriggerAsyncId] ?? 0 });
      hookFields[kStackLength] = (hookFields[kStackLength] ?? 0) + 1;
      idFields[kExecutionAsyncId] = asyncId;
      idFields[kTriggerAsyncId] = triggerAsyncId;
    },
    popAsyncContext() {
      const previous = overflow.pop();
      if (!previous) return false;
      hookFields[kStackLength] = (hookFields[kStackLength] ?? 1) - 1;
      idFields[kExecutionAsyncId] = previous.execution;
      idFields[kTriggerAsyncId] = previous.trigger;
      return (hookFields[kStackLength] ?? 0) > 0;
    },
    clearAsyncIdStack() {
      overflow.length = 0;
      hookFields[kStackLength] = 0;
      idFields[kExecutionAsyncId] = 0;
      idFields[kTriggerAsyncId] = 0;
      async_wrap.execution_async_resources.length = 0;
    },
    executionAsyncResource: () => undefined,
    constants: {
      kInit: 0,
      kBefore: 1,
      kAfter: 2,
      kDestroy: 3,
      kPromiseResolve: 4,
      kTotals: 5,
      kCheck: 6,
      kStackLength,
      kUsesExecutionAsyncResource: 8,
      kExecutionAsyncId,
      kTriggerAsyncId,
      kAsyncIdCounter,
      kDefaultTriggerAsyncId: 3,
    },
    Providers: {},
  };
  return {
    ids,
    async_wrap,
    async_context_frame: {
      getContinuationPreservedEmbedderData: () => ids.frame,
      setContinuationPreservedEmbedderData: (frame: unknown) => {
        ids.frame = frame;
      },
    },
  };
}

/** `task_queue`: ticks, microtasks and unhandled rejections. */
export function createTaskQueueBinding(loop: EventLoop, global: typeof globalThis): Record<string, Untyped> {
  let hasTickScheduled = 0;
  let runTicks: () => void = () => {};
  let onReject: ((type: number, promise: Promise<unknown>, reason?: unknown) => void) | null = null;
  const tickInfo = {
    get hasTickScheduled(): number {
      return hasTickScheduled;
    },
    set hasTickScheduled(value: number) {
      hasTickScheduled = value;
      if (value === 1 && !loop.inTurn) loop.drainAfterMicrotasks();
    },
    /** kHasRejectionToWarn */
    1: 0,
  };
  loop.hooks.drainTicks = () => {
    if (hasTickScheduled === 1 || tickInfo[1] === 1) runTicks();
  };
  const rejection = (type: number, promise: Promise<unknown>, reason?: unknown): void =>
    loop.turn(() => onReject?.(type, promise, reason));
  global.addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    const { promise, reason } = event as PromiseRejectionEvent;
    rejection(0, promise, reason);
  });
  global.addEventListener('rejectionhandled', (event) => {
    rejection(1, (event as PromiseRejectionEvent).promise);
  });
  global.addEventListener('error', (event) => {
    event.preventDefault();
    loop.turn(() => {
      throw (event as ErrorEvent).error;
    });
  });
  return {
    tickInfo,
    /** The platform runs promise callbacks when the turn returns: it cannot be asked to earlier. */
    runMicrotasks() {},
    setTickCallback(fn: () => void) {
      runTicks = fn;
    },
    enqueueMicrotask: native.queueMicrotask,
    setPromiseRejectCallback(fn: typeof onReject) {
      onReject = fn;
    },
    promiseRejectEvents: {
      kPromiseRejectWithNoHandler: 0,
      kPromiseHandlerAddedAfterReject: 1,
      kPromiseResolveAfterResolved: 3,
      kPromiseRejectAfterResolved: 2,
    },
  };
}

/** `timers`: one platform timer for Node's timer lists, one message for its immediates. */
export function createTimersBinding(loop: EventLoop): Record<string, Untyped> {
  const start = native.performance.now();
  const now = (): number => Math.floor(native.performance.now() - start);
  const immediateInfo = new Uint32Array(3);
  const timeoutInfo = new Int32Array(1);
  let processImmediate: () => void = () => {};
  let processTimers: (now: number) => number = () => 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let immediateQueued = false;
  let immediateReferenced = false;
  let timerReferenced = false;
  const channel = new native.MessageChannel();
  // Timers are armed from a message, never from a timer: nested timers would be held back to 4 ms.
  const arm = new native.MessageChannel();
  let armFor = 0;
  arm.port2.onmessage = () => {
    native.clearTimeout(timer);
    timer = native.setTimeout(fire, Math.max(0, armFor - now()));
  };
  const armAt = (time: number): void => {
    armFor = time;
    arm.port1.postMessage(null);
  };
  function fire(): void {
    let next = 0;
    loop.turn(() => {
      next = 1;
      next = processTimers(now());
    });
    // The sign says whether any of the timers left keeps the process alive (src/env.cc, RunTimers).
    toggleTimerRef(next > 0);
    if (next !== 0) armAt(Math.abs(next) === 1 ? now() + 1 : Math.abs(next));
  }
  const queueImmediate = (): void => {
    if (immediateQueued) return;
    immediateQueued = true;
    channel.port1.postMessage(null);
  };
  channel.port2.onmessage = () => {
    immediateQueued = false;
    loop.turn(() => processImmediate());
    if (immediateInfo[1] === 0) toggleImmediateRef(false);
    if (immediateInfo[0] !== 0 || immediateInfo[2] !== 0) queueImmediate();
  };
  const toggleTimerRef = (on: boolean): void => {
    if (on === timerReferenced) return;
    timerReferenced = on;
    if (on) loop.ref();
    else loop.unref();
  };
  const toggleImmediateRef = (on: boolean): void => {
    if (on) queueImmediate();
    if (on === immediateReferenced) return;
    immediateReferenced = on;
    if (on) loop.ref();
    else loop.unref();
  };
  return {
    setupTimers(immediates: () => void, timers: (now: number) => number) {
      processImmediate = immediates;
      processTimers = timers;
    },
    scheduleTimer(milliseconds: number) {
      if (loop.inTurn) armAt(now() + milliseconds);
      else {
        // A promise callback after a turn: the turn's message is still on its way and must not put this off.
        armFor = now() + milliseconds;
        native.clearTimeout(timer);
        timer = native.setTimeout(fire, milliseconds);
      }
    },
    toggleTimerRef,
    toggleImmediateRef,
    getLibuvNow: now,
    immediateInfo,
    timerInfo: new Int32Array(1),
    timeoutInfo,
  };
}
