import type { ButtonHTMLAttributes, ReactNode } from 'react';

interface ChipProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  on: boolean;
  count?: ReactNode;
  children: ReactNode;
}

/** A choice that narrows a list, with its count. */
export function Chip({ on, count, children, ...rest }: ChipProps) {
  return (
    <button type="button" className={on ? 'chip on' : 'chip'} aria-pressed={on} {...rest}>
      {children} {count !== undefined && <b>{count}</b>}
    </button>
  );
}
