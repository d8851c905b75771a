import type { CommandNode, ScriptNode, SimpleCommandNode, StatementNode, WordNode } from 'just-bash';
import { serialize } from 'just-bash';
import {
  alone,
  hasSlash,
  isFileRead,
  isNode,
  isScript,
  literal,
  literalOf,
  quoted,
  statementsOf,
} from './syntax.ts';

/**
 * just-bash collects what a command prints and hands it over when the whole script has ended. A terminal must
 * see it as it comes, so before a script runs every command is told where its streams lead, in a variable that
 * is set for that command alone:
 *
 *   BULKHEAD_IO="."      this shell's own streams: print at once, read what is typed
 *   BULKHEAD_IO=".o"     stdout goes into a pipe, a file or $(…): hand it to just-bash
 *   BULKHEAD_IO=".e"     the same for stderr;  `2`: stderr joins stdout;  `1`: stdout joins stderr;
 *                        `i`: stdin comes from a pipe or a file
 *
 * What surrounds a command (a function called in a pipe, a loop with `> file`) is known only when it runs: each
 * such place pushes its letters on BULKHEAD_CAPTURE, a stack that ends with the subshell or is popped. Code
 * that is not rewritten (`eval`, `source`) has no mark, and what it prints comes out when it has ended.
 */
export const IO = 'BULKHEAD_IO';
export const CAPTURE = 'BULKHEAD_CAPTURE';
/** Stands in for `$!`, which just-bash keeps to itself. */
export const LAST_JOB = 'BULKHEAD_LAST_JOB';

export const RUN = '__bulkhead_run';
export const JOB = '__bulkhead_job';
export const WAIT = '__bulkhead_wait';
export const TICK = '__bulkhead_tick';
export const MISSING = '__bulkhead_missing';

/** Files that stand for the shell's own streams; see `ProjectFileSystem`. */
export const OWN_STDOUT = '/dev/bulkhead/stdout';
export const OWN_STDERR = '/dev/bulkhead/stderr';

export type CommandKind =
  /** Part of just-bash's interpreter (`cd`, `export`, `[`). */
  | 'builtin'
  /** A command of just-bash or of this shell that takes a mark. */
  | 'command'
  /** A file on PATH. */
  | 'program'
  | 'function'
  | 'missing';

export interface RewriteOptions {
  kind(name: string): CommandKind;
  /** False where a command of just-bash runs another (`xargs`, `timeout`): it needs the output. */
  live: boolean;
}

type Assignment = SimpleCommandNode['assignments'][number];
type Redirection = SimpleCommandNode['redirections'][number];
type Part = WordNode['parts'][number];

/** Marks the commands of `script`, in place. */
export function rewrite(script: ScriptNode, options: RewriteOptions): void {
  /** How many functions, pipes, redirections and substitutions are around the command in hand. */
  let around = options.live ? 0 : 1;
  const within = (action: () => void): void => {
    around += 1;
    action();
    around -= 1;
  };

  const statements = (list: StatementNode[]): void => {
    for (const [index, statement] of list.entries()) {
      if (statement.background) list[index] = background(statement);
      else
        for (const pipeline of statement.pipelines) rewritePipeline(pipeline.commands, pipeline.pipeStderr);
    }
  };

  const background = (statement: StatementNode): StatementNode => {
    const [pipeline] = statement.pipelines;
    const [command] = pipeline?.commands ?? [];
    const alone = statement.pipelines.length === 1 && pipeline?.commands.length === 1;
    const text = serialize({ type: 'Script', statements: [{ ...statement, background: false }] }).trim();
    if (alone && command?.type === 'SimpleCommand' && isProgram(command)) {
      pipeline?.commands.splice(0, 1, simple(command, ''));
      command.args.unshift(quoted(text));
      command.name = literal(JOB);
    } else {
      const job = statementsOf(`${JOB} x`)[0] as StatementNode;
      const node = job.pipelines[0]?.commands[0] as SimpleCommandNode;
      node.args = [quoted(text)];
      node.assignments = [mark('')];
      return job;
    }
    return { ...statement, background: false };
  };

  const isProgram = (command: SimpleCommandNode): boolean => {
    const name = literalOf(command.name);
    if (name === null) return hasSlash(command.name);
    return name.includes('/') || options.kind(name) === 'program';
  };

  const rewritePipeline = (commands: CommandNode[], pipeStderr: boolean[] | undefined): void => {
    for (const [index, command] of commands.entries()) {
      const first = index === 0;
      const last = index === commands.length - 1;
      const letters = `${last ? '' : 'o'}${pipeStderr?.[index] ? 'e' : ''}${first ? '' : 'i'}`;
      if (letters) around += 1;
      commands[index] = rewriteCommand(command, letters);
      if (letters) around -= 1;
    }
  };

  const rewriteCommand = (command: CommandNode, letters: string): CommandNode => {
    if (command.type === 'SimpleCommand') return simple(command, letters);
    const captured = lettersOf(command.redirections, letters).replace('2', 'e').replace('1', 'o');
    if (captured || command.type === 'FunctionDef') within(() => compound(command));
    else compound(command);
    if (command.type === 'FunctionDef') return command;
    // A pipe's parts run in subshells, so nothing has to be popped there.
    const body = [...(letters ? push(letters) : []), ...(captured ? push(captured) : []), alone(command)];
    if (captured) body.push(...pop(captured.length));
    return body.length === 1 ? command : { type: 'Group', body, redirections: [] };
  };

  const compound = (command: Exclude<CommandNode, SimpleCommandNode>): void => {
    switch (command.type) {
      case 'If':
        for (const clause of command.clauses) {
          statements(clause.condition);
          statements(clause.body);
        }
        if (command.elseBody) statements(command.elseBody);
        break;
      case 'For':
        for (const word of command.words ?? []) substitutions(word);
        loop(command.body);
        break;
      case 'CStyleFor':
        loop(command.body);
        break;
      case 'While':
      case 'Until':
        statements(command.condition);
        loop(command.body);
        break;
      case 'Case':
        substitutions(command.word);
        for (const item of command.items) {
          for (const pattern of item.patterns) substitutions(pattern);
          statements(item.body);
        }
        break;
      case 'Subshell':
      case 'Group':
        statements(command.body);
        break;
      case 'FunctionDef':
        compound(command.body);
        break;
      case 'ConditionalCommand':
        substitutions(command.expression);
        break;
      case 'ArithmeticCommand':
        break;
      default:
        command satisfies never;
    }
    for (const redirection of command.redirections) substitutions(redirection.target);
  };

  /** The interpreter never yields by itself: a loop that waits for nothing would never see Ctrl-C. */
  const loop = (body: StatementNode[]): void => {
    statements(body);
    body.unshift(...statementsOf(`${TICK} "$?"`));
  };

  const simple = (command: SimpleCommandNode, at: string): CommandNode => {
    substitutions(command.assignments);
    substitutions(command.name);
    substitutions(command.args);
    substitutions(command.redirections);
    const letters = at + lettersOf(command.redirections, at);
    const name = literalOf(command.name);
    if (!command.name) return command;
    if (name === 'exec' && command.args.length > 0) return replaceShell(command, at);
    const kind = name === null ? (hasSlash(command.name) ? 'program' : 'function') : kindOf(name);
    if (kind === 'function' || kind === 'builtin') {
      // Code inside a function, `eval` or `command` is marked by itself and only needs the surroundings.
      if (letters) command.assignments.push(assign(CAPTURE, letters));
      if (name === 'command') command.assignments.push(mark(letters));
      if (kind === 'function' || SPEAKING.has(name ?? '')) leadOut(command);
      return command;
    }
    command.assignments.push(mark(letters));
    if (letters) leadOut(command);
    if (kind === 'program' || kind === 'missing') {
      command.args.unshift(command.name);
      command.name = literal(kind === 'program' ? RUN : MISSING);
    }
    if (name === 'wait') command.name = literal(WAIT);
    return command;
  };

  /** What just-bash is handed goes to the shell's own streams, as far as nothing is written that says else. */
  const leadOut = (command: SimpleCommandNode): void => {
    if (around > 0) return;
    command.redirections.unshift(appendTo(1, OWN_STDOUT), appendTo(2, OWN_STDERR));
  };

  const kindOf = (name: string): CommandKind => {
    if (name === 'wait') return 'command';
    return name.includes('/') ? 'program' : options.kind(name);
  };

  /** `exec COMMAND`: nothing of the script runs after it. */
  const replaceShell = (command: SimpleCommandNode, at: string): CommandNode => {
    const [name, ...args] = command.args;
    const inner = simple({ ...command, name: name ?? null, args }, at);
    return { type: 'Group', body: [alone(inner), ...statementsOf('exit "$?"')], redirections: [] };
  };

  const mark = (letters: string): Assignment =>
    options.live ? assign(IO, `.${letters}`) : { ...assign(IO, ''), value: literal('-') };

  /** Everything a word may hold: `$(…)` anywhere in it is captured. */
  const substitutions = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) substitutions(item);
    if (!isNode(value)) return;
    if (value.type === 'ParameterExpansion' && value.parameter === '!') value.parameter = LAST_JOB;
    if (
      (value.type === 'CommandSubstitution' || value.type === 'ProcessSubstitution') &&
      isScript(value.body)
    ) {
      const body = value.body.statements;
      if (isFileRead(body)) return;
      within(() => statements(body));
      body.unshift(...push(value.type === 'CommandSubstitution' ? 'o' : 'oi'));
      return;
    }
    for (const child of Object.values(value)) if (typeof child === 'object') substitutions(child);
  };

  statements(script.statements);
}

/** Builtins that may print something; the others are left as they are. */
const SPEAKING = new Set(
  `. cd command compgen declare dirs eval export getopts hash let local mapfile popd pushd read readarray readonly
  set shopt source type typeset unset [ test`.split(/\s+/),
);

function appendTo(fd: number, file: string): Redirection {
  return { type: 'Redirection', fd, operator: '>>', target: literal(file) };
}

/** `2>&1` and `>&2` alone lead to the other stream of the two, wherever that goes: letters `2` and `1`. */
function lettersOf(redirections: readonly Redirection[], at = ''): string {
  let letters = '';
  for (const { operator, fd, target } of redirections) {
    const joined = target.type === 'Word' && operator === '>&' ? `${fd ?? 1}>${literalOf(target)}` : '';
    if (target.type === 'HereDoc' || operator === '<' || operator === '<<<') letters += 'i';
    else if (joined === '2>1') letters += (at + letters).includes('o') ? 'e' : '2';
    else if (joined === '1>2') letters += (at + letters).includes('e') ? 'o' : '1';
    else if (operator === '&>' || operator === '&>>' || operator === '>&') letters += 'oe';
    else if (fd === 2) letters += 'e';
    else if (fd === null || fd === 1) letters += 'o';
  }
  return letters;
}

function push(letters: string): StatementNode[] {
  return statementsOf(`${CAPTURE}="${letters}$${CAPTURE}"`);
}

function pop(count: number): StatementNode[] {
  return statementsOf(`${CAPTURE}="\${${CAPTURE}:${count}}"`);
}

/** `name="letters$BULKHEAD_CAPTURE"` */
function assign(name: string, letters: string): Assignment {
  const around: Part = { type: 'ParameterExpansion', parameter: CAPTURE, operation: null };
  const parts: Part[] = [{ type: 'Literal', value: letters }, around];
  const value: WordNode = { type: 'Word', parts: [{ type: 'DoubleQuoted', parts }] };
  return { type: 'Assignment', name, value, append: false, array: null };
}
