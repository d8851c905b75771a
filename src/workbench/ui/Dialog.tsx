/** A modal dialog: the browser keeps the focus inside, Escape closes, the focus goes back. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface Props {
  title: string;
  children: ComponentChildren;
  onClose(): void;
}

export function Dialog({ title, children, onClose }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    if (dialog && !dialog.open) dialog.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog ref={element} class="wb-dialog" aria-labelledby="wb-dialog-title" onClose={onClose}>
      <h2 id="wb-dialog-title">{title}</h2>
      {children}
    </dialog>
  );
}
