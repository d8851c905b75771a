import type { ThemeRegistrationRaw } from 'shiki';

/**
 * Two syntax themes from the palette of `styles/tokens.css` (`--code-*`), for Shiki at build time and for the
 * editor (`@shikijs/monaco`), so that the first paint and the editor show the same colours. They keep clear of
 * green, amber and red: those are signals.
 */
interface Palette {
  paper: string;
  text: string;
  quiet: string;
  keyword: string;
  string: string;
  type: string;
  function: string;
  punctuation: string;
  selection: string;
  line: string;
}

/** Foreground colour (upper case, as Shiki gives it) → the class that carries it in server-rendered code. */
export function codeClasses(): Map<string, string> {
  const roles = ['quiet', 'keyword', 'string', 'type', 'function', 'punctuation'] as const;
  return new Map(roles.map((role) => [light[role].toUpperCase(), `c-${role}`]));
}

const light: Palette = {
  paper: '#fbfaf7',
  text: '#1a1d21',
  quiet: '#63676e',
  keyword: '#1f4e8c',
  string: '#7c4a12',
  type: '#22606a',
  function: '#4b3a8c',
  punctuation: '#474c54',
  selection: '#cfdff2',
  line: '#f4f2ec',
};

const dark: Palette = {
  paper: '#101418',
  text: '#eae6dc',
  quiet: '#92959a',
  keyword: '#8fb9f1',
  string: '#dcb78f',
  type: '#8fc7c4',
  function: '#bcb0f0',
  punctuation: '#b8b6ae',
  selection: '#24426b',
  line: '#171c22',
};

function theme(name: string, type: 'light' | 'dark', colours: Palette): ThemeRegistrationRaw {
  const rule = (scope: string[], foreground: string, fontStyle?: string) => ({
    scope,
    settings: fontStyle === undefined ? { foreground } : { foreground, fontStyle },
  });
  return {
    name,
    type,
    colors: {
      'editor.background': colours.paper,
      'editor.foreground': colours.text,
      'editor.selectionBackground': colours.selection,
      'editor.lineHighlightBackground': colours.line,
      'editorLineNumber.foreground': colours.quiet,
      'editorLineNumber.activeForeground': colours.text,
      'editorCursor.foreground': colours.keyword,
    },
    settings: [
      { settings: { background: colours.paper, foreground: colours.text } },
      rule(['comment', 'punctuation.definition.comment'], colours.quiet, 'italic'),
      rule(['punctuation', 'meta.brace', 'keyword.operator', 'meta.delimiter'], colours.punctuation),
      rule(
        [
          'keyword',
          'storage.type',
          'storage.modifier',
          'keyword.control',
          'keyword.operator.new',
          'keyword.operator.expression',
          'constant.language',
          'variable.language',
          'entity.name.tag',
        ],
        colours.keyword,
      ),
      rule(
        ['string', 'constant.numeric', 'constant.character', 'markup.inline.raw', 'string.regexp'],
        colours.string,
      ),
      rule(['punctuation.definition.string', 'punctuation.definition.template-expression'], colours.string),
      rule(
        [
          'entity.name.type',
          'entity.other.inherited-class',
          'support.type',
          'support.class',
          'entity.name.namespace',
        ],
        colours.type,
      ),
      rule(
        ['support.type.property-name', 'entity.name.tag.yaml', 'entity.other.attribute-name'],
        colours.type,
      ),
      rule(['entity.name.function', 'support.function', 'meta.function-call.generic'], colours.function),
      rule(['markup.heading', 'markup.bold'], colours.text, 'bold'),
    ],
  };
}

/** Registered under these names in Shiki and in the editor. */
export const bulkheadLight = theme('bulkhead-light', 'light', light);
export const bulkheadDark = theme('bulkhead-dark', 'dark', dark);
