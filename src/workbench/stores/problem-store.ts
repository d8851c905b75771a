/** What the type checker found, counted for the status bar. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';

export interface Problem {
  path: string;
  line: number;
  column: number;
  severity: 'error' | 'warning';
  message: string;
}

export interface ProblemStore {
  readonly problems: ReadonlySignal<Problem[]>;
  readonly errors: ReadonlySignal<number>;
  /** Replaces everything known so far. */
  set(problems: Problem[]): void;
}

export function createProblemStore(): ProblemStore {
  const problems = signal<Problem[]>([]);
  return {
    problems,
    errors: computed(() => problems.value.filter((one) => one.severity === 'error').length),
    set(next) {
      problems.value = [...next].sort((a, b) => a.path.localeCompare(b.path) || a.line - b.line);
    },
  };
}
