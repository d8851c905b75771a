/** Every key of the bench. */
import { Dialog } from '../ui/Dialog.tsx';

const KEYS: [keys: string[], what: string][] = [
  [['Escape', 'Tab'], 'Leave the editor (one after the other; with Shift, backwards)'],
  [['Ctrl+M'], 'In the editor, switch whether Tab indents or moves on'],
  [['Ctrl+Shift+M'], 'Leave the terminal; Escape twice does the same'],
  [['F12'], 'Go to the definition'],
  [['F2'], 'Rename: a name in the editor, a file in the tree'],
  [['F8'], 'Next problem'],
  [['Ctrl+Space'], 'Suggestions'],
  [['F1'], 'All commands of the editor'],
  [['Delete'], 'In the tree, delete the file; on a file’s tab, close it'],
  [['Arrow keys'], 'Move in trees and tabs; on a rule between panels, move the rule'],
  [['Enter'], 'On a rule between panels, set it back'],
];

export function KeysDialog({ onClose }: { onClose(): void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl class="wb-keys">
        {KEYS.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog" class="wb-dialog-actions">
        <button type="submit" class="wb-action">
          Close
        </button>
      </form>
    </Dialog>
  );
}
