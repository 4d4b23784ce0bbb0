import { memo, useMemo } from 'react';
import type { Anomaly } from '#contract/anomalies.ts';
import { sparkPath } from '../../widgets/spark-path.ts';
import { seriesText } from './anomaly-words.ts';

interface ObservedProps {
  anomaly: Pick<Anomaly, 'series' | 'kind' | 'evidence'>;
  width: number;
  height: number;
  /** Class of the bars: `lv-error` … */
  tone: string;
}

/** Room above the highest bar. */
const TOP = 3;

/** What came, over the band of what is usual; what is missing as an empty frame. */
export const Observed = memo(function Observed(props: ObservedProps) {
  const { medians } = props.anomaly.series;
  return medians === undefined ? <Bars {...props} /> : <Medians {...props} medians={medians} />;
});

/** Numbers that moved, over the band in which they were. */
function Medians({ anomaly, width, height, medians: { values, low, high } }: ObservedProps & { medians: Medians }) {
  const max = Math.max(high, ...values) || 1;
  const yOf = (value: number): number => height - 1.5 - (value / max) * (height - TOP - 1.5);
  const step = width / Math.max(1, values.length - 1);
  const line = values.map((value, index) => `${index === 0 ? 'M' : 'L'}${(index * step).toFixed(1)} ${yOf(value).toFixed(1)}`).join('');
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={seriesText(anomaly)}>
      <path className="ax2" d={`M0 ${height - 0.5}H${width}`} />
      <rect className="band" x="0" y={yOf(high)} width={width} height={Math.max(1.6, yOf(low) - yOf(high))} />
      <path className="act" d={line} />
    </svg>
  );
}

type Medians = NonNullable<Anomaly['series']['medians']>;

function Bars({ anomaly, width, height, tone }: ObservedProps) {
  const { series, kind, evidence } = anomaly;
  const { counts, expected, fromUs, bucketUs } = series;
  const max = Math.max(1, expected?.high ?? 0, ...counts);
  const path = useMemo(() => sparkPath(counts, width, height - TOP, max), [counts, width, height, max]);
  const yOf = (count: number): number => height - TOP - (count / max) * (height - TOP);
  const xOf = (us: number): number => Math.max(0, Math.min(width, ((us - fromUs) / (bucketUs * counts.length)) * width));
  const [lead] = evidence;
  const gap = kind === 'silence' && lead !== undefined ? { from: xOf(lead.fromUs), until: xOf(lead.untilUs) } : undefined;
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={seriesText(anomaly)}>
      <path className="ax2" d={`M0 ${height - 0.5}H${width}`} />
      {expected !== undefined && (
        <rect
          className="band"
          x="0"
          y={yOf(expected.high) + TOP - 0.8}
          width={width}
          height={Math.max(1.6, yOf(expected.low) - yOf(expected.high))}
        />
      )}
      <g transform={`translate(0 ${TOP})`}>{path !== '' && <path className={tone} d={path} />}</g>
      {gap !== undefined && gap.until - gap.from > 3 && (
        <>
          <rect
            className="exp"
            x={gap.from + 0.5}
            y={Math.min(height - 8, yOf(expected?.high ?? max) + 1)}
            width={gap.until - gap.from - 1}
            height={Math.max(7, height - 1.5 - (yOf(expected?.high ?? max) + 1))}
          />
          {gap.until - gap.from > 110 && (
            <text className="c" x={(gap.from + gap.until) / 2} y={height / 2 + 6}>
              expected, not seen
            </text>
          )}
        </>
      )}
    </svg>
  );
}
