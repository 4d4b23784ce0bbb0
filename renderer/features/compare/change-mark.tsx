import type { Change } from '#contract/compare.ts';

const MARKS = {
  appeared: { d: 'M6 2.5v7M2.5 6h7', filled: false, tone: 'new' },
  rising: { d: 'M6 2.5 10 9H2z', filled: true, tone: 'up' },
  falling: { d: 'M6 9.5 2 3h8z', filled: true, tone: 'gone' },
  vanished: { d: 'M6 1.8a4.2 4.2 0 1 0 0 8.4a4.2 4.2 0 1 0 0-8.4M3 9 9 3', filled: false, tone: 'gone' },
  values: { d: 'M2.5 4.5h7M2.5 7.5h7M8 2 4 10', filled: false, tone: 'gone' },
} as const;

/** The kind of a change: sign and word. */
export function ChangeMark({ kind, factor }: Pick<Change, 'kind' | 'factor'>) {
  const { d, filled, tone } = MARKS[kind === 'rate' ? ((factor ?? 1) > 1 ? 'rising' : 'falling') : kind];
  return (
    <span className={`trend ${tone}`}>
      <svg className="g" viewBox="0 0 12 12" aria-hidden="true">
        <path d={d} {...(filled ? { fill: 'currentColor' } : { stroke: 'currentColor', strokeWidth: 1.4, fill: 'none' })} />
      </svg>
      {kind}
    </span>
  );
}
