import type { Pattern } from '#contract/explore.ts';
import { formatFactor } from '../../format/count.ts';

const PATHS: Readonly<Record<Pattern['trend']['kind'], { readonly d: string; readonly filled: boolean; readonly tone: string }>> = {
  new: { d: 'M6 2.5v7M2.5 6h7', filled: false, tone: 'new' },
  rising: { d: 'M6 2.5 10 9H2z', filled: true, tone: 'up' },
  falling: { d: 'M6 9.5 2 3h8z', filled: true, tone: 'gone' },
  gone: { d: 'M6 1.8a4.2 4.2 0 1 0 0 8.4a4.2 4.2 0 1 0 0-8.4M3 9 9 3', filled: false, tone: 'gone' },
  rare: { d: 'M6 2 10 6 6 10 2 6z', filled: false, tone: 'rare' },
  steady: { d: 'M2.5 6h7', filled: false, tone: 'flat' },
};

/** What became of a pattern over the range: sign and word, or sign and factor. */
export function TrendMark({ trend }: { trend: Pattern['trend'] }) {
  const { d, filled, tone } = PATHS[trend.kind];
  const hasFactor = (trend.kind === 'rising' || trend.kind === 'falling') && trend.factor !== undefined;
  return (
    <span className={`trend ${tone}`}>
      <svg className="g" viewBox="0 0 12 12" aria-hidden="true">
        <path d={d} {...(filled ? { fill: 'currentColor' } : { stroke: 'currentColor', strokeWidth: 1.4, fill: 'none' })} />
      </svg>
      {hasFactor ? (
        <span>
          <span className="vh">{trend.kind} </span>
          {formatFactor(trend.factor ?? 0)}
        </span>
      ) : (
        trend.kind
      )}
    </span>
  );
}
