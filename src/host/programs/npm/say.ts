import process from 'node:process';

/** Prints to stdout and resolves with `code` once that is handed over: what a script prints comes after it. */
export async function say(text: string, code = 0): Promise<number> {
  if (text) await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));
  return code;
}
