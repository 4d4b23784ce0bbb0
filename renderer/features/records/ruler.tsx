import { type KeyboardEvent, memo, type PointerEvent, useMemo } from 'react';
import type { RecordOrder, Timeline } from '#contract/explore.ts';
import { useClient, useSession, useTimeFormat, useView } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { boxOf, placeOf, type RulerAxis, rulerAxis, rulerBars, timeAt } from './ruler-bars.ts';

const WIDTH_PX = 14;
const LEAST_BOX_PX = 9;
/** Of the ruler, for one press of an arrow key. */
const STEP = 1 / 50;

interface RulerProps {
  asked: { readonly filter: { readonly investigationId: string; readonly query: string }; readonly key: string };
  order: RecordOrder;
  heightPx: number;
  /** First and last time among the rows in sight. */
  seenUs: readonly [number, number] | undefined;
  selectedUs: number | undefined;
  onJump(us: number): void;
}

/** Beside the list: when its records were written, how serious they are, which are pinned, and where the list stands. */
export function Ruler({ asked, order, heightPx, seenUs, selectedUs, onJump }: RulerProps) {
  const client = useClient();
  const time = useTimeFormat();
  const revision = useSession((session) => session.revision);
  const marksVersion = useView((view) => view.marksVersion);
  const { investigationId } = asked.filter;
  const maxBuckets = Math.max(20, Math.floor(heightPx / 60) * 10);
  const { data: timeline } = useEngineQuery(
    `${asked.key} ${maxBuckets}`,
    (signal) => client.getTimeline({ filter: asked.filter, maxBuckets }, { signal }),
    revision,
  );
  const { data: pins } = useEngineQuery(
    `${investigationId} pins`,
    (signal) => client.listMarks({ investigationId }, { signal }),
    revision + marksVersion,
  );
  const axis = useMemo(
    () => (timeline === undefined ? undefined : rulerAxis(timeline, heightPx, order === 'newest')),
    [timeline, heightPx, order],
  );
  if (timeline === undefined || axis === undefined) return null;
  const pinnedUs = pins?.marks.flatMap(({ record, pinned }) => (pinned && record.timeUs !== undefined ? [record.timeUs] : [])) ?? [];
  const box = seenUs === undefined ? undefined : boxOf(...seenUs, axis, LEAST_BOX_PX);
  const jump = (event: PointerEvent<HTMLElement>): void =>
    onJump(timeAt(event.clientY - event.currentTarget.getBoundingClientRect().top, axis));
  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    jump(event);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowUp: -STEP, ArrowDown: STEP }[event.key];
    if (step === undefined || box === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onJump(timeAt(box.y + box.height / 2 + step * heightPx, axis));
  };
  return (
    <div
      className="ruler"
      role="slider"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label="Time of the records in sight"
      aria-valuemin={0}
      aria-valuemax={Math.round(heightPx)}
      aria-valuenow={Math.round(box?.y ?? 0)}
      aria-valuetext={seenUs === undefined ? 'without a time' : time.range(...seenUs)}
      title="When the records were written, ERROR and WARN in colour. Click to go there."
      onPointerDown={onPointerDown}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && jump(event)}
      onKeyDown={onKeyDown}
    >
      <svg width={WIDTH_PX} height={heightPx} viewBox={`0 0 ${WIDTH_PX} ${heightPx}`} aria-hidden="true">
        <Bars timeline={timeline} axis={axis} />
        {pinnedUs
          .filter((us) => us >= axis.fromUs && us < axis.untilUs)
          .map((us) => (
            <rect key={us} className="ruler-pin" x={9} y={placeOf(us, axis) - 1} width={5} height={2} />
          ))}
        {selectedUs !== undefined && <path className="ruler-here" d={`M0 ${placeOf(selectedUs, axis)}h${WIDTH_PX}`} />}
        {box !== undefined && <rect className="ruler-box" x={1.5} y={box.y + 0.5} width={11} height={Math.max(1, box.height - 1)} />}
      </svg>
    </div>
  );
}

/** Drawn anew only with their numbers, not while the list is scrolled. */
const Bars = memo(function Bars({ timeline, axis }: { timeline: Timeline; axis: RulerAxis }) {
  return rulerBars(timeline, axis).map(({ y, height, parts }) =>
    parts.map(({ tone, x, width }) => (
      <rect key={`${y} ${tone}`} className={tone === 'quiet' ? 'q' : `lv-${tone}`} x={x} y={y} width={width} height={height} />
    )),
  );
});
