import type { Timeline } from '#contract/explore.ts';
import { useTimeFormat } from '../../app/services.tsx';
import { formatCount } from '../../format/count.ts';
import { formatBucket } from '../../format/duration.ts';
import { Dialog } from '../../widgets/dialog.tsx';
import { bucketCount, presentLevels } from './chart-lanes.ts';

/** The timeline for those who read numbers better than bars, or cannot see them. */
export function BucketTable({ timeline, onClose }: { timeline: Timeline; onClose(): void }) {
  const time = useTimeFormat();
  const levels = presentLevels(timeline);
  return (
    <Dialog title={`Records per ${formatBucket(timeline.bucketUs)}`} width={640} onClose={onClose}>
      <table className="bucket-table">
        <thead>
          <tr>
            <th scope="col">From</th>
            {levels.map((level) => (
              <th key={level} scope="col" className="num">
                {level === 'UNSET' ? 'no level' : level}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: bucketCount(timeline) }, (_, bucket) => timeline.fromUs + bucket * timeline.bucketUs).map(
            (fromUs, bucket) => (
              <tr key={fromUs}>
                <th scope="row">{time.dateSecond(fromUs)}</th>
                {levels.map((level) => (
                  <td key={level} className="num">
                    {formatCount(timeline.counts[level]?.[bucket] ?? 0)}
                  </td>
                ))}
              </tr>
            ),
          )}
        </tbody>
      </table>
    </Dialog>
  );
}
