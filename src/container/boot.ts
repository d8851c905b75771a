/** From nothing to a container, within a deadline; after any failure nothing is left behind. */
import type { Client, ClientContainer, ClientEnvironment, FileSystemTree } from './client.ts';
import type { ContainerConfig } from './config.ts';
import { BootTimeout, ContainerError, HostGarbage, HostUnsuitable, MountFailed } from './errors.ts';
import { type HostDocument, type HostPage, type HostWindow, openHostPage } from './host-page.ts';
import { hostAddress, hostDescription } from './hosts.ts';
import { type BootFailureState, garbageSentence, requiredNode, timeoutSentence } from './sentences.ts';
import { Session } from './session.ts';
import { filesToTree } from './tree.ts';
import type { BootOptions, BootProgress, Container, Disposable, HostKind } from './types.ts';

/** Everything of the browser and the build that a boot needs. */
export interface BootPorts {
  window: HostWindow;
  document: HostDocument;
  /** The page's own address. */
  page: URL;
  /** The path the site is served under. */
  base: string;
  config: ContainerConfig;
  /** A fresh instance of the client's module: see `vite/client.ts`. */
  createClient(environment: ClientEnvironment): Promise<Client>;
  /** The built lab programs by path. */
  loadLab(): Promise<Record<string, string>>;
  after(ms: number, run: () => void): Disposable;
  /** Milliseconds, from any origin. */
  now(): number;
  /** The page is left for good. */
  onLeave(listener: () => void): Disposable;
}

const FRACTIONS: Record<BootProgress['phase'], number> = {
  host: 0.05,
  files: 0.5,
  node: 0.65,
  agent: 0.8,
  ready: 1,
};

function label(phase: BootProgress['phase'], kind: HostKind): string {
  switch (phase) {
    case 'host':
      return kind === 'builtin' ? 'Starting the built-in host' : 'Starting StackBlitz WebContainers';
    case 'files':
      return 'Putting your files in place';
    case 'node':
      return 'Starting Node.js';
    case 'agent':
      return 'Starting the lab agent';
    case 'ready':
      return 'Ready';
    default:
      return phase satisfies never;
  }
}

/** What a teardown may take before the next boot goes on without it. */
const TEARDOWN_MS = 1_000;

/** What of earlier containers in a window is still being taken down. The vendor's host allows one at a time. */
const closing = new WeakMap<HostWindow, Promise<unknown>>();

export async function bootWith(ports: BootPorts, options: BootOptions): Promise<Container> {
  const { host, signal } = options;
  signal?.throwIfAborted();
  refuseUnsuitable(ports, host);

  const started = ports.now();
  const deadlineMs = options.deadlineMs ?? ports.config.deadlineMs;
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => {});
  const over = new AbortController();
  const attempt: Attempt = { host, phase: 'host', page: null, session: null, signal: over.signal };
  const state = (): BootFailureState => ({
    host,
    phase: attempt.phase,
    contact: attempt.page?.contact ?? 'silent',
    elapsedMs: ports.now() - started,
  });

  const enter = (phase: BootProgress['phase']) => {
    attempt.phase = phase;
    attempt.session?.enter(phase);
    options.onProgress?.({ phase, label: label(phase, host), fraction: FRACTIONS[phase] });
  };

  const deadline = ports.after(deadlineMs, () => {
    const { message, nextStep } = timeoutSentence(state());
    failure.reject(new BootTimeout(message, nextStep, attempt));
  });
  const abort = () => failure.reject(signal?.reason);
  signal?.addEventListener('abort', abort);
  const leave = ports.onLeave(() => {
    attempt.session?.dispose();
    failure.reject(new DOMException('The page was left.', 'AbortError'));
  });

  try {
    const session = await Promise.race([
      carryOut(ports, options, attempt, enter, state, failure.reject),
      failure.promise,
    ]);
    session.lifetime.onEnd(() => leave.dispose());
    enter('ready');
    return session;
  } catch (error) {
    leave.dispose();
    // Ends the steps that are still waiting, and with them whatever the host answers late.
    over.abort();
    // A session takes its page down itself, after the host had a moment to end in order.
    if (attempt.session) attempt.session.dispose();
    else attempt.page?.dispose();
    throw error;
  } finally {
    deadline.dispose();
    signal?.removeEventListener('abort', abort);
  }
}

interface Attempt {
  host: HostKind;
  phase: BootProgress['phase'];
  page: HostPage | null;
  session: Session | null;
  signal: AbortSignal;
}

/** Disposes of `current` and boots `options.host`; a host known not to run here is refused before that. */
export async function switchWith(
  ports: BootPorts,
  current: Disposable,
  options: BootOptions,
): Promise<Container> {
  refuseUnsuitable(ports, options.host);
  current.dispose();
  return bootWith(ports, options);
}

/** What can be known before anything is started. */
function refuseUnsuitable(ports: Pick<BootPorts, 'window'>, host: HostKind): void {
  const { name, needsIsolation } = hostDescription(host);
  if (!needsIsolation || ports.window.crossOriginIsolated) return;
  throw new HostUnsuitable(
    `${name} cannot run here: this page is not cross-origin isolated, which its shared memory needs.`,
    'Use the built-in host, or ask whoever runs this site to serve it with the Cross-Origin-Opener-Policy and Cross-Origin-Embedder-Policy headers.',
    { host, phase: 'host' },
  );
}

async function carryOut(
  ports: BootPorts,
  options: BootOptions,
  attempt: Attempt,
  enter: (phase: BootProgress['phase']) => void,
  state: () => BootFailureState,
  fail: (error: unknown) => void,
): Promise<Session> {
  const { host, signal } = attempt;
  /** Goes on only while somebody waits for this attempt. */
  const step = async <T>(work: Promise<T>): Promise<T> => {
    const value = await work;
    signal.throwIfAborted();
    return value;
  };

  enter('host');
  const lab = ports.loadLab();
  lab.catch(() => {});
  await step(Promise.resolve(closing.get(ports.window)));
  const page = openHostPage(ports, hostAddress(host, ports.page, ports.base), (cause) => {
    if (cause.cause === 'garbage') fail(garbage(state(), cause.detail));
    else if (attempt.session) attempt.session.failed('was reloaded, and everything in it was lost.');
  });
  attempt.page = page;
  const client = await step(ports.createClient(page.environment));
  const container = await step(
    bootClient(ports.config, client, host).catch((error: unknown) => throwGarbage(state(), error)),
  );
  const session = new Session(host, container, {
    after: ports.after,
    now: ports.now,
    release: () => release(ports, client, container, page),
  });
  attempt.session = session;
  session.onError(fail);
  if (typeof container.workdir !== 'string') throw garbage(state(), 'it did not tell its working directory');

  enter('files');
  await step(mount(container, session, options.files, lab, attempt));

  enter('node');
  const agent = session.agent.start();
  const node = await step(nodeVersion(session, state));
  refuseOldNode(host, node);

  enter('agent');
  await step(agent);
  session.ready(node);
  return session;
}

function bootClient(config: ContainerConfig, client: Client, host: HostKind): Promise<ClientContainer> {
  if (host === 'builtin') return client.WebContainer.boot({ workdirName: 'project' });
  const { clientId, coep } = config.stackblitz;
  if (clientId !== null) client.configureAPIKey(clientId);
  return client.WebContainer.boot({ workdirName: 'project', coep });
}

function garbage(state: BootFailureState, detail: string, cause?: unknown): HostGarbage {
  const { message, nextStep } = garbageSentence(state, detail);
  return new HostGarbage(message, nextStep, state, { cause });
}

function throwGarbage(state: BootFailureState, error: unknown): never {
  throw garbage(state, error instanceof Error ? error.message : String(error), error);
}

async function mount(
  container: ClientContainer,
  session: Session,
  files: Record<string, string>,
  lab: Promise<Record<string, string>>,
  attempt: Attempt,
): Promise<void> {
  try {
    const tree: FileSystemTree = filesToTree({ ...(await lab), ...files });
    await session.lifetime.guard(() => container.mount(tree));
  } catch (error) {
    if (error instanceof ContainerError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw new MountFailed(
      `${hostDescription(attempt.host).name} could not take the project's files: ${detail}`,
      'Try again; if it happens again, reload the page. Your files are kept.',
      attempt,
      { cause: error },
    );
  }
}

async function nodeVersion(session: Session, state: () => BootFailureState): Promise<string> {
  const process = await session.spawn('node', ['--version']).catch((error: unknown) => {
    if (error instanceof ContainerError) throw error;
    return throwGarbage(state(), error);
  });
  let output = '';
  const reader = process.output.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) output += read.value;
  const found = /v\d+\.\d+\.\d+[\w.+-]*/.exec(output);
  if (!found) throw garbage(state(), `"node --version" printed ${JSON.stringify(output.slice(0, 200))}`);
  return found[0];
}

function refuseOldNode(host: HostKind, node: string): void {
  const [major = 0, minor = 0] = node.slice(1).split('.').map(Number);
  if (major > requiredNode.major || (major === requiredNode.major && minor >= requiredNode.minor)) return;
  throw new HostUnsuitable(
    `${hostDescription(host).name} runs Node.js ${node}; the lessons need ${requiredNode.major}.${requiredNode.minor} or newer, which runs TypeScript as it is.`,
    'Use the built-in host, or ask for a newer Node.js with "engines": { "node": ">=22.18" } in package.json.',
    { host, phase: 'node' },
  );
}

/** Takes the host down and removes its page; the next boot waits for it, but not for long. */
function release(ports: BootPorts, client: Client, container: ClientContainer, page: HostPage): void {
  const done = Promise.withResolvers<void>();
  const timer = ports.after(TEARDOWN_MS, done.resolve);
  const gone = done.promise.then(() => {
    timer.dispose();
    page.dispose();
  });
  closing.set(ports.window, Promise.all([closing.get(ports.window), gone]));
  try {
    container.teardown();
    // A rejection says that the host was gone already, which is what was wanted.
    (client.WebContainer._teardownPromise ?? Promise.resolve()).then(done.resolve, done.resolve);
  } catch {
    done.resolve();
  }
}
