/** A button that opens a menu (WAI-ARIA menu button): arrows, Home, End, Escape, a click elsewhere closes. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

export interface MenuItem {
  label: string;
  /** A second line, quieter. */
  detail?: string;
  /** For a choice of one among several. */
  checked?: boolean;
  disabled?: boolean;
  run(): void;
}

interface Props {
  /** Name of the menu, and the beginning of the button's name; what is seen follows. */
  label: string;
  children: ComponentChildren;
  items: MenuItem[];
  /** Where the menu's edge is aligned with the button's. */
  align?: 'start' | 'end';
  opens?: 'up' | 'down';
  class?: string;
}

export function Menu({ label, children, items, align = 'start', opens = 'up', ...props }: Props) {
  const open = useSignal(false);
  const root = useRef<HTMLDivElement>(null);
  const id = useId();

  useEffect(() => {
    if (!open.value) return;
    root.current?.querySelector<HTMLElement>('[role^=menuitem]:not([aria-disabled=true])')?.focus();
    const away = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) open.value = false;
    };
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, [open.value]);

  const close = () => {
    open.value = false;
    root.current?.querySelector<HTMLElement>('.wb-menu-button')?.focus();
  };

  const key = (event: JSX.TargetedKeyboardEvent<HTMLElement>) => {
    if (!open.value) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      close();
      return;
    }
    if (event.key === 'Tab') open.value = false;
    const choices = [...event.currentTarget.querySelectorAll<HTMLElement>('[role^=menuitem]')];
    const at = choices.indexOf(document.activeElement as HTMLElement);
    const targets: Record<string, number> = {
      ArrowDown: (at + 1) % choices.length,
      ArrowUp: (at - 1 + choices.length) % choices.length,
      Home: 0,
      End: choices.length - 1,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    choices[target]?.focus();
  };

  return (
    <div ref={root} class="wb-menu">
      <button
        type="button"
        class={`wb-menu-button ${props.class ?? ''}`}
        aria-haspopup="menu"
        aria-expanded={open.value}
        aria-controls={open.value ? id : undefined}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        <span class="wb-hidden">{label}: </span>
        {children}
      </button>
      {open.value && (
        <div
          id={id}
          class={`wb-menu-list wb-menu-${opens} wb-menu-${align}`}
          role="menu"
          tabIndex={-1}
          aria-label={label}
          onKeyDown={key}
        >
          {items.map((item) => (
            <button
              key={item.label}
              type="button"
              {...roleOf(item)}
              aria-disabled={item.disabled}
              tabIndex={-1}
              class="wb-menu-item"
              onClick={() => {
                if (item.disabled) return;
                close();
                item.run();
              }}
            >
              <span>{item.label}</span>
              {item.detail && <span class="wb-quiet">{item.detail}</span>}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** One of several choices says whether it is the chosen one. */
function roleOf({ checked }: MenuItem) {
  return checked === undefined
    ? { role: 'menuitem' as const }
    : { role: 'menuitemradio' as const, 'aria-checked': checked };
}
