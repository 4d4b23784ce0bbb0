// biome-ignore-all lint/a11y/useSemanticElements: tables are laid out by CSS grid and virtualised; <table> can be neither
// biome-ignore-all lint/a11y/useFocusableInteractive: rows take the focus (roving), heads and cells do not
import type { HTMLAttributes } from 'react';

type DivProps = HTMLAttributes<HTMLDivElement>;

/** `role="grid"` of divs: one tab stop, rows move by keys. Give `aria-rowcount` and an `aria-label`. */
export function Grid({ ref, ...rest }: DivProps & { ref?: React.Ref<HTMLDivElement> }) {
  return <div role="grid" ref={ref} {...rest} />;
}

export function GridRow({ ref, ...rest }: DivProps & { ref?: React.Ref<HTMLDivElement> }) {
  return <div role="row" ref={ref} {...rest} />;
}

export function GridRows({ ref, ...rest }: DivProps & { ref?: React.Ref<HTMLDivElement> }) {
  return <div role="rowgroup" ref={ref} {...rest} />;
}

export function GridCell(props: DivProps) {
  return <div role="gridcell" {...props} />;
}

export function HeadCell({ isNumber = false, children, ...rest }: DivProps & { isNumber?: boolean }) {
  return (
    <span role="columnheader" className={isNumber ? 'num' : undefined} {...rest}>
      {children}
    </span>
  );
}
