/** The site's design tokens as hex colours, for those who paint outside CSS: the editor and the terminal. */
import type { Disposable } from '../container/types.ts';

/** Token → what stands in when the page does not define it (light, dark). */
const TOKENS = {
  paper: ['#fbfaf7', '#101418'],
  'paper-raised': ['#ffffff', '#171c22'],
  'paper-sunk': ['#f4f2ec', '#0b0e12'],
  ink: ['#1a1d21', '#eae6dc'],
  'ink-2': ['#474c54', '#b8b6ae'],
  'ink-3': ['#63676e', '#92959a'],
  hairline: ['#e4e1d9', '#252b32'],
  'hairline-strong': ['#cbc7bc', '#3a424b'],
  accent: ['#1f4e8c', '#8fb9f1'],
  'accent-soft': ['#e5ecf5', '#16243a'],
  selection: ['#cfdff2', '#24426b'],
  healthy: ['#1a7346', '#5cc78f'],
  degraded: ['#8a5a08', '#e3b04b'],
  failing: ['#b3261e', '#f48b82'],
  'code-text': ['#1a1d21', '#eae6dc'],
  'code-quiet': ['#63676e', '#92959a'],
  'code-keyword': ['#1f4e8c', '#8fb9f1'],
  'code-string': ['#7c4a12', '#dcb78f'],
  'code-type': ['#22606a', '#8fc7c4'],
  'code-function': ['#4b3a8c', '#bcb0f0'],
  'code-punctuation': ['#474c54', '#b8b6ae'],
} as const satisfies Record<string, readonly [light: string, dark: string]>;

export type TokenName = keyof typeof TOKENS;

export interface Palette {
  dark: boolean;
  colours: Record<TokenName, string>;
}

/** Reads the tokens as they are now. */
export function readPalette(): Palette {
  const dark = isDark();
  const probe = document.createElement('span');
  probe.style.display = 'none';
  document.documentElement.append(probe);
  const style = getComputedStyle(probe);
  const colours = Object.fromEntries(
    Object.entries(TOKENS).map(([name, fallback]) => {
      const instead = fallback[dark ? 1 : 0];
      probe.style.color = `var(--${name}, ${instead})`;
      return [name, hex(style.color) ?? instead];
    }),
  ) as Record<TokenName, string>;
  probe.remove();
  return { dark, colours };
}

/** Calls `listener` with the palette after each change of the theme. */
export function onPaletteChange(listener: (palette: Palette) => void): Disposable {
  const abort = new AbortController();
  const { signal } = abort;
  const tell = () => listener(readPalette());
  document.addEventListener('bulkhead:theme', tell, { signal });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', tell, { signal });
  return { dispose: () => abort.abort() };
}

function isDark(): boolean {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'dark' || chosen === 'light') return chosen === 'dark';
  return matchMedia('(prefers-color-scheme: dark)').matches;
}

/** `rgb(31, 78, 140)` → `#1f4e8c`; null for anything else. */
function hex(colour: string): string | null {
  const parts = /^rgba?\((\d+), (\d+), (\d+)/.exec(colour);
  if (!parts) return null;
  const byte = (text: string | undefined) => Number(text).toString(16).padStart(2, '0');
  return `#${byte(parts[1])}${byte(parts[2])}${byte(parts[3])}`;
}
