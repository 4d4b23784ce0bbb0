import { useMemo } from 'react';
import { LEVELS } from '#base/level.ts';
import type { Timeline } from '#contract/explore.ts';
import { useTimeFormat } from '../../app/services.tsx';
import { formatShortCount } from '../../format/count.ts';
import { levelClass } from '../../widgets/level-word.tsx';
import { lanes } from './stacked-lanes.ts';

const LEFT = 46;
const WIDTH = 332;
const UPPER = { bottom: 78, height: 52 } as const;
const LOWER = { bottom: 108, height: 17 } as const;

/** The growing timeline of the reading screen: all levels above, WARN and above with their own scale below. */
export function MiniTimeline({ timeline, coveredUntilUs }: { timeline: Timeline; coveredUntilUs: number | undefined }) {
  const time = useTimeFormat();
  const drawn = useMemo(() => {
    const all = LEVELS.toReversed();
    const upper = lanes(timeline.counts, all, { left: LEFT, width: WIDTH, ...UPPER });
    const lower = lanes(timeline.counts, ['FATAL', 'ERROR', 'WARN'], { left: LEFT, width: WIDTH, ...LOWER });
    return { upper, lower };
  }, [timeline]);
  const buckets = Math.max(0, ...Object.values(timeline.counts).map((counts) => counts.length));
  const untilUs = timeline.fromUs + buckets * timeline.bucketUs;
  const at = (us: number): number => LEFT + (WIDTH * (us - timeline.fromUs)) / Math.max(1, untilUs - timeline.fromUs);
  const hatchFrom = coveredUntilUs === undefined ? undefined : Math.max(LEFT, at(coveredUntilUs));
  const middle = timeline.fromUs + (untilUs - timeline.fromUs) / 2;
  return (
    <svg width="392" height="126" viewBox="0 0 392 126" role="img" aria-label={`Records by level, ${time.range(timeline.fromUs, untilUs)}`}>
      <path className="ax" d={`M${LEFT} 26.5H378M${LEFT} 52.5H378M${LEFT} 78.5H378`} />
      <path className="ax2" d={`M${LEFT} 108.5H378`} />
      <text className="e" x="40" y="29.3">
        {formatShortCount(drawn.upper.max)}
      </text>
      <text className="e" x="40" y="55.4">
        {formatShortCount(drawn.upper.max / 2)}
      </text>
      <text className="e" x="40" y="81.5">
        0
      </text>
      <text className="e" x="40" y="94">
        {formatShortCount(drawn.lower.max)}
      </text>
      <text className="e" x="40" y="110">
        0
      </text>
      {[...drawn.upper.paths, ...drawn.lower.paths.map((lane) => ({ ...lane, level: lane.level, isLower: true }))].map((lane) => (
        <path key={`${lane.level}${'isLower' in lane}`} className={`lv-${levelClass(lane.level)} crisp`} d={lane.path} />
      ))}
      {hatchFrom !== undefined && hatchFrom < 378 && (
        <rect x={hatchFrom} y="20" width={378 - hatchFrom} height="58" fill="url(#hatch)" opacity=".6" />
      )}
      <text x={LEFT} y="122">
        {time.mark(timeline.fromUs, untilUs - timeline.fromUs)}
      </text>
      <text className="c" x={LEFT + WIDTH / 2} y="122">
        {time.mark(middle, untilUs - timeline.fromUs)}
      </text>
      <text className="e" x="378" y="122">
        {time.mark(untilUs, untilUs - timeline.fromUs)}
      </text>
    </svg>
  );
}
