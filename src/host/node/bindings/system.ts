import { native } from '../native.ts';
import type { Runtime, Untyped } from '../runtime.ts';
import { UV } from '../runtime.ts';

/** What the system bindings ask of the process. */
export interface SystemContext {
  cwd(): string;
  chdir(path: string): void;
  env(): Record<string, string>;
  options: Record<string, Untyped>;
  embedderOptions: Record<string, Untyped>;
  exit(code: number): never;
  kill(pid: number, signal: number): number;
  writeSync(fd: number, text: string): void;
  patchProcessObject(process: Untyped): void;
}

const startedAt = native.performance.now();
const uptime = (): number => (native.performance.now() - startedAt) / 1000;

/** `process_methods`, `credentials`, `os`, `options`, `config` and other facts about the machine. */
export function createSystemBindings(runtime: Runtime, context: SystemContext) {
  const hrtimeBuffer = new Uint32Array(3);
  const hrtimeBig = new BigUint64Array(hrtimeBuffer.buffer, 0, 1);
  let umask = 0o22;
  // A clock that never runs backwards, with as many digits as the page is given.
  const nanoseconds = (): bigint => BigInt(Math.round(native.performance.now() * 1e6)) + 1_000_000_000n;

  const memory = (): { used: number; total: number } => {
    const measured = (
      native.performance as unknown as { memory?: { usedJSHeapSize: number; totalJSHeapSize: number } }
    ).memory;
    return { used: measured?.usedJSHeapSize ?? 0, total: measured?.totalJSHeapSize ?? 0 };
  };

  return {
    process_methods: {
      hrtimeBuffer,
      hrtime() {
        const now = nanoseconds();
        const seconds = now / 1_000_000_000n;
        hrtimeBuffer[0] = Number(seconds >> 32n);
        hrtimeBuffer[1] = Number(seconds & 0xffffffffn);
        hrtimeBuffer[2] = Number(now % 1_000_000_000n);
      },
      hrtimeBigInt() {
        hrtimeBig[0] = nanoseconds();
      },
      uptime,
      cwd: context.cwd,
      chdir: context.chdir,
      umask(mask?: number) {
        const previous = umask;
        if (mask !== undefined) umask = mask & 0o777;
        return previous;
      },
      // The page is told only about its own heap: rss is the heap, the rest is not known (0).
      memoryUsage(out: Float64Array) {
        const { used, total } = memory();
        out[0] = total;
        out[1] = total;
        out[2] = used;
        out[3] = 0;
        out[4] = 0;
      },
      rss: () => memory().total,
      constrainedMemory: () => 0,
      availableMemory: () => 0,
      cpuUsage(out: Float64Array) {
        out[0] = uptime() * 1e6;
        out[1] = 0;
      },
      threadCpuUsage(out: Float64Array) {
        out[0] = uptime() * 1e6;
        out[1] = 0;
      },
      resourceUsage(out: Float64Array) {
        out.fill(0);
      },
      _getActiveRequests: () => [],
      _getActiveHandles: () => [],
      getActiveResourcesInfo: () => [],
      _debugProcess() {},
      _debugEnd() {},
      _kill: context.kill,
      _rawDebug: (text: string) => context.writeSync(2, `${text}\n`),
      reallyExit: context.exit,
      abort: () => context.exit(134),
      patchProcessObject: context.patchProcessObject,
      setEmitWarningSync() {},
      loadEnvFile(path: string) {
        const text: string = runtime.require('fs').readFileSync(path ?? '.env', 'utf8');
        const parsed: Record<string, string> = runtime.require('util').parseEnv(text);
        const env = context.env();
        for (const [key, value] of Object.entries(parsed)) if (!(key in env)) env[key] = value;
      },
    },
    credentials: {
      safeGetenv: (key: string) => context.env()[key],
      getTempDir: () => context.env()['TMPDIR'] ?? '/tmp',
      implementsPosixCredentials: true,
      getuid: () => 1000,
      geteuid: () => 1000,
      getgid: () => 1000,
      getegid: () => 1000,
      getgroups: () => [1000],
      initgroups: denied,
      setegid: denied,
      seteuid: denied,
      setgid: denied,
      setuid: denied,
      setgroups: denied,
    },
    os: {
      getHostname: () => 'bulkhead',
      getLoadAvg: (out: Float64Array) => out.fill(0),
      getUptime: uptime,
      getTotalMem: () => ((native.navigator as { deviceMemory?: number }).deviceMemory ?? 4) * 2 ** 30,
      getFreeMem: () => ((native.navigator as { deviceMemory?: number }).deviceMemory ?? 4) * 2 ** 29,
      getCPUs: () =>
        Array.from({ length: native.navigator.hardwareConcurrency || 1 }, () => [
          'browser worker',
          0,
          0,
          0,
          0,
          0,
          0,
        ]).flat(),
      getInterfaceAddresses: () => ['lo', '127.0.0.1', '255.0.0.0', 'IPv4', '00:00:00:00:00:00', true, -1],
      getHomeDirectory: () => context.env()['HOME'] ?? '/home',
      getUserInfo: () => ({ uid: 1000, gid: 1000, username: 'learner', homedir: '/home', shell: '/bin/sh' }),
      setPriority: () => 0,
      getPriority: () => 0,
      getAvailableParallelism: () => native.navigator.hardwareConcurrency || 1,
      getOSInformation: () => ['Linux', 'Bulkhead built-in host', '6.0.0-bulkhead', 'x86_64'],
      isBigEndian: false,
    },
    options: {
      getCLIOptionsValues: () => context.options,
      getCLIOptionsInfo: () => ({ options: new Map(), aliases: new Map() }),
      getOptionsAsFlags: () => [],
      getEmbedderOptions: () => context.embedderOptions,
      getEnvOptionsInputType: () => new Map(),
      getNamespaceOptionsInputType: () => new Map(),
      envSettings: { kAllowedInEnvvar: 0, kDisallowedInEnvvar: 1 },
      types: {
        kNoOp: 0,
        kV8Option: 1,
        kBoolean: 2,
        kInteger: 3,
        kUInteger: 4,
        kString: 5,
        kHostPort: 6,
        kStringList: 7,
      },
    },
    config: {
      isDebugBuild: false,
      openSSLIsBoringSSL: false,
      hasOpenSSL: false,
      fipsMode: false,
      hasIntl: false,
      hasTracing: false,
      hasNodeOptions: true,
      hasInspector: false,
      noBrowserGlobals: false,
      bits: 64,
    },
    permission: { has: () => true },
    report: {
      writeReport: () => '',
      getReport: () => '{}',
      shouldReportOnUncaughtException: () => false,
      setReportOnUncaughtException() {},
    },
    mksnapshot: {
      isBuildingSnapshotBuffer: new Uint8Array(1),
      setSerializeCallback() {},
      setDeserializeCallback() {},
      setDeserializeMainFunction() {},
      runEmbedderPreload() {},
      compileSerializeMain() {},
      anonymousMainPath: '__node_anonymous_main',
    },
    trace_events: {
      trace() {},
      isTraceCategoryEnabled: () => false,
      setTraceCategoryStateUpdateHandler() {},
      getCategoryEnabledBuffer: () => new Uint8Array(1),
      getEnabledCategories: () => undefined,
      available: false,
    },
    wasm_web_api: { setImplementation() {} },
    worker: {
      isMainThread: true,
      isInternalThread: false,
      ownsProcessState: true,
      threadId: 0,
      threadName: '',
      resourceLimits: new Float64Array(4),
      getEnvMessagePort: () => undefined,
      kMaxYoungGenerationSizeMb: 0,
      kMaxOldGenerationSizeMb: 1,
      kCodeRangeSizeMb: 2,
      kStackSizeMb: 3,
      kTotalResourceLimitCount: 4,
    },
    icu: {
      hasConverter: () => false,
      icuErrName: (code: number) => `U_ERROR_${code}`,
      getStringWidth: stringWidth,
      transcode: () => UV.ENOTSUP,
    },
    cares_wrap: cares(runtime),
    block_list: {
      AF_INET: 2,
      AF_INET6: 10,
      FLOW_LABEL: 0,
      BlockList: class BlockList {},
      SocketAddress: class SocketAddress {
        #detail: Untyped;
        constructor(address: string, port: number, family: number, flowlabel: number) {
          this.#detail = { address, port, family: family === 10 ? 'ipv6' : 'ipv4', flowlabel };
        }
        detail(out: Untyped): Untyped {
          return Object.assign(out, this.#detail);
        }
      },
    },
    performance: {
      now: () => native.performance.now() - startedAt,
      loopIdleTime: () => 0,
      markBootstrapComplete() {},
      setupObservers() {},
      installGarbageCollectionTracking() {},
      removeGarbageCollectionTracking() {},
      notify() {},
      uvMetricsInfo: () => [0, 0, 0],
      observerCounts: new Uint32Array(8),
      milestones: new Float64Array(8),
      constants: {
        NODE_PERFORMANCE_ENTRY_TYPE_GC: 0,
        NODE_PERFORMANCE_ENTRY_TYPE_HTTP: 1,
        NODE_PERFORMANCE_ENTRY_TYPE_HTTP2: 2,
        NODE_PERFORMANCE_ENTRY_TYPE_NET: 3,
        NODE_PERFORMANCE_ENTRY_TYPE_DNS: 4,
        NODE_PERFORMANCE_MILESTONE_TIME_ORIGIN_TIMESTAMP: 0,
        NODE_PERFORMANCE_MILESTONE_TIME_ORIGIN: 1,
        NODE_PERFORMANCE_MILESTONE_ENVIRONMENT: 2,
        NODE_PERFORMANCE_MILESTONE_NODE_START: 3,
        NODE_PERFORMANCE_MILESTONE_V8_START: 4,
        NODE_PERFORMANCE_MILESTONE_LOOP_START: 5,
        NODE_PERFORMANCE_MILESTONE_LOOP_EXIT: 6,
        NODE_PERFORMANCE_MILESTONE_BOOTSTRAP_COMPLETE: 7,
      },
    },
    diagnostics_channel: { subscribers: new Uint32Array(64), linkNativeChannel() {} },
  };
}

function denied(): number {
  return UV.EPERM;
}

/** Columns a terminal gives to a string: wide East Asian characters and emoji take two. */
function stringWidth(text: string): number {
  let width = 0;
  for (const char of text) {
    if (/\p{Mark}|\p{Cf}|\p{Cc}/u.test(char)) continue;
    width +=
      /\p{Extended_Pictographic}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(
        char,
      )
        ? 2
        : 1;
  }
  return width;
}

/** Names this container knows: itself. */
function cares(runtime: Runtime): Record<string, Untyped> {
  const known = new Map([
    ['localhost', ['127.0.0.1']],
    ['bulkhead', ['127.0.0.1']],
    ['ip6-localhost', ['::1']],
  ]);
  return {
    getaddrinfo(request: Untyped, hostname: string) {
      const addresses =
        known.get(hostname.toLowerCase()) ?? (hostname.endsWith('.localhost') ? ['127.0.0.1'] : null);
      // EAI_NONAME, which Node reports as ENOTFOUND.
      runtime.loop.enqueue(() => request.oncomplete(addresses ? null : -3008, [...(addresses ?? [])]));
      return 0;
    },
    getnameinfo(request: Untyped, _host: string, port: number) {
      runtime.loop.enqueue(() => request.oncomplete(null, 'localhost', String(port)));
      return 0;
    },
    canonicalizeIP: (address: string) =>
      /^\d{1,3}(\.\d{1,3}){3}$/.test(address) || /^[0-9a-f:.]+$/i.test(address) ? address : undefined,
    strerror: (code: number) => `DNS error ${code}`,
    AF_INET: 2,
    AF_INET6: 10,
    AF_UNSPEC: 0,
    AI_ADDRCONFIG: 32,
    AI_ALL: 16,
    AI_V4MAPPED: 8,
    DNS_ORDER_VERBATIM: 0,
    DNS_ORDER_IPV4_FIRST: 1,
    DNS_ORDER_IPV6_FIRST: 2,
    GetAddrInfoReqWrap: class GetAddrInfoReqWrap {},
    GetNameInfoReqWrap: class GetNameInfoReqWrap {},
    QueryReqWrap: class QueryReqWrap {},
    ChannelWrap: class ChannelWrap {
      getServers(): [] {
        return [];
      }
      setServers(): number {
        return 0;
      }
      setLocalAddress(): void {}
      cancel(): void {}
    },
  };
}
