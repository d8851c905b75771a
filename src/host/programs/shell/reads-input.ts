/**
 * Whether a command of just-bash would read stdin. just-bash wants all of it before the command starts, and
 * asking for it where nothing reads it would wait for ever.
 */
export function readsInput(name: string, args: readonly string[]): boolean {
  const reader = READERS[name];
  if (!reader) return false;
  if (args.some((arg) => arg === '--help' || arg === '--version')) return false;
  if (name === 'jq' && args.some((arg) => /^(-\w*n|--null-input)/.test(arg))) return false;
  if (name.endsWith('grep') && args.some((arg) => /^-\w*[rR]/.test(arg))) return false;
  const { operands, given } = reader;
  const left = operandsOf(args, reader.valued ?? '');
  if (left.includes('-')) return true;
  // `-e PATTERN` takes the place of the first operand.
  const expected = given && args.some((arg) => new RegExp(`^-[${given}]`).test(arg)) ? 0 : operands;
  return left.length <= expected;
}

/**
 * Whether a program is known to leave stdin alone. On a terminal what is typed stays for whoever reads it; a
 * pipe would take it along, so such a program gets none.
 */
export function leavesInput(name: string, args: readonly string[]): boolean {
  return name === 'curl' && !args.some((arg) => /(?:^|[@=])-$/.test(arg));
}

interface Reader {
  /** Operands that are no file names. */
  operands: number;
  /** Letters of options that take the next argument. */
  valued?: string;
  /** Letters of options that stand for the operand. */
  given?: string;
}

const PLAIN: Reader = { operands: 0 };

const READERS: Record<string, Reader> = {
  ...Object.fromEntries(
    'cat wc uniq nl rev tac fold base64 od md5sum sha1sum sha256sum column expand unexpand strings paste'
      .split(' ')
      .map((name) => [name, PLAIN]),
  ),
  head: { operands: 0, valued: 'nc' },
  tail: { operands: 0, valued: 'nc' },
  sort: { operands: 0, valued: 'kto' },
  cut: { operands: 0, valued: 'dfbc' },
  grep: { operands: 1, valued: 'ABCem', given: 'e' },
  egrep: { operands: 1, valued: 'ABCem', given: 'e' },
  fgrep: { operands: 1, valued: 'ABCem', given: 'e' },
  sed: { operands: 1, valued: 'ef', given: 'ef' },
  awk: { operands: 1, valued: 'Fvf', given: 'f' },
  jq: { operands: 1 },
  tr: { operands: Infinity },
  tee: { operands: Infinity },
  xargs: { operands: Infinity },
};

function operandsOf(args: readonly string[], valued: string): string[] {
  const operands: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    if (arg === '--') return [...operands, ...args.slice(index + 1)];
    if (arg.startsWith('-') && arg !== '-') {
      if (arg.length === 2 && valued.includes(arg.charAt(1))) index += 1;
    } else operands.push(arg);
  }
  return operands;
}
