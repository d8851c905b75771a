/** Terminal sessions: one shell, one for each service that was run, one for the project's own tests. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Container, ContainerProcess, Disposable } from '../../container/types.ts';
import { failureOf, textOf } from './failure.ts';
import { OutputQueue } from './output-queue.ts';

export interface TerminalSize {
  cols: number;
  rows: number;
}

export interface TerminalSession {
  readonly id: string;
  readonly title: string;
  readonly kind: 'shell' | 'service' | 'test';
  readonly output: OutputQueue;
  readonly size: ReadonlySignal<TerminalSize>;
  /** Counts up when the screen should be emptied before new output. */
  readonly cleared: ReadonlySignal<number>;
  /** Keys typed into this terminal go to the process, if one is attached. */
  input(text: string): void;
  resize(size: TerminalSize): void;
}

export interface OwnedSession extends TerminalSession {
  /** Shows the process's output until it ends. Resolves with the exit code when all output was read. */
  attach(process: ContainerProcess): Promise<number>;
  /** A line of the bench's own, set apart from the program's output. */
  say(text: string): void;
  clear(): void;
}

export interface TerminalStore {
  readonly sessions: ReadonlySignal<TerminalSession[]>;
  readonly active: ReadonlySignal<TerminalSession>;
  activate(id: string): void;
  /** The session of that id; made when it does not exist. */
  session(id: string, title: string, kind: 'service' | 'test'): OwnedSession;
  /** Starts the shell once the container is there; again after it ended. */
  startShell(): void;
  /** Another container is there: whoever had a shell gets a new one. */
  containerReady(): void;
  /** The container went away, and the shell with it. */
  containerLost(): void;
}

const DEFAULT_SIZE: TerminalSize = { cols: 80, rows: 12 };

export function createTerminalStore(ready: () => Promise<Container>): TerminalStore & Disposable {
  const shell = createSession('shell', 'shell', 'shell');
  const sessions = signal<OwnedSession[]>([shell]);
  const activeId = signal(shell.id);
  type Shell =
    | { phase: 'none' }
    /** `typed`: keys that came before the shell; it gets them. */
    | { phase: 'starting'; typed: string }
    | { phase: 'running'; process: ContainerProcess };
  let state: Shell = { phase: 'none' };
  let closed = false;

  let wanted = false;
  let generation = 0;

  const openShell = async () => {
    generation += 1;
    const mine = generation;
    const stale = () => closed || mine !== generation;
    const starting: Shell = { phase: 'starting', typed: '' };
    state = starting;
    try {
      const container = await ready();
      if (stale()) return;
      const process = await container.spawn('jsh', [], { terminal: shell.size.peek() });
      if (stale()) {
        process.kill();
        return;
      }
      state = { phase: 'running', process };
      const ended = shell.attach(process);
      if (starting.typed !== '') shell.input(starting.typed);
      const code = await ended;
      if (stale()) return;
      shell.say(`The shell ended with exit code ${code}. Press Enter for a new one.`);
    } catch (error) {
      if (stale()) return;
      shell.say(`The shell did not start: ${textOf(failureOf(error))}`);
      shell.say('Press Enter to try again.');
    }
    state = { phase: 'none' };
  };

  const startShell = () => {
    wanted = true;
    if (state.phase === 'none' && !closed) void openShell();
  };

  const shellSession: OwnedSession = {
    ...shell,
    input(text) {
      if (state.phase === 'starting') state.typed += text;
      else if (state.phase === 'none' && text.includes('\r')) startShell();
      else shell.input(text);
    },
  };
  sessions.value = [shellSession];

  return {
    sessions,
    active: computed(() => sessions.value.find((one) => one.id === activeId.value) ?? shellSession),
    activate(id) {
      activeId.value = id;
    },
    session(id, title, kind) {
      const known = sessions.peek().find((one) => one.id === id);
      if (known) return known;
      const made = createSession(id, title, kind);
      sessions.value = [...sessions.peek(), made];
      return made;
    },
    startShell,
    containerReady() {
      if (wanted) startShell();
    },
    containerLost() {
      generation += 1;
      state = { phase: 'none' };
    },
    dispose() {
      closed = true;
      if (state.phase === 'running') state.process.kill();
    },
  };
}

function createSession(id: string, title: string, kind: TerminalSession['kind']): OwnedSession {
  const output = new OutputQueue();
  const size = signal(DEFAULT_SIZE);
  const cleared = signal(0);
  let current: ContainerProcess | null = null;
  return {
    id,
    title,
    kind,
    output,
    size,
    cleared,
    input(text) {
      current?.write(text);
    },
    resize(next) {
      const { cols, rows } = size.peek();
      if (cols === next.cols && rows === next.rows) return;
      size.value = next;
      current?.resize(next);
    },
    async attach(process) {
      current = process;
      const reader = process.output.getReader();
      try {
        for (let part = await reader.read(); !part.done; part = await reader.read()) output.push(part.value);
      } catch (error) {
        output.push(aside(`The output ended early: ${failureOf(error).message}`));
      }
      const code = await process.exit;
      if (current === process) current = null;
      return code;
    },
    say(text) {
      output.push(aside(text));
    },
    clear() {
      output.clear();
      cleared.value += 1;
    },
  };
}

function aside(text: string): string {
  return `\x1b[0m\x1b[2m${text}\x1b[0m\r\n`;
}
