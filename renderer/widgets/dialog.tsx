import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { IconButton } from './button.tsx';

const FOCUSABLE =
  'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex]:not([tabindex="-1"])';

interface DialogProps {
  title: string;
  onClose(): void;
  children: ReactNode;
  footer?: ReactNode;
  /** Pixels. */
  width: number;
  top?: number;
  /** Without the head (the palette); the title is then only read aloud. */
  bare?: boolean;
  className?: string;
}

/** A modal dialog: keeps the focus inside, Esc closes, the focus goes back to the opener. */
export function Dialog({ title, onClose, children, footer, width, top = 72, bare = false, className }: DialogProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    const first =
      box.current?.querySelector<HTMLElement>('[data-autofocus]') ?? box.current?.querySelector<HTMLElement>(`.dlg-body :is(${FOCUSABLE})`);
    (first ?? box.current)?.focus();
    return () => {
      if (!(opener instanceof HTMLElement) || opener === document.body) return;
      // An opener that is gone (a row just deleted) leaves the focus with the first control of the screen.
      const back = opener.isConnected ? opener : document.querySelector<HTMLElement>('main [tabindex="0"], main button');
      back?.focus();
    };
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    } else if (event.key === 'Tab' && box.current) keepFocusInside(event, box.current);
  };
  return (
    <div className="dialog-layer">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: closing by a click beside the dialog; Esc does the same */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: see above */}
      <div className="scrim" onClick={onClose} />
      <div
        ref={box}
        className={className ? `dlg ${className}` : 'dlg'}
        role="dialog"
        aria-modal="true"
        aria-label={title}
        tabIndex={-1}
        style={{ width: `min(${width}px, calc(100vw - 32px))`, top, maxHeight: `calc(100vh - ${top + 24}px)` }}
        onKeyDown={onKeyDown}
      >
        {!bare && (
          <div className="dlg-h">
            <h2>{title}</h2>
            <span className="sp" />
            <IconButton icon="x" label="Close" onClick={onClose} />
          </div>
        )}
        <div className="dlg-body">{children}</div>
        {footer && <div className="dlg-f">{footer}</div>}
      </div>
    </div>
  );
}

function keepFocusInside(event: KeyboardEvent, box: HTMLElement): void {
  const inside = [...box.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((element) => element.offsetParent !== null);
  const first = inside[0];
  const last = inside.at(-1);
  if (first === undefined || last === undefined) {
    event.preventDefault();
    return;
  }
  const active = document.activeElement;
  if (event.shiftKey && (active === first || active === box)) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && active === last) {
    event.preventDefault();
    first.focus();
  }
}
