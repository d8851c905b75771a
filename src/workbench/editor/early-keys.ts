/**
 * Keys typed at the first paint, before the editor is there. They are kept in order and typed into the editor
 * at the place that was clicked.
 */
export interface EarlyKeys {
  /** What was typed; null when the first paint never had the focus. */
  take(): { text: string; line: number; column: number } | null;
}

/** Columns are counted with the width of one character, which all of them share. */
export function collectEarlyKeys(paint: HTMLElement): EarlyKeys {
  const abort = new AbortController();
  const { signal } = abort;
  let typed: string[] = [];
  let place = { line: 1, column: 1 };
  let touched = false;
  paint.tabIndex = 0;

  paint.addEventListener(
    'pointerdown',
    (event) => {
      touched = true;
      place = placeOf(paint, event);
    },
    { signal },
  );
  paint.addEventListener(
    'focus',
    () => {
      touched = true;
    },
    { signal },
  );
  paint.addEventListener(
    'keydown',
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.key === 'Backspace' && typed.length > 0) typed = typed.slice(0, -1);
      else if (event.key === 'Enter') typed.push('\n');
      else if ([...event.key].length === 1) typed.push(event.key);
      else return;
      event.preventDefault();
    },
    { signal },
  );

  return {
    take() {
      abort.abort();
      return touched ? { text: typed.join(''), ...place } : null;
    },
  };
}

function placeOf(paint: HTMLElement, event: PointerEvent): { line: number; column: number } {
  const rows = [...paint.querySelectorAll('li')];
  const at = rows.findIndex((row) => event.clientY < row.getBoundingClientRect().bottom);
  const row = rows[at === -1 ? rows.length - 1 : at];
  if (!row) return { line: 1, column: 1 };
  const text = row.textContent ?? '';
  const range = document.createRange();
  range.selectNodeContents(row);
  const box = range.getBoundingClientRect();
  const width = text.length === 0 ? 0 : box.width / text.length;
  const column = width === 0 ? 1 : Math.round((event.clientX - box.left) / width) + 1;
  return { line: rows.indexOf(row) + 1, column: Math.min(Math.max(column, 1), text.length + 1) };
}
