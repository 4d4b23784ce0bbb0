import { memo } from 'react';
import type { VariableStats } from '#contract/explore.ts';
import { sparkPath } from '../../widgets/spark-path.ts';
import { placeLabels } from './label-places.ts';
import { quantityText } from './variable-words.ts';

const BARS_PX = 42;
const HEIGHT_PX = 56;

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
  const medianX = Math.min(Math.max(xOf(p50), 0), width - 1);
  const labels = placeLabels(
    [
      { text: `p50 ${write(p50)}`, at: medianX },
      { text: `p95 ${write(p95)}`, at: xOf(p95) },
    ],
    { first: write(min), last: write(max) },
    width,
  );
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
      {labels.map(({ text, x }) => (
        <text key={text} className="c" x={x} y={HEIGHT_PX - 2}>
          {text}
        </text>
      ))}
      <text className="e b" x={width} y={HEIGHT_PX - 2}>
        {write(max)}
      </text>
    </svg>
  );
});
