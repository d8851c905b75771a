/**
 * The theme switch. The choice is `light`, `dark` or `system`; it is kept in localStorage as `bulkhead.theme` and
 * set on <html data-theme> (absent for `system`). Whoever paints outside CSS (editor, diagrams) listens to
 * `bulkhead:theme` on `document`, whose detail is a {@link ThemeChange}.
 */
export type ThemeChoice = 'light' | 'dark' | 'system';

export interface ThemeChange {
  choice: ThemeChoice;
  resolved: 'light' | 'dark';
}

const KEY = 'bulkhead.theme';
const ORDER: readonly ThemeChoice[] = ['system', 'light', 'dark'];
const NAMES: Record<ThemeChoice, string> = { system: 'System', light: 'Light', dark: 'Dark' };

function isChoice(value: string | null): value is ThemeChoice {
  return value === 'light' || value === 'dark' || value === 'system';
}

function stored(): ThemeChoice {
  try {
    const value = localStorage.getItem(KEY);
    return isChoice(value) ? value : 'system';
  } catch {
    return 'system';
  }
}

function apply(choice: ThemeChoice): void {
  const root = document.documentElement;
  if (choice === 'system') delete root.dataset.theme;
  else root.dataset.theme = choice;
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const resolved = choice === 'system' ? system : choice;
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-theme-switch]')) {
    button.dataset.choice = choice;
    const label = `Theme: ${NAMES[choice]}`;
    button.setAttribute('aria-label', label);
    button.title = label;
  }
  document.dispatchEvent(new CustomEvent<ThemeChange>('bulkhead:theme', { detail: { choice, resolved } }));
}

let choice = stored();
apply(choice);

for (const button of document.querySelectorAll('[data-theme-switch]')) {
  button.addEventListener('click', () => {
    choice = ORDER[(ORDER.indexOf(choice) + 1) % ORDER.length] ?? 'system';
    try {
      localStorage.setItem(KEY, choice);
    } catch {
      // Storage is refused: the choice holds for this page.
    }
    apply(choice);
  });
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => apply(choice));
window.addEventListener('storage', (event) => {
  if (event.key !== KEY) return;
  choice = stored();
  apply(choice);
});
