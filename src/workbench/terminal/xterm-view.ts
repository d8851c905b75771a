/** One xterm.js terminal on one session. Import this module dynamically: it is the terminal's download. */
import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import type { Disposable } from '../../container/types.ts';
import { EDITOR_METRICS } from '../editor/metrics.ts';
import { onPaletteChange, type Palette, readPalette } from '../palette.ts';
import type { FrameScheduler } from '../stores/output-queue.ts';
import type { TerminalSession } from '../stores/terminal-store.ts';

export interface TerminalView extends Disposable {
  focus(): void;
  /** Adapts the number of columns and rows to the element. */
  fit(): void;
}

export interface TerminalViewOptions {
  element: HTMLElement;
  session: TerminalSession;
  describedBy: string;
  /** The documented key was pressed: the focus should go on. */
  onLeave(): void;
}

const SCROLLBACK_LINES = 5_000;

export function openTerminal({ element, session, describedBy, onLeave }: TerminalViewOptions): TerminalView {
  const terminal = new Terminal({
    fontFamily: EDITOR_METRICS.fontFamily,
    fontSize: 12.5,
    lineHeight: 1.35,
    letterSpacing: 0,
    scrollback: SCROLLBACK_LINES,
    convertEol: true,
    cursorBlink: false,
    cursorStyle: 'bar',
    cursorInactiveStyle: session.kind === 'shell' ? 'outline' : 'none',
    disableStdin: false,
    screenReaderMode: false,
    minimumContrastRatio: 4.5,
    theme: themeOf(readPalette()),
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(element);
  terminal.textarea?.setAttribute('aria-label', `Terminal, ${session.title}`);
  terminal.textarea?.setAttribute('aria-describedby', describedBy);
  leaveOn(terminal, onLeave);

  const refit = () => {
    // A hidden panel has no size; it is fitted when it is shown.
    if (element.offsetWidth > 0 && element.offsetHeight > 0) fit.fit();
  };
  const observer = new ResizeObserver(refit);
  observer.observe(element);
  const input = terminal.onData((text) => session.input(text));
  const resized = terminal.onResize(({ cols, rows }) => session.resize({ cols, rows }));
  refit();
  session.resize({ cols: terminal.cols, rows: terminal.rows });

  const uncleared = session.cleared.subscribe((count) => {
    if (count > 0) terminal.reset();
  });
  const pump = session.output.attach({ write: (text, done) => terminal.write(text, done) }, nextFrame);
  const themed = onPaletteChange((palette) => {
    terminal.options.theme = themeOf(palette);
  });

  return {
    focus: () => terminal.focus(),
    fit: refit,
    dispose() {
      observer.disconnect();
      pump.dispose();
      uncleared();
      themed.dispose();
      input.dispose();
      resized.dispose();
      terminal.dispose();
    },
  };
}

/** Tab belongs to the shell. Control Shift M, or Escape twice, leaves. */
function leaveOn(terminal: Terminal, leave: () => void): void {
  let escapes = 0;
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type !== 'keydown') return true;
    if (event.ctrlKey && event.shiftKey && event.key.toLowerCase() === 'm') {
      event.preventDefault();
      leave();
      return false;
    }
    escapes = event.key === 'Escape' ? escapes + 1 : 0;
    if (escapes < 2) return true;
    escapes = 0;
    leave();
    return false;
  });
}

const nextFrame: FrameScheduler = (run) => {
  const frame = requestAnimationFrame(run);
  return { dispose: () => cancelAnimationFrame(frame) };
};

/** The sixteen ANSI colours from the tokens; signal colours stand for red, green and yellow. */
function themeOf({ colours }: Palette) {
  return {
    background: colours.paper,
    foreground: colours.ink,
    cursor: colours.accent,
    cursorAccent: colours.paper,
    selectionBackground: colours.selection,
    black: colours.ink,
    red: colours.failing,
    green: colours.healthy,
    yellow: colours.degraded,
    blue: colours['code-keyword'],
    magenta: colours['code-function'],
    cyan: colours['code-type'],
    white: colours['ink-2'],
    brightBlack: colours['ink-3'],
    brightRed: colours.failing,
    brightGreen: colours.healthy,
    brightYellow: colours.degraded,
    brightBlue: colours.accent,
    brightMagenta: colours['code-function'],
    brightCyan: colours['code-type'],
    brightWhite: colours.ink,
  };
}
