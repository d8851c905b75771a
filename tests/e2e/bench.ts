/** The bench as a learner finds it: by roles and names. */
import { expect, type Locator, type Page } from '@playwright/test';

export const STEP_1 = 'learn/one-service/http-handler/answer/';
export const STEP_2 = 'learn/one-service/http-handler/read-a-body/';

export type Action = 'Run' | 'Stop' | 'Test' | 'Check' | 'Solve' | 'Reset' | 'Hint';
export type Panel = 'Terminal' | 'HTTP' | 'Checks';

declare global {
  /** In the page only: what the next copying gives. */
  var copied: Promise<string>;
  /** In the page only. */
  var elapsed: Promise<number>;
}

export class Bench {
  readonly page: Page;
  readonly files: Locator;
  readonly editor: Locator;
  /** What takes the keys in the editor; there once it does. */
  readonly text: Locator;
  readonly services: Locator;
  readonly status: Locator;
  readonly notices: Locator;
  readonly response: Locator;
  readonly verdict: Locator;

  constructor(page: Page) {
    this.page = page;
    this.files = page.getByRole('tree', { name: 'Files' });
    this.editor = page.getByRole('region', { name: 'Editor' });
    this.text = this.editor.getByRole('textbox');
    this.services = page.getByRole('list', { name: 'Services' });
    this.status = page.getByRole('region', { name: 'Status', exact: true });
    this.notices = page.getByRole('log', { name: 'Notices' });
    this.response = page.getByRole('region', { name: 'Response' });
    this.verdict = page.getByRole('tabpanel', { name: 'Checks' }).getByRole('status');
  }

  /** Opens a page with a bench and waits until its editor takes keys. */
  async open(address: string): Promise<void> {
    await this.page.goto(address);
    await this.ready();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  async ready(): Promise<void> {
    await expect(this.text).toBeAttached();
  }

  action(name: Action): Locator {
    return this.page.getByRole('toolbar', { name: 'Workbench' }).getByRole('button', { name, exact: true });
  }

  async press(name: Action): Promise<void> {
    await this.action(name).click();
  }

  async show(panel: Panel): Promise<void> {
    await this.page
      .getByRole('tablist', { name: 'Panels' })
      .getByRole('tab', { name: panel, exact: true })
      .click();
  }

  /** The screen of a terminal: `shell`, the tests', or the service's of that name. */
  terminal(name: string): Locator {
    return this.page.getByRole('tabpanel', { name, exact: true });
  }

  /** Text that a terminal shows or, as its screen is small, has shown: scrolls back until it is there. */
  async expectPrinted(name: string, text: string | RegExp): Promise<void> {
    await this.page.getByRole('textbox', { name: `Terminal, ${name}`, exact: true }).focus();
    await expect(async () => {
      await this.page.keyboard.press('Shift+PageUp');
      await expect(this.terminal(name)).toContainText(text, { timeout: 1 });
    }, `${text} in the terminal ${name}`).toPass({ intervals: [0] });
  }

  async expectService(word: string): Promise<void> {
    await expect(this.services).toContainText(word);
  }

  /** Milliseconds from the click that `act` makes until the services say `word`, measured in the page. */
  async timeUntilService(word: string, act: () => Promise<void>): Promise<number> {
    await this.services.evaluate((list, wanted) => {
      globalThis.elapsed = new Promise((resolve) => {
        let since = 0;
        document.addEventListener(
          'click',
          () => {
            since = performance.now();
          },
          { once: true, capture: true },
        );
        const observer = new MutationObserver(() => {
          if (!list.textContent.includes(wanted)) return;
          observer.disconnect();
          resolve(Math.round(performance.now() - since));
        });
        observer.observe(list, { subtree: true, childList: true, characterData: true });
      });
    }, word);
    await act();
    return this.page.evaluate(() => elapsed);
  }

  /** Puts `code` in place of the open file's text, as a paste does. */
  async paste(code: string): Promise<void> {
    await this.text.focus();
    await this.page.keyboard.press('Control+A');
    await this.page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', text);
      document.activeElement?.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
      );
    }, code);
  }

  /** The whole text of the open file, as copying gives it. */
  async copy(): Promise<string> {
    await this.text.focus();
    await this.page.keyboard.press('Control+A');
    await this.page.evaluate(() => {
      globalThis.copied = new Promise((resolve) => {
        document.addEventListener(
          'copy',
          (event) => resolve(event.clipboardData?.getData('text/plain') ?? ''),
          {
            once: true,
          },
        );
      });
    });
    await this.page.keyboard.press('Control+C');
    return this.page.evaluate(() => copied);
  }

  /** Everything typed so far is in the browser's storage. */
  async expectSaved(): Promise<void> {
    await expect(this.status.getByRole('button', { name: 'My work: Saved' })).toBeVisible();
  }

  async send(): Promise<void> {
    await this.show('HTTP');
    await this.page.getByRole('button', { name: 'Send', exact: true }).click();
  }

  async expectAnswer(status: string): Promise<void> {
    await expect(this.response.getByRole('status')).toContainText(status);
  }

  /** The answer's JSON, read as it is shown. */
  async json(): Promise<unknown> {
    // biome-ignore lint/performance/useDomNodeTextContent: as it is shown, folded parts left out.
    return JSON.parse(await this.response.getByRole('tabpanel', { name: 'Body' }).innerText());
  }

  async expectAllPassed(): Promise<void> {
    const count = await this.page
      .getByRole('tabpanel', { name: 'Checks' })
      .getByRole('listitem')
      .filter({ has: this.page.getByText(/^(waiting|running|passed|failed)$/) })
      .count();
    await expect(this.verdict).toContainText(`All ${count} checks passed`);
  }
}
