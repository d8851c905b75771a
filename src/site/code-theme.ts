import type { ThemeRegistrationRaw } from 'shiki';

/**
 * What a piece of code is, for colouring. Server-rendered code carries the role as a class (`c-keyword`); the
 * colours are the tokens `--code-*`, one pair for light and dark, kept clear of green, amber and red, which are
 * signals. The editor takes the same tokens, so the first paint and the editor look alike.
 */
export type CodeRole = 'text' | 'quiet' | 'keyword' | 'string' | 'type' | 'function' | 'punctuation';

/** TextMate scopes by role; a later line wins over an earlier one of the same depth. */
const SCOPES: readonly [CodeRole, string[]][] = [
  ['quiet', ['comment', 'punctuation.definition.comment']],
  ['punctuation', ['punctuation', 'meta.brace', 'keyword.operator', 'meta.delimiter']],
  [
    'keyword',
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
  ],
  ['string', ['string', 'constant.numeric', 'constant.character', 'markup.inline.raw', 'string.regexp']],
  ['string', ['punctuation.definition.string', 'punctuation.definition.template-expression']],
  [
    'type',
    [
      'entity.name.type',
      'entity.other.inherited-class',
      'support.type',
      'support.class',
      'entity.name.namespace',
    ],
  ],
  ['type', ['support.type.property-name', 'entity.name.tag.yaml', 'entity.other.attribute-name']],
  ['function', ['entity.name.function', 'support.function', 'meta.function-call.generic']],
];

/** Shiki speaks in colours: each role has one that stands for it and is never seen. */
const MARKS: Record<CodeRole, string> = {
  text: '#000000',
  quiet: '#000001',
  keyword: '#000002',
  string: '#000003',
  type: '#000004',
  function: '#000005',
  punctuation: '#000006',
};

export const codeTheme: ThemeRegistrationRaw = {
  name: 'bulkhead',
  type: 'light',
  settings: [
    { settings: { background: '#FFFFFF', foreground: MARKS.text } },
    ...SCOPES.map(([role, scope]) => ({ scope, settings: { foreground: MARKS[role] } })),
  ],
};

/** The role of a colour Shiki answered with. */
export function roleOf(colour: string | undefined): CodeRole {
  const roles = Object.keys(MARKS) as CodeRole[];
  return roles.find((role) => MARKS[role] === colour?.toLowerCase()) ?? 'text';
}
