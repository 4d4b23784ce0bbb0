import { useTimeFormat } from '../../app/services.tsx';
import { formatBytes } from '../../format/bytes.ts';
import { formatBucket } from '../../format/duration.ts';
import { useSimulation } from './draft-context.tsx';

const WIDTH = 916;
const HEIGHT = 180;
const LEFT = 56;
const TOP = 14;
const FLOOR = HEIGHT - 22;
const GAP = 1;

/** What would be kept of each part of the time, and what would go. */
export function VolumeChart() {
  const { data, phase } = useSimulation();
  const time = useTimeFormat();
  if (data === undefined) return <div className="pol-volume" />;
  const { fromUs, bucketUs, kept, keptWarnings, dropped } = data.volume;
  const totals = kept.map((value, index) => value + keptWarnings[index] + dropped[index]);
  const most = Math.max(1, ...totals);
  const step = (WIDTH - LEFT - 8) / Math.max(1, kept.length);
  const heightOf = (bytes: number): number => ((FLOOR - TOP) * bytes) / most;
  const bars = (values: readonly number[], below: (index: number) => number): string =>
    values
      .map((value, index) => {
        if (value === 0) return '';
        const [x, y] = [LEFT + index * step, FLOOR - heightOf(below(index))];
        return `M${x.toFixed(1)} ${y.toFixed(1)}v${(-heightOf(value)).toFixed(1)}h${Math.max(0.5, step - GAP).toFixed(1)}V${y.toFixed(1)}`;
      })
      .join('');
  const spanUs = bucketUs * kept.length;
  const marks = [0, 0.25, 0.5, 0.75, 1].map((share) => ({
    x: LEFT + share * (WIDTH - LEFT - 8),
    text: time.mark(fromUs + share * spanUs, spanUs),
  }));
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return (
    <div className={phase === 'quiet' ? 'pol-volume' : 'pol-volume is-busy'}>
      <div className="row-f pol-volume-h">
        <b>Volume per {formatBucket(bucketUs)}, all policies that are on</b>
        <span className="sp" />
        <span className="legend small">
          <span>
            <i className="sw info" />
            kept
          </span>
          <span>
            <i className="sw error" />
            kept, WARN and above
          </span>
          <span>
            <svg width="8" height="8" aria-hidden="true">
              <rect width="8" height="8" fill="url(#hatchq)" />
            </svg>
            dropped
          </span>
        </span>
      </div>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Of ${formatBytes(sum(totals))}, ${formatBytes(sum(kept) + sum(keptWarnings))} would be kept and ${formatBytes(sum(dropped))} would go`}
      >
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <path className="ax" d={`M${LEFT} ${FLOOR - share * (FLOOR - TOP) + 0.5}H${WIDTH - 8}`} />
            <text x={LEFT - 6} y={FLOOR - share * (FLOOR - TOP) + 3} textAnchor="end">
              {share === 0 ? '0' : formatBytes(most * share)}
            </text>
          </g>
        ))}
        <path className="vol-warn" d={bars(keptWarnings, () => 0)} />
        <path className="vol-kept" d={bars(kept, (index) => keptWarnings[index])} />
        <path className="vol-gone" d={bars(dropped, (index) => keptWarnings[index] + kept[index])} />
        {marks.map(({ x, text }, index) => (
          <text key={x} x={x} y={HEIGHT - 6} textAnchor={index === 0 ? 'start' : index === marks.length - 1 ? 'end' : 'middle'}>
            {text}
          </text>
        ))}
      </svg>
    </div>
  );
}
