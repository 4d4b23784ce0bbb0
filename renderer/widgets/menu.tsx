import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { Icon, type IconName } from './icon.tsx';
import { Kbd } from './kbd.tsx';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon?: IconName;
  readonly keys?: string;
  readonly checked?: boolean;
  readonly disabled?: boolean;
  readonly hint?: string;
  run(): void;
}

interface MenuProps {
  label: string;
  items: readonly MenuItem[];
  onClose(): void;
  /** Edge of the opener it hangs at. */
  align?: 'start' | 'end';
  /** `up` for openers at the bottom of the window. */
  side?: 'down' | 'up';
  head?: ReactNode;
}

/** A popover list under its opener (the parent must be `position: relative`): arrows move, Enter chooses, Esc and focus elsewhere close. */
export function Menu({ label, items, onClose, align = 'start', side = 'down', head }: MenuProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    const first =
      list.current?.querySelector<HTMLElement>('[aria-checked="true"]') ??
      list.current?.querySelector<HTMLElement>('button:not([disabled])');
    first?.focus({ preventScroll: true });
    return () => {
      if (opener instanceof HTMLElement && (document.activeElement === document.body || document.activeElement === null)) opener.focus();
    };
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      event.stopPropagation();
      list.current?.closest('.menu-root')?.querySelector<HTMLElement>('button')?.focus();
      onClose();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>('button:not([disabled])') ?? [])];
    const at = buttons.findIndex((button) => button.contains(document.activeElement));
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
  };
  return (
    <div
      ref={list}
      className={`menu at-${align} to-${side}`}
      role="menu"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget) && !event.currentTarget.parentElement?.contains(event.relatedTarget))
          onClose();
      }}
    >
      {head}
      {items.map((item) => (
        <button
          key={item.id}
          type="button"
          {...(item.checked === undefined ? { role: 'menuitem' } : { role: 'menuitemradio', 'aria-checked': item.checked })}
          disabled={item.disabled}
          className="menu-item"
          onClick={() => {
            onClose();
            item.run();
          }}
        >
          <span className="menu-mark">{item.checked ? <Icon name="check" small /> : item.icon && <Icon name={item.icon} />}</span>
          <span className="el">{item.label}</span>
          {item.hint && <span className="dim">{item.hint}</span>}
          {item.keys && <Kbd keys={item.keys} />}
        </button>
      ))}
    </div>
  );
}
