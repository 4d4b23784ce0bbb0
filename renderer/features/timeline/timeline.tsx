import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { Range } from '#contract/common.ts';
import type { Timeline } from '#contract/explore.ts';
import type { Command } from '../../app/commands.ts';
import {
  useClient,
  useCommands,
  useFilter,
  useQueryState,
  useServices,
  useSession,
  useSettings,
  useTimeFormat,
} from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatCount, formatShortCount } from '../../format/count.ts';
import { formatBucket, formatDuration } from '../../format/duration.ts';
import { Button } from '../../widgets/button.tsx';
import { Callout } from '../../widgets/callout.tsx';
import { Kbd } from '../../widgets/kbd.tsx';
import { LevelWord, levelClass } from '../../widgets/level-word.tsx';
import { brushBetween, tickPrecision, timeTicks, zoomed } from './axis.ts';
import { type BarChartHandle, createBarChart } from './bar-chart.ts';
import { bucketCount, type Lane, lanesOf, STACK_ORDER } from './chart-lanes.ts';

const LEFT = 46;
const RIGHT = 14;
const HEIGHT = 126;

export function TimelinePanel() {
  const client = useClient();
  const asked = useFilter();
  const revision = useSession((session) => session.revision);
  const answer = useEngineQuery(
    asked?.key,
    (signal) => client.getTimeline({ filter: asked?.filter ?? { investigationId: '' } }, { signal }),
    revision,
  );
  const [isLogarithmic, setLogarithmic] = useState(false);
  const timeline = answer.data;
  if (timeline === undefined) {
    return (
      <section className="tl" aria-label="Timeline" style={{ height: 152 }}>
        {answer.error !== undefined && (
          <Callout
            tone="bad"
            actions={
              <Button small onClick={answer.retry}>
                Try again
              </Button>
            }
          >
            The timeline could not be drawn. {answer.error instanceof Error ? answer.error.message : ''}
          </Callout>
        )}
      </section>
    );
  }
  const present = STACK_ORDER.filter((level) => timeline.counts[level]?.some((count) => count > 0));
  const lanes = lanesOf(timeline);
  return (
    <section className={answer.phase === 'quiet' ? 'tl' : 'tl is-busy'} aria-label="Timeline" aria-busy={answer.phase !== 'quiet'}>
      <div className="tl-head">
        <span className="nw mid">Records per {formatBucket(timeline.bucketUs)}</span>
        <span className="legend">
          {present.map((level) => (
            <span key={level}>
              <i className={`sw ${levelClass(level)}`} />
              {level === 'UNSET' ? 'no level' : level}
            </span>
          ))}
        </span>
        <span className="sp" />
        {timeline.untimed > 0 && <span className="nw">{formatCount(timeline.untimed)} records without a time</span>}
        {lanes.length > 1 && <span className="nw">Lower lane: WARN and above, own scale</span>}
        <button type="button" className="row-f" aria-pressed={isLogarithmic} onClick={() => setLogarithmic(!isLogarithmic)}>
          {isLogarithmic ? 'Logarithmic' : 'Linear'}
        </button>
      </div>
      <Plot timeline={timeline} lanes={lanes} isLogarithmic={isLogarithmic} />
    </section>
  );
}

function Plot({ timeline, lanes, isLogarithmic }: { timeline: Timeline; lanes: readonly Lane[]; isLogarithmic: boolean }) {
  const { query } = useServices();
  const time = useTimeFormat();
  const theme = useSettings((settings) => settings.theme);
  const covered = useSession((session) => (session.investigation?.reading ? session.progress?.coveredUntilUs : undefined));
  const range = useQueryState((state) => state.range);
  const canvas = useRef<HTMLDivElement>(null);
  const chart = useRef<BarChartHandle>(undefined);
  const width = useWidth(canvas);
  const [brush, setBrush] = useState<Range>();
  const [hover, setHover] = useState<number>();
  const drag = useRef<{ readonly fromUs: number; readonly x: number }>(undefined);
  const buckets = bucketCount(timeline);
  const axis = { fromUs: timeline.fromUs, untilUs: timeline.fromUs + buckets * timeline.bucketUs };
  const plotWidth = Math.max(1, width - LEFT - RIGHT);
  const xOf = (us: number): number => LEFT + ((us - axis.fromUs) / Math.max(1, axis.untilUs - axis.fromUs)) * plotWidth;
  const usAt = (x: number): number => axis.fromUs + ((x - LEFT) / plotWidth) * (axis.untilUs - axis.fromUs);

  useEffect(() => {
    if (canvas.current === null) return;
    const made = createBarChart(canvas.current, LEFT, RIGHT);
    chart.current = made;
    return () => made.dispose();
  }, []);
  // The theme changes the colours, the width the canvas.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    chart.current?.resize();
    chart.current?.draw(lanes, buckets, isLogarithmic);
  }, [lanes, buckets, isLogarithmic, theme, width]);

  const zoomTo = (target: Range | undefined): void => {
    setBrush(undefined);
    query.setRange(target);
  };
  useTimelineCommands(brush, range, axis, zoomTo);

  const relativeX = (event: PointerEvent<HTMLElement> | React.WheelEvent<HTMLElement>): number =>
    event.clientX - event.currentTarget.getBoundingClientRect().left;
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0 || event.target !== event.currentTarget) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { fromUs: usAt(relativeX(event)), x: event.clientX };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    const us = usAt(relativeX(event));
    if (drag.current !== undefined && Math.abs(event.clientX - drag.current.x) > 3) setBrush(brushBetween(drag.current.fromUs, us, axis));
    const bucket = Math.floor((us - axis.fromUs) / timeline.bucketUs);
    setHover(bucket >= 0 && bucket < buckets ? bucket : undefined);
  };
  const onPointerUp = (event: PointerEvent<HTMLDivElement>): void => {
    if (drag.current !== undefined && Math.abs(event.clientX - drag.current.x) <= 3) setBrush(undefined);
    drag.current = undefined;
  };
  const offset = time.offsetMinutes(axis.fromUs);
  const { ticks, stepUs } = useMemo(
    () => timeTicks(axis.fromUs, axis.untilUs, Math.max(2, Math.floor(plotWidth / 80)), offset),
    [axis.fromUs, axis.untilUs, plotWidth, offset],
  );
  const tickText = { date: time.date, minute: time.minute, second: time.second, fraction: time.time }[tickPrecision(stepUs)];
  const hatchX = covered !== undefined && covered < axis.untilUs ? Math.max(LEFT, xOf(covered)) : undefined;

  return (
    // biome-ignore lint/a11y/useSemanticElements: a chart is no form
    <div
      role="group"
      aria-label={`Records by level, ${time.range(axis.fromUs, axis.untilUs)}`}
      className="tl-plot"
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerLeave={() => setHover(undefined)}
      onDoubleClick={() => brush !== undefined && zoomTo(brush)}
      onWheel={(event) => event.ctrlKey && zoomTo(zoomed(range ?? axis, usAt(relativeX(event)), event.deltaY > 0 ? 1.25 : 0.8))}
    >
      <div ref={canvas} className="tl-canvas" />
      <svg className="tl-over" width={width} height={HEIGHT} aria-hidden="true">
        {lanes.map((lane, index) => (
          <g key={lane.top}>
            <path className={index === 0 ? 'ax' : 'ax2'} d={`M${LEFT} ${lane.top + lane.height + 0.5}H${width - RIGHT}`} />
            {lane.height > 40 && (
              <path
                className="ax"
                d={`M${LEFT} ${lane.top + 0.5}H${width - RIGHT}M${LEFT} ${lane.top + lane.height / 2 + 0.5}H${width - RIGHT}`}
              />
            )}
            <text className="e" x={LEFT - 6} y={lane.top + 3}>
              {formatShortCount(lane.max)}
            </text>
            {lane.height > 40 && !isLogarithmic && (
              <text className="e" x={LEFT - 6} y={lane.top + lane.height / 2 + 3}>
                {formatShortCount(lane.max / 2)}
              </text>
            )}
            <text className="e" x={LEFT - 6} y={lane.top + lane.height + 3}>
              0
            </text>
          </g>
        ))}
        {ticks.map((tick) => (
          <text key={tick} className="c" x={Math.min(width - RIGHT - 12, Math.max(LEFT + 12, xOf(tick)))} y={HEIGHT - 4}>
            {tickText(tick)}
          </text>
        ))}
        {hatchX !== undefined && (
          <rect x={hatchX} y="20" width={Math.max(0, width - RIGHT - hatchX)} height="88" fill="url(#hatch)" opacity=".6" />
        )}
        {hover !== undefined && <path className="ax2" d={`M${xOf(axis.fromUs + (hover + 0.5) * timeline.bucketUs)} 20V108`} />}
      </svg>
      {brush !== undefined && (
        <Brush
          brush={brush}
          axis={axis}
          xOf={xOf}
          bucketUs={timeline.bucketUs}
          onChange={setBrush}
          onZoom={() => zoomTo(brush)}
          records={recordsWithin(timeline, brush)}
        />
      )}
      {hover !== undefined && drag.current === undefined && (
        <BucketTip timeline={timeline} bucket={hover} x={xOf(axis.fromUs + (hover + 0.5) * timeline.bucketUs)} width={width} />
      )}
    </div>
  );
}

interface BrushProps {
  brush: Range;
  axis: Range;
  bucketUs: number;
  records: number;
  xOf(us: number): number;
  onChange(brush: Range | undefined): void;
  onZoom(): void;
}

/** The selected part: two edges that take focus, and what is in it. */
function Brush({ brush, axis, bucketUs, records, xOf, onChange, onZoom }: BrushProps) {
  const time = useTimeFormat();
  const onKey = (edge: 'fromUs' | 'untilUs') => (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === 'Enter') onZoom();
    else if (event.key === 'Escape') onChange(undefined);
    else if (step === undefined) return;
    else if (event.shiftKey)
      onChange(
        brushBetween(
          edge === 'fromUs' ? brush.fromUs + step * bucketUs : brush.fromUs,
          edge === 'untilUs' ? brush.untilUs + step * bucketUs : brush.untilUs,
          axis,
        ),
      );
    else onChange(brushBetween(brush.fromUs + step * bucketUs, brush.untilUs + step * bucketUs, axis));
    event.preventDefault();
    event.stopPropagation();
  };
  const left = xOf(brush.fromUs);
  const width = Math.max(1, xOf(brush.untilUs) - left);
  return (
    <>
      <div className="tl-brush" style={{ left, width }}>
        {(['fromUs', 'untilUs'] as const).map((edge) => (
          <div
            key={edge}
            role="slider"
            tabIndex={0}
            className={`tl-edge at-${edge === 'fromUs' ? 'start' : 'end'}`}
            aria-label={edge === 'fromUs' ? 'Start of the selected time' : 'End of the selected time'}
            aria-valuemin={axis.fromUs}
            aria-valuemax={axis.untilUs}
            aria-valuenow={brush[edge]}
            aria-valuetext={time.second(brush[edge])}
            onKeyDown={onKey(edge)}
          />
        ))}
      </div>
      <div className="tl-tip" style={{ left: Math.max(LEFT, left) }}>
        <span>
          <b>{formatDuration((brush.untilUs - brush.fromUs) / 1000)}</b>, {formatShortCount(records)} records
        </span>
        <button type="button" className="row-f" onClick={onZoom}>
          <Kbd keys="Enter" /> zoom
        </button>
      </div>
    </>
  );
}

function BucketTip({ timeline, bucket, x, width }: { timeline: Timeline; bucket: number; x: number; width: number }) {
  const time = useTimeFormat();
  const rows = STACK_ORDER.flatMap((level) => {
    const count = timeline.counts[level]?.[bucket] ?? 0;
    return count > 0 ? [{ level, count }] : [];
  });
  const total = rows.reduce((sum, { count }) => sum + count, 0);
  return (
    <div className="tl-tip" role="tooltip" style={x > width / 2 ? { right: width - x + 8 } : { left: x + 8 }}>
      <span>
        <b>{time.dateSecond(timeline.fromUs + bucket * timeline.bucketUs)}</b>, {formatCount(total)} records
      </span>
      {rows.map(({ level, count }) => (
        <span key={level} className="row-f">
          <LevelWord level={level} /> {formatCount(count)}
        </span>
      ))}
    </div>
  );
}

function recordsWithin(timeline: Timeline, brush: Range): number {
  let sum = 0;
  for (const values of Object.values(timeline.counts)) {
    values.forEach((count, bucket) => {
      const middle = timeline.fromUs + (bucket + 0.5) * timeline.bucketUs;
      if (middle >= brush.fromUs && middle < brush.untilUs) sum += count;
    });
  }
  return sum;
}

function useWidth(ref: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(888);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => entry !== undefined && setWidth(Math.round(entry.contentRect.width)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}

function useTimelineCommands(
  brush: Range | undefined,
  range: Range | undefined,
  axis: Range,
  zoomTo: (range: Range | undefined) => void,
): void {
  const latest = useRef({ brush, range, axis, zoomTo });
  latest.current = { brush, range, axis, zoomTo };
  const commands = useMemo<readonly Command[]>(() => {
    const by = (factor: number) => () => {
      const { range: shown, axis: whole, zoomTo: go } = latest.current;
      const now = shown ?? whole;
      go(zoomed(now, (now.fromUs + now.untilUs) / 2, factor));
    };
    return [
      {
        id: 'timeline.zoom-brush',
        title: 'Zoom to the selected time',
        group: 'Timeline',
        icon: 'clock',
        enabled: () => latest.current.brush !== undefined,
        run: () => latest.current.zoomTo(latest.current.brush),
      },
      { id: 'timeline.zoom-in', title: 'Zoom in', group: 'Timeline', keys: ['+'], icon: 'plus', run: by(0.5) },
      {
        id: 'timeline.zoom-out',
        title: 'Zoom out',
        group: 'Timeline',
        keys: ['-'],
        icon: 'minus',
        enabled: () => latest.current.range !== undefined,
        run: by(2),
      },
    ];
  }, []);
  useCommands(commands);
}
