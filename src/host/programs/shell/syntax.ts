import type { CommandNode, ScriptNode, StatementNode, WordNode } from 'just-bash';
import { parse } from 'just-bash';

// Questions to just-bash's syntax trees, and small pieces of them.

/** The statements of a script. @throws a syntax error of just-bash's parser */
export function statementsOf(source: string): StatementNode[] {
  return parse(source).statements;
}

/** Names of functions that `script` defines in this shell itself (not in a subshell), with their definitions. */
export function definitionsIn(script: ScriptNode): Map<string, CommandNode> {
  const found = new Map<string, CommandNode>();
  const statements = (list: StatementNode[]): void => {
    for (const { pipelines } of list)
      for (const { commands } of pipelines)
        if (commands.length === 1) for (const command of commands) visit(command);
  };
  const visit = (command: CommandNode): void => {
    if (command.type === 'FunctionDef') found.set(command.name, command);
    else if (command.type === 'Group') statements(command.body);
    else if (command.type === 'If') for (const clause of command.clauses) statements(clause.body);
  };
  statements(script.statements);
  return found;
}

/** Whether any command of `value` (a script or a function) is called `name`. */
export function calls(value: unknown, names: readonly string[]): boolean {
  if (Array.isArray(value)) return value.some((item) => calls(item, names));
  if (!isNode(value)) return false;
  if (value.type === 'SimpleCommand' && names.includes(literalOf(value.name as WordNode | null) ?? ''))
    return true;
  return Object.values(value).some((child) => typeof child === 'object' && calls(child, names));
}

/** Array variables that `script` may set; just-bash does not report them with the other variables. */
export function arraysIn(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const item of value) arraysIn(item, found);
  else if (isNode(value)) {
    if (value.type === 'Assignment' && typeof value.name === 'string') {
      if (value.array || value.name.includes('[')) found.add(value.name.replace(/\[.*/s, ''));
    }
    for (const child of Object.values(value)) if (typeof child === 'object') arraysIn(child, found);
  }
  return found;
}

/** Literal words of a script that a command may be called by. */
export function wordsOf(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const item of value) wordsOf(item, found);
  else if (typeof value === 'object' && value !== null) {
    const { type, value: text } = value as { type?: unknown; value?: unknown };
    if (type === 'Literal' && typeof text === 'string' && /^[\w.+-]+$/.test(text)) found.add(text);
    for (const child of Object.values(value)) if (typeof child === 'object') wordsOf(child, found);
  }
  return found;
}

/** Whether a function of that name is defined anywhere in `value`. */
export function defines(value: unknown, name: string): boolean {
  if (Array.isArray(value)) return value.some((item) => defines(item, name));
  if (typeof value !== 'object' || value === null) return false;
  const node = value as { type?: unknown; name?: unknown };
  if (node.type === 'FunctionDef' && node.name === name) return true;
  return Object.values(value).some((child) => typeof child === 'object' && defines(child, name));
}

/** A command as a statement of its own. */
export function alone(command: CommandNode): StatementNode {
  const pipeline = { type: 'Pipeline' as const, commands: [command], negated: false };
  return { type: 'Statement', pipelines: [pipeline], operators: [], background: false };
}

export function literal(value: string): WordNode {
  return { type: 'Word', parts: [{ type: 'Literal', value }] };
}

/** A word that the shell takes as it is. */
export function quoted(value: string): WordNode {
  return { type: 'Word', parts: [{ type: 'SingleQuoted', value }] };
}

/** The text of a word that is written out, or null. */
export function literalOf(word: WordNode | null): string | null {
  const [part] = word?.parts ?? [];
  return word?.parts.length === 1 && part?.type === 'Literal' ? part.value : null;
}

export function hasSlash(word: WordNode | null): boolean {
  return word?.parts.some((part) => part.type === 'Literal' && part.value.includes('/')) ?? false;
}

/** `$(< file)`, which just-bash knows by its shape. */
export function isFileRead(body: StatementNode[]): boolean {
  const command = body[0]?.pipelines[0]?.commands[0];
  return body.length === 1 && command?.type === 'SimpleCommand' && command.name === null;
}

export function isNode(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isScript(value: unknown): value is ScriptNode {
  return isNode(value) && Array.isArray(value.statements);
}
