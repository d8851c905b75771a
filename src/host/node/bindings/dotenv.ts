/** `.env` files as Node 24 reads them (`src/node_dotenv.cc`), for `util.parseEnv` and `--env-file`. */

const BLANK = ' \t\n';

function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && BLANK.includes(text[start] as string)) start++;
  while (end > start && BLANK.includes(text[end - 1] as string)) end--;
  return text.slice(start, end);
}

/** What follows the next line break after `from`; '' when there is none. */
function afterLine(text: string, from: number): string {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? '' : text.slice(newline + 1);
}

/** Variables in the order of their first appearance; the last assignment of a name wins. */
export function parseEnv(content: string): Record<string, string> {
  const found = new Map<string, string>();
  let rest = trim(content.replaceAll('\r', ''));
  while (rest !== '') {
    if (rest[0] === '\n' || rest[0] === '#') {
      rest = afterLine(rest, 0);
      continue;
    }
    const stop = rest.search(/[=\n]/);
    if (stop < 0) break;
    if (rest[stop] === '\n') {
      rest = trim(rest.slice(stop + 1));
      continue;
    }
    let key = trim(rest.slice(0, stop));
    rest = rest.slice(stop + 1);
    if (rest === '' || rest[0] === '\n') {
      found.set(key, '');
      continue;
    }
    rest = trim(rest);
    if (key === '') continue;
    if (key.startsWith('export ')) key = trim(key.slice(7));
    if (rest === '') {
      found.set(key, '');
      break;
    }
    const value = readValue(rest);
    found.set(key, value.text);
    rest = value.quoted ? value.rest : trim(value.rest);
  }
  return Object.fromEntries(found);
}

interface Value {
  text: string;
  rest: string;
  quoted: boolean;
}

function readValue(source: string): Value {
  const quote = source[0] as string;
  if (quote === '"' || quote === "'" || quote === '`') {
    const close = source.indexOf(quote, 1);
    if (close >= 0) {
      const raw = source.slice(1, close);
      // Only double quotes expand `\n`.
      const text = quote === '"' ? raw.replaceAll('\\n', '\n') : raw;
      return { text, rest: afterLine(source, close + 1), quoted: true };
    }
    // An unclosed quote belongs to the value, which is then the line as it stands.
    const newline = source.indexOf('\n');
    return {
      text: newline < 0 ? source : source.slice(0, newline),
      rest: afterLine(source, 0),
      quoted: false,
    };
  }
  const line = source.split('\n', 1)[0] as string;
  return { text: trim(line.split('#', 1)[0] as string), rest: afterLine(source, 0), quoted: false };
}
