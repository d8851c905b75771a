/** The editor's theme, made from the site's tokens and made again when they change. */
import { editor } from 'monaco-editor/editor';
import type { Disposable } from '../../../container/types.ts';
import { onPaletteChange, type Palette, readPalette } from '../../palette.ts';

const THEME = 'bulkhead';

export function followSiteTheme(): Disposable {
  apply(readPalette());
  return onPaletteChange(apply);
}

function apply({ dark, colours }: Palette): void {
  const rule = (token: string, foreground: string, fontStyle?: string): editor.ITokenThemeRule =>
    fontStyle === undefined ? { token, foreground } : { token, foreground, fontStyle };
  editor.defineTheme(THEME, {
    base: dark ? 'vs-dark' : 'vs',
    inherit: false,
    rules: [
      rule('', colours['code-text']),
      rule('comment', colours['code-quiet'], 'italic'),
      rule('keyword', colours['code-keyword']),
      rule('type', colours['code-type']),
      rule('tag', colours['code-type']),
      rule('function', colours['code-function']),
      rule('string', colours['code-string']),
      rule('number', colours['code-string']),
      rule('regexp', colours['code-string']),
      rule('delimiter', colours['code-punctuation']),
      rule('strong', colours['code-text'], 'bold'),
      rule('emphasis', colours['code-text'], 'italic'),
      rule('variable.source', colours['code-string']),
    ],
    colors: {
      'editor.background': colours.paper,
      'editor.foreground': colours['code-text'],
      'editorLineNumber.foreground': colours['ink-3'],
      // As the others: the first paint has no cursor, and nothing should blink when the editor takes its place.
      'editorLineNumber.activeForeground': colours['ink-3'],
      'editorCursor.foreground': colours.accent,
      'editor.selectionBackground': colours.selection,
      'editor.inactiveSelectionBackground': `${colours.selection}99`,
      'editor.lineHighlightBackground': colours['paper-sunk'],
      'editor.lineHighlightBorder': '#00000000',
      'editor.wordHighlightBackground': colours['accent-soft'],
      'editor.wordHighlightStrongBackground': colours['accent-soft'],
      'editor.findMatchBackground': `${colours.degraded}55`,
      'editor.findMatchHighlightBackground': `${colours.degraded}2e`,
      'editorBracketMatch.background': colours['accent-soft'],
      'editorBracketMatch.border': colours['hairline-strong'],
      'editorError.foreground': colours.failing,
      'editorWarning.foreground': colours.degraded,
      'editorInfo.foreground': colours.accent,
      // What nobody uses is underlined and not paler: every word stays readable.
      'editorUnnecessaryCode.opacity': '#000000ff',
      'editorUnnecessaryCode.border': colours['hairline-strong'],
      'editorIndentGuide.background1': colours.hairline,
      'editorIndentGuide.activeBackground1': colours['hairline-strong'],
      'editorWidget.background': colours['paper-raised'],
      'editorWidget.foreground': colours.ink,
      'editorWidget.border': colours['hairline-strong'],
      'editorHoverWidget.background': colours['paper-raised'],
      'editorHoverWidget.border': colours['hairline-strong'],
      'editorSuggestWidget.background': colours['paper-raised'],
      'editorSuggestWidget.border': colours['hairline-strong'],
      'editorSuggestWidget.foreground': colours.ink,
      'editorSuggestWidget.selectedBackground': colours['accent-soft'],
      'editorSuggestWidget.selectedForeground': colours.ink,
      'editorSuggestWidget.highlightForeground': colours.accent,
      'editorSuggestWidget.focusHighlightForeground': colours.accent,
      'editorLink.activeForeground': colours.accent,
      'list.hoverBackground': colours['paper-sunk'],
      'list.focusBackground': colours['accent-soft'],
      'list.focusForeground': colours.ink,
      'list.highlightForeground': colours.accent,
      'menu.background': colours['paper-raised'],
      'menu.foreground': colours.ink,
      'menu.selectionBackground': colours['accent-soft'],
      'menu.selectionForeground': colours.ink,
      'menu.border': colours['hairline-strong'],
      'quickInput.background': colours['paper-raised'],
      'quickInput.foreground': colours.ink,
      'input.background': colours.paper,
      'input.foreground': colours.ink,
      'input.border': colours['hairline-strong'],
      'inputOption.activeBorder': colours.accent,
      'textLink.foreground': colours.accent,
      'peekView.border': colours.accent,
      'peekViewEditor.background': colours['paper-sunk'],
      'peekViewResult.background': colours.paper,
      'peekViewTitle.background': colours['paper-raised'],
      'peekViewTitleLabel.foreground': colours.ink,
      'scrollbarSlider.background': `${colours['ink-3']}40`,
      'scrollbarSlider.hoverBackground': `${colours['ink-3']}66`,
      'scrollbarSlider.activeBackground': `${colours['ink-3']}99`,
      focusBorder: colours.accent,
    },
  });
  editor.setTheme(THEME);
}
