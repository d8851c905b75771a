/** What Node says when a module asks another one for a name that it does not export. */

/** @param format of the module that lacks the name, as Node's resolver gives it. */
export function missingExport(specifier: string, format: string, names: string[]): string {
  const name = names.at(-1) ?? '';
  if (!format.startsWith('commonjs'))
    return `The requested module '${specifier}' does not provide an export named '${name}'`;
  return (
    `Named export '${name}' not found. The requested module '${specifier}' is a CommonJS module, which may not support all module.exports as named exports.\n` +
    'CommonJS modules can always be imported via the default export, for example using:\n\n' +
    `import pkg from '${specifier}';\nconst { ${names.join(', ')} } = pkg;\n`
  );
}

/** File and line of the import, the line, carets below the name; empty when it is not found. */
export function importFrame(url: string, source: string, specifier: string, name: string): string {
  const statement = new RegExp(
    `(?:import|export)[^;'"]*?\\b${escaped(name)}\\b[^;'"]*?from\\s*['"]${escaped(specifier)}['"]`,
  ).exec(source);
  if (!statement) return '';
  const at =
    statement.index + (new RegExp(`\\b${escaped(name)}\\b`).exec(statement[0].slice(6))?.index ?? 0) + 6;
  const before = source.slice(0, at).split('\n');
  const line = before.length;
  const column = before.at(-1)?.length ?? 0;
  return `${url}:${line}\n${source.split('\n')[line - 1]}\n${' '.repeat(column)}${'^'.repeat(name.length)}\n`;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
