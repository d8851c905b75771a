/**
 * Tab indents, so another way out is needed: Escape and then Tab (or Shift Tab) moves the focus on.
 * Monaco's own Ctrl+M switches what Tab does until it is pressed again.
 */
import { type editor, type IDisposable, KeyCode } from 'monaco-editor/editor';

const OPEN_WIDGETS =
  '.suggest-widget.visible, .find-widget.visible, .parameter-hints-widget.visible, .rename-box';

export function leaveWithEscapeTab(instance: editor.IStandaloneCodeEditor): IDisposable {
  let armed = false;
  const set = (on: boolean) => {
    if (armed === on) return;
    armed = on;
    instance.updateOptions({ tabFocusMode: on });
  };
  const key = instance.onKeyDown((event) => {
    if (event.keyCode === KeyCode.Escape) {
      // Escape that closes something only closes it.
      if (!instance.getDomNode()?.querySelector(OPEN_WIDGETS)) set(true);
      return;
    }
    if (event.keyCode !== KeyCode.Tab && event.keyCode !== KeyCode.Shift) set(false);
  });
  const blur = instance.onDidBlurEditorWidget(() => set(false));
  return {
    dispose() {
      key.dispose();
      blur.dispose();
    },
  };
}
