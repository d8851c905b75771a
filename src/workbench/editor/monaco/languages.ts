/**
 * Highlighting for the languages of a project, registered at once so that the first line the editor draws has
 * its colours. Monaco's own grammars; TypeScript's is taught to tell calls and literals apart as the
 * server-rendered first paint does.
 */
import { languages } from 'monaco-editor/editor';
import { conf, language } from 'monaco-editor/languages/definitions/typescript/typescript';

/** Words that are keywords in few places and names in most. */
const NAMES = new Set([
  'get',
  'set',
  'from',
  'of',
  'module',
  'global',
  'require',
  'package',
  'out',
  'object',
]);
const BUILTIN_TYPES = ['any', 'bigint', 'boolean', 'never', 'number', 'string', 'symbol', 'unknown', 'void'];

export function languageOf(path: string): string {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  const known: Record<string, string> = {
    ts: 'typescript',
    mts: 'typescript',
    cts: 'typescript',
    js: 'javascript',
    mjs: 'javascript',
    cjs: 'javascript',
    json: 'json',
    md: 'markdown',
    yaml: 'yaml',
    yml: 'yaml',
  };
  return known[ending] ?? 'plaintext';
}

/** Needed before the first model: everything the first file can be. */
export function registerLanguages(): void {
  const script = scriptGrammar();
  for (const id of ['typescript', 'javascript']) {
    languages.register({ id });
    languages.setLanguageConfiguration(id, conf);
    languages.setMonarchTokensProvider(id, script);
  }
  languages.register({ id: 'json' });
  languages.setLanguageConfiguration('json', {
    brackets: [
      ['{', '}'],
      ['[', ']'],
    ],
    autoClosingPairs: [
      { open: '{', close: '}' },
      { open: '[', close: ']' },
      { open: '"', close: '"' },
    ],
  });
  languages.setMonarchTokensProvider('json', jsonGrammar);
  registerLater('markdown', () => import('monaco-editor/languages/definitions/markdown/markdown'));
  registerLater('yaml', () => import('monaco-editor/languages/definitions/yaml/yaml'));
}

type Definition = { conf: languages.LanguageConfiguration; language: languages.IMonarchLanguage };

function registerLater(id: string, load: () => Promise<Definition>): void {
  languages.register({ id });
  languages.onLanguageEncountered(id, () => {
    void load().then(
      (definition) => {
        languages.setLanguageConfiguration(id, definition.conf);
        languages.setMonarchTokensProvider(id, definition.language);
      },
      // Without its colours a file is still readable.
      () => undefined,
    );
  });
}

/** Between `import` and the module's name, where everything is a name. */
const IMPORTS: languages.IMonarchLanguageRule[] = [
  [/(?:from|type|as)\b/, 'keyword'],
  [/[\w$]+/, 'identifier'],
  [/[{}*,]/, 'delimiter'],
  { include: '@whitespace' },
  [/(?=[^\s])/, '', '@pop'],
];

function scriptGrammar(): languages.IMonarchLanguage {
  const tokenizer = language.tokenizer as Record<string, languages.IMonarchLanguageRule[]>;
  // The first rule is the one for identifiers; everything after it stays.
  const [, ...common] = tokenizer.common as languages.IMonarchLanguageRule[];
  const identifiers: languages.IMonarchLanguageRule[] = [
    [/import(?=\s+(?:type\s+)?[\w${*])/, { token: 'keyword', next: '@imports' }],
    [/=>/, 'keyword'],
    [/[A-Z][\w$]*(?=\()/, 'function'],
    [/[A-Z][A-Z\d_$]+\b/, 'identifier'],
    // `from` and `of` are keywords only where they join two things.
    [/from(?=\s*["'])|of(?=\s+[\w$[({'"`])/, 'keyword'],
    [
      /#?[a-z_$][\w$]*(?=\s*(?:\(|<[\w$ ,.[\]|&]*>\())/,
      { cases: { '@keywords': 'keyword', '@default': 'function' } },
    ],
    [/#?[a-z_$][\w$]*/, { cases: { '@types': 'type', '@keywords': 'keyword', '@default': 'identifier' } }],
  ];
  return {
    ...language,
    keywords: (language.keywords as string[]).filter((word) => !NAMES.has(word)),
    types: BUILTIN_TYPES,
    tokenizer: { ...tokenizer, common: [...identifiers, ...common], imports: IMPORTS },
  };
}

const jsonGrammar: languages.IMonarchLanguage = {
  tokenPostfix: '.json',
  tokenizer: {
    root: [
      [/"(?:[^"\\]|\\.)*"(?=\s*:)/, 'type'],
      [/"(?:[^"\\]|\\.)*"/, 'string'],
      [/"[^"]*$/, 'string'],
      [/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/, 'number'],
      [/\b(?:true|false|null)\b/, 'keyword'],
      [/[{}[\]]/, '@brackets'],
      [/[:,]/, 'delimiter'],
    ],
  },
};
