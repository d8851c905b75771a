// biome-ignore-all lint/suspicious/noControlCharactersInRegex: a terminal speaks in control characters.
/** What was typed: characters, a named key, or a block that the terminal marked as pasted. */
export type Key =
  | { type: 'text'; text: string }
  | { type: 'paste'; text: string }
  | { type: 'key'; name: KeyName };

export type KeyName =
  | 'enter'
  | 'tab'
  | 'backspace'
  | 'delete'
  | 'left'
  | 'right'
  | 'word-left'
  | 'word-right'
  | 'home'
  | 'end'
  | 'up'
  | 'down'
  | 'delete-word'
  | 'delete-word-right'
  | 'delete-to-start'
  | 'delete-to-end'
  | 'yank'
  | 'clear'
  | 'interrupt'
  | 'end-of-input'
  | 'search';

/** What a chunk left unfinished: half an escape sequence, or a paste whose end is still to come. */
export interface KeyState {
  pending: string;
  paste: string | null;
}

export const NO_KEYS: KeyState = { pending: '', paste: null };

const PASTE_START = '\x1b[200~';
const PASTE_END = '\x1b[201~';

/**
 * Turns terminal input into keys. Sequences may be split over chunks anywhere.
 *
 * Escape alone does nothing here; it is dropped when the next chunk does not go on with a sequence.
 */
export function decodeKeys(state: KeyState, chunk: string): { keys: Key[]; state: KeyState } {
  const keys: Key[] = [];
  let { paste } = state;
  let input = state.pending + chunk;
  if (state.pending === '\x1b' && !/^\x1b[[O]/.test(input)) input = chunk;
  while (input) {
    if (paste !== null) {
      const end = input.indexOf(PASTE_END);
      if (end === -1) {
        const kept = partialEnd(input);
        paste += input.slice(0, input.length - kept);
        return { keys, state: { pending: input.slice(input.length - kept), paste } };
      }
      keys.push({ type: 'paste', text: clean(paste + input.slice(0, end)) });
      paste = null;
      input = input.slice(end + PASTE_END.length);
    } else if (input.startsWith('\x1b')) {
      const sequence = SEQUENCE.exec(input)?.[0];
      if (sequence === undefined) return { keys, state: { pending: input, paste } };
      if (sequence === PASTE_START) paste = '';
      else pushKey(keys, SEQUENCES[sequence]);
      input = input.slice(sequence.length);
    } else {
      const text = /^[^\x00-\x1f\x7f\x1b]+/.exec(input)?.[0];
      if (text) keys.push({ type: 'text', text });
      else pushKey(keys, CONTROLS[input.charAt(0)]);
      // Enter may come as CR LF.
      input = input.slice(text?.length ?? (input.startsWith('\r\n') ? 2 : 1));
    }
  }
  return { keys, state: { pending: '', paste } };
}

/** A complete escape sequence: CSI, SS3, or Escape with one character. */
const SEQUENCE = /^\x1b(?:\[[0-?]*[ -/]*[@-~]|O[ -~]|[^[O])/;

const CONTROLS: Record<string, KeyName> = {
  '\x01': 'home',
  '\x02': 'left',
  '\x03': 'interrupt',
  '\x04': 'end-of-input',
  '\x05': 'end',
  '\x06': 'right',
  '\x08': 'backspace',
  '\x09': 'tab',
  '\x0a': 'enter',
  '\x0b': 'delete-to-end',
  '\x0c': 'clear',
  '\x0d': 'enter',
  '\x0e': 'down',
  '\x10': 'up',
  '\x12': 'search',
  '\x15': 'delete-to-start',
  '\x17': 'delete-word',
  '\x19': 'yank',
  '\x7f': 'backspace',
};

const SEQUENCES: Record<string, KeyName> = {
  '\x1b[A': 'up',
  '\x1bOA': 'up',
  '\x1b[B': 'down',
  '\x1bOB': 'down',
  '\x1b[C': 'right',
  '\x1bOC': 'right',
  '\x1b[D': 'left',
  '\x1bOD': 'left',
  '\x1b[H': 'home',
  '\x1bOH': 'home',
  '\x1b[1~': 'home',
  '\x1b[7~': 'home',
  '\x1b[F': 'end',
  '\x1bOF': 'end',
  '\x1b[4~': 'end',
  '\x1b[8~': 'end',
  '\x1b[3~': 'delete',
  '\x1b[1;5C': 'word-right',
  '\x1b[1;3C': 'word-right',
  '\x1bf': 'word-right',
  '\x1b[1;5D': 'word-left',
  '\x1b[1;3D': 'word-left',
  '\x1bb': 'word-left',
  '\x1bd': 'delete-word-right',
  '\x1b\x7f': 'delete-word',
};

function pushKey(keys: Key[], name: KeyName | undefined): void {
  if (name) keys.push({ type: 'key', name });
}

/** How many characters at the end of `input` may be the beginning of the paste's end mark. */
function partialEnd(input: string): number {
  for (let length = Math.min(PASTE_END.length - 1, input.length); length > 0; length--) {
    if (PASTE_END.startsWith(input.slice(-length))) return length;
  }
  return 0;
}

/** Pasted text as the line takes it: LF for lines, no control characters, spaces for tabs. */
function clean(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\t/g, '  ')
    .replace(/[\x00-\x09\x0b-\x1f\x7f]/g, '');
}
