import { memo } from 'react';
import type { VariableStats } from '#contract/explore.ts';
import { sparkPath } from '../../widgets/spark-path.ts';
import { quantityText } from './variable-words.ts';

const BARS_PX = 42;
const HEIGHT_PX = 56;
/** Labels nearer than this would touch; the less important one is left out. */
const LABEL_PX = 66;

interface Props {
  numeric: NonNullable<VariableStats['numeric']>;
  /** Pixels. */
  width: number;
  name: string;
}

/** How the numbers of a variable are spread: bars, the ends, the median and the 95th percentile at their places. */
export const Histogram = memo(function Histogram({ numeric, width, name }: Props) {
  const { min, p50, p95, max, histogram, histogramFrom, histogramUntil } = numeric;
  const write = (value: number): string => quantityText(value, numeric);
  const xOf = (value: number): number => ((value - histogramFrom) / (histogramUntil - histogramFrom || 1)) * width;
  const medianX = clamp(xOf(p50), 0, width);
  const medianTextX = clamp(medianX, LABEL_PX, width - LABEL_PX);
  const p95X = clamp(xOf(p95), LABEL_PX, width - LABEL_PX + 20);
  return (
    <svg
      width={width}
      height={HEIGHT_PX}
      viewBox={`0 0 ${width} ${HEIGHT_PX}`}
      role="img"
      aria-label={`Distribution of ${name}: ${write(min)} to ${write(max)}, median ${write(p50)}, 95 percent at most ${write(p95)}`}
    >
      <path className="ax2" d={`M0 ${BARS_PX + 0.5}H${width}`} />
      <path className="q" d={sparkPath(histogram, width, BARS_PX)} />
      <path className="ax2" d={`M${Math.round(medianX) + 0.5} 2V${BARS_PX}`} strokeDasharray="2 2" />
      <text x="0" y={HEIGHT_PX - 2}>
        {write(min)}
      </text>
      <text className="c" x={medianTextX} y={HEIGHT_PX - 2}>
        p50 {write(p50)}
      </text>
      {p95X - medianTextX >= LABEL_PX && (
        <text className="c" x={p95X} y={HEIGHT_PX - 2}>
          p95 {write(p95)}
        </text>
      )}
      <text className="e b" x={width} y={HEIGHT_PX - 2}>
        {write(max)}
      </text>
    </svg>
  );
});

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), Math.max(low, high));
