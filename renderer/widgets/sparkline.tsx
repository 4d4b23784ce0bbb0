import { memo, useMemo } from 'react';
import { sparkPath } from './spark-path.ts';

interface SparklineProps {
  values: readonly number[];
  width: number;
  height: number;
  /** The fact it shows, not its shape: `41,207 records, most at 14:47`. */
  label: string;
  /** Class of the bars: `lv-error`, `q` … */
  tone?: string;
  /** Drawn over the first on the same scale (errors over volume). */
  over?: { readonly values: readonly number[]; readonly tone: string };
  /** A line at the foot where there are no bars. */
  base?: boolean;
}

/** Small bars without an axis, as one memoised path per tone. */
export const Sparkline = memo(function Sparkline({ values, width, height, label, tone = 'q', over, base = false }: SparklineProps) {
  const max = useMemo(() => Math.max(0, ...values), [values]);
  const path = useMemo(() => sparkPath(values, width, height, max), [values, width, height, max]);
  const overPath = useMemo(() => (over ? sparkPath(over.values, width, height, max) : ''), [over, width, height, max]);
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {base && <path className="ax2" d={`M0 ${height - 0.5}H${width}`} />}
      {path && <path className={tone} d={path} />}
      {over && overPath && <path className={over.tone} d={overPath} />}
    </svg>
  );
});
