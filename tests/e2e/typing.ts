/** Typing code into the editor with real keys. */
import type { Page } from '@playwright/test';

/**
 * Types `code`, key by key. The editor helps while one types, and a test must come out the same on any machine:
 * a bracket or quote it closed is typed over, what is left behind the cursor is taken away before a new line,
 * and so is the indentation it gives to that line, which is then typed.
 */
export async function typeCode({ keyboard }: Page, code: string): Promise<void> {
  for (const [index, line] of code.split('\n').entries()) {
    if (index > 0) {
      // Closes the list of suggestions, so that Enter is a new line.
      for (const key of ['Escape', 'Control+Shift+End', 'Delete', 'Enter', 'Shift+Home', 'Delete']) {
        await keyboard.press(key);
      }
    }
    await keyboard.type(line);
  }
}
