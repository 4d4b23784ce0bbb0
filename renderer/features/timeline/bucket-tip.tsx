import type { Timeline } from '#contract/explore.ts';
import { useTimeFormat } from '../../app/services.tsx';
import { formatCount } from '../../format/count.ts';
import { LevelWord } from '../../widgets/level-word.tsx';
import { STACK_ORDER } from './chart-lanes.ts';

/** What a bucket holds: its start, each level, all together. */
export function BucketTip({ timeline, bucket, x, width }: { timeline: Timeline; bucket: number; x: number; width: number }) {
  const time = useTimeFormat();
  const rows = STACK_ORDER.flatMap((level) => {
    const count = timeline.counts[level]?.[bucket] ?? 0;
    return count > 0 ? [{ level, count }] : [];
  });
  const total = rows.reduce((sum, { count }) => sum + count, 0);
  return (
    <div className="tip tl-tip" role="tooltip" style={x > width / 2 ? { right: width - x + 10 } : { left: x + 10 }}>
      <b className="strong">{time.dateSecond(timeline.fromUs + bucket * timeline.bucketUs)}</b>
      <b className="strong num">{formatCount(total, { partial: timeline.partial })}</b>
      {rows.map(({ level, count }) => (
        <div key={level} className="tl-tip-row">
          {level === 'UNSET' ? <span>no level</span> : <LevelWord level={level} />}
          <span className="num">{formatCount(count)}</span>
        </div>
      ))}
    </div>
  );
}
