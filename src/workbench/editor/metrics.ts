/**
 * The geometry that the server-rendered first paint and the real editor share, so that one replaces the other
 * without a pixel of shift. Pixels. `tokens.css` holds the same numbers as `--editor-*`.
 */
export const EDITOR_METRICS = {
  fontFamily: "'JetBrains Mono Variable', 'JetBrains Mono Fallback', ui-monospace, monospace",
  fontSize: 13.5,
  lineHeight: 20,
  /** Columns reserved for line numbers (`lineNumbersMinChars`): 4 × 8.1 px. */
  lineNumbersMinChars: 4,
  /** Between the numbers and the text (`lineDecorationsWidth`); the two make `--editor-gutter`. */
  lineDecorationsWidth: 20,
  /** Above the first line (`padding.top`). */
  paddingTop: 12,
} as const;
