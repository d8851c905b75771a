/** A name being typed in the tree; what is wrong with it is said below, as one sentence. */
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface Props {
  /** Where it will be; empty for the project folder. */
  folder: string;
  initial: string;
  depth: number;
  problem(name: string): string | null;
  onDone(name: string): void;
  onCancel(): void;
}

export function NameField({ folder, initial, depth, problem, onDone, onCancel }: Props) {
  const name = useSignal(initial);
  const input = useRef<HTMLInputElement>(null);
  // Before the next key, which belongs to this field already.
  useLayoutEffect(() => {
    const field = input.current;
    if (!field) return;
    field.focus();
    const dot = initial.lastIndexOf('.');
    field.setSelectionRange(0, dot > 0 ? dot : initial.length);
  }, [initial]);
  const wrong = problem(name.value);
  // An empty field is no mistake while one is still typing.
  const said = name.value === '' ? null : wrong;
  return (
    <div class="wb-name" style={{ '--wb-depth': depth }}>
      <input
        ref={input}
        class="wb-input"
        aria-label={folder === '' ? 'Name' : `Name in ${folder}`}
        placeholder={folder === '' ? 'name' : `name in ${folder}`}
        aria-invalid={said !== null}
        aria-describedby={said === null ? undefined : 'wb-name-problem'}
        spellcheck={false}
        autocomplete="off"
        value={name.value}
        onInput={(event) => {
          name.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Escape') onCancel();
          if (event.key !== 'Enter') return;
          // Or the editor, which gets the focus, would take the key as well.
          event.preventDefault();
          if (wrong === null) onDone(name.value);
        }}
        onBlur={() => (wrong === null && name.value !== initial ? onDone(name.value) : onCancel())}
      />
      {said !== null && (
        <p id="wb-name-problem" class="wb-field-problem" role="alert">
          {said}
        </p>
      )}
    </div>
  );
}
