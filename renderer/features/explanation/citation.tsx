import { createContext, useContext } from 'react';

/** The evidence that is pointed at, and how to open it. */
export interface Pointing {
  readonly at: number | undefined;
  point(number: number | undefined): void;
  open(number: number): void;
  /** What stands in its row, for where that is out of sight. */
  textOf(number: number): string | undefined;
}

export const PointingContext = createContext<Pointing | undefined>(undefined);

export function usePointing(): Pointing {
  const pointing = useContext(PointingContext);
  if (pointing === undefined) throw new Error('a citation needs a PointingContext above it');
  return pointing;
}

/** Numbers of evidence behind a statement: pointing at one shows its row, Enter or a click its record. */
export function Citations({ numbers }: { numbers: readonly number[] }) {
  const { point, open, textOf } = usePointing();
  return (
    <span className="nw">
      {numbers.map((number) => (
        <button
          key={number}
          type="button"
          className="cite"
          aria-label={`Evidence ${number}`}
          title={textOf(number)}
          onPointerEnter={() => point(number)}
          onPointerLeave={() => point(undefined)}
          onFocus={() => point(number)}
          onBlur={() => point(undefined)}
          onClick={() => open(number)}
        >
          {number}
        </button>
      ))}
    </span>
  );
}
