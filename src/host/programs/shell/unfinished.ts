import { parse } from 'just-bash';

/** Whether a script ends in the middle of something: an open quote, `if` without `fi`, a here-document. */
export function isUnfinished(text: string): boolean {
  if (/(^|[^\\])(\\\\)*\\$/.test(text)) return true;
  try {
    const script = parse(text);
    return /(\||&&)\s*$/.test(text) || JSON.stringify(script).includes('"terminated":false');
  } catch (error) {
    const { message, line, column } = error as Error & { line?: number; column?: number };
    if (/unexpected EOF|got EOF/.test(message)) return true;
    // The parser asks for the word that would end the block, one place after the text.
    const rows = text.split('\n');
    return line !== undefined && line >= rows.length && (column ?? 0) > (rows.at(-1)?.length ?? 0);
  }
}
