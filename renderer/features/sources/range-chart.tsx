import type { PullEstimate } from '#contract/connect.ts';
import { useTimeFormat } from '../../app/services.tsx';
import { formatExactCount } from '../../format/count.ts';
import { barsOf } from './pull-draft.ts';

const BARS = 72;
const [WIDTH, HEIGHT] = [732, 40];
const STEP = WIDTH / BARS;

/** How the records lie in the chosen time. */
export function RangeChart({ estimate, fromUs, untilUs }: { estimate: PullEstimate | undefined; fromUs: number; untilUs: number }) {
  const time = useTimeFormat();
  const bars = estimate === undefined ? [] : barsOf(estimate, fromUs, untilUs, BARS);
  const path = bars
    .map((share, index) =>
      share > 0 ? `M${(index * STEP).toFixed(1)} ${HEIGHT}v${-Math.max(1, share * 38).toFixed(1)}h${(STEP - 1).toFixed(1)}V${HEIGHT}` : '',
    )
    .join('');
  const label =
    estimate?.records === undefined
      ? 'Records over the chosen range'
      : `${formatExactCount(estimate.records)} records between ${time.dateMinute(fromUs)} and ${time.dateMinute(untilUs)}`;
  return (
    <div className="src-chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT + 1}`} preserveAspectRatio="none" role="img" aria-label={label}>
        <path className="ax2" d={`M0 ${HEIGHT + 0.5}H${WIDTH}`} />
        <path className="q" d={path} />
      </svg>
      <div className="src-axis">
        <span>{time.dateMinute(fromUs)}</span>
        <span>{time.minute((fromUs + untilUs) / 2)}</span>
        <span>
          {time.dateMinute(untilUs)} {time.zoneName}
        </span>
      </div>
    </div>
  );
}
