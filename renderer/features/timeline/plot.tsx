import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { Level } from '#base/level.ts';
import type { Timeline } from '#contract/explore.ts';
import { useServices, useSession, useTimeFormat, useView } from '../../app/services.tsx';
import { useTheme } from '../../app/theme.ts';
import { formatShortCount } from '../../format/count.ts';
import { TimelineMarkers } from '../anomalies/timeline-markers.tsx';
import { WindowBands } from '../compare/window-bands.tsx';
import { brushAfterKey, brushBetween, panned, type Span, snapped, tickPrecision, timeTicks, within, zoomed } from './axis.ts';
import { type BarChartHandle, createBarChart } from './bar-chart.ts';
import { Brush } from './brush.tsx';
import { BucketTip } from './bucket-tip.tsx';
import { axisOf, bucketCount, heightOf, type Lane, laneTicks, recordsWithin } from './chart-lanes.ts';
import { coveredWords } from './covered-words.ts';
import { useTimelineCommands } from './timeline-commands.ts';

const LEFT = 46;
const RIGHT = 14;
const HEIGHT = 126;
/** The bars end here; below stand the times. */
const FLOOR = 108;
/** A wheel that pans or zooms asks the engine when it rests for this long. */
const WHEEL_REST_MS = 120;

interface PlotProps {
  timeline: Timeline;
  lanes: readonly Lane[];
  isLogarithmic: boolean;
  hidden: ReadonlySet<Level>;
  onTable(): void;
}

export function Plot({ timeline, lanes, isLogarithmic, hidden, onTable }: PlotProps) {
  const { query, view } = useServices();
  const time = useTimeFormat();
  const theme = useTheme();
  const whole = useSession((session) => session.investigation?.range);
  const brush = useView((state) => state.brush);
  const canvas = useRef<HTMLDivElement>(null);
  const plot = useRef<HTMLDivElement>(null);
  const chart = useRef<BarChartHandle>(undefined);
  const width = useWidth(canvas);
  const [hover, setHover] = useState<number>();
  const drag = useRef<{ readonly fromUs: number; readonly x: number }>(undefined);
  const buckets = bucketCount(timeline);
  const axis = axisOf(timeline);
  const right = width - RIGHT;
  const usPerPx = Math.max(1, axis.untilUs - axis.fromUs) / Math.max(1, right - LEFT);
  const xOf = (us: number): number => LEFT + (us - axis.fromUs) / usPerPx;
  const usAt = (x: number): number => axis.fromUs + (x - LEFT) * usPerPx;

  useEffect(() => {
    if (canvas.current === null) return;
    const made = createBarChart(canvas.current, LEFT, RIGHT);
    chart.current = made;
    return () => made.dispose();
  }, []);
  // The theme changes the colours, the width the canvas. Drawn in the next frame, once however much changed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      chart.current?.resize();
      chart.current?.draw(lanes, buckets, isLogarithmic);
    });
    return () => cancelAnimationFrame(frame);
  }, [lanes, buckets, isLogarithmic, theme, width]);
  // A brush of another range has no place on this axis.
  useEffect(() => {
    if (brush !== undefined && (brush.fromUs < axis.fromUs || brush.untilUs > axis.untilUs)) view.setBrush(undefined);
  }, [brush, axis.fromUs, axis.untilUs, view]);

  const zoomTo = (range: Span): void => {
    view.setBrush(undefined);
    query.setRange(within(range, whole ?? axis));
  };
  useTimelineCommands({
    brush,
    shown: axis,
    whole: whole ?? axis,
    isZoomed: query.getState().range !== undefined,
    zoomTo,
    showTable: onTable,
  });
  useWheel(plot, axis, whole ?? axis, usAt, zoomTo);

  const relativeX = (event: PointerEvent<HTMLElement>): number => event.clientX - event.currentTarget.getBoundingClientRect().left;
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0 || event.target !== event.currentTarget) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { fromUs: usAt(relativeX(event)), x: event.clientX };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    const us = usAt(relativeX(event));
    if (drag.current !== undefined && Math.abs(event.clientX - drag.current.x) > 3)
      view.setBrush(snapped(brushBetween(drag.current.fromUs, us, axis), axis, timeline.bucketUs));
    const bucket = Math.floor((us - axis.fromUs) / timeline.bucketUs);
    setHover(bucket >= 0 && bucket < buckets ? bucket : undefined);
  };
  const onPointerUp = (event: PointerEvent<HTMLDivElement>): void => {
    if (drag.current !== undefined && Math.abs(event.clientX - drag.current.x) <= 3) view.setBrush(undefined);
    drag.current = undefined;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const cursor = axis.fromUs + ((hover ?? Math.floor(buckets / 2)) + 0.5) * timeline.bucketUs;
    const after = brushAfterKey(event, 'untilUs', brush, cursor, axis, timeline.bucketUs);
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (after === 'zoom') zoomTo(brush ?? axis);
    else if (after === 'clear') view.setBrush(undefined);
    else if (after !== undefined) view.setBrush(after.brush);
    else if (step !== undefined) setHover(Math.min(buckets - 1, Math.max(0, (hover ?? Math.floor(buckets / 2)) + step)));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a chart is no form
    <div
      ref={plot}
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows move a crosshair through the buckets and draw the selection
      tabIndex={0}
      aria-label={`Records by level, ${time.range(axis.fromUs, axis.untilUs)}. Arrows read the bars, Shift and arrows select time.`}
      className="tl-plot"
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerLeave={() => setHover(undefined)}
      onBlur={() => setHover(undefined)}
      onDoubleClick={() => brush !== undefined && zoomTo(brush)}
      onKeyDown={onKeyDown}
    >
      <LaneLines lanes={lanes} isLogarithmic={isLogarithmic} width={width} />
      <WindowBands width={width} height={HEIGHT} left={LEFT} right={right} floor={FLOOR} xOf={xOf} />
      <div ref={canvas} className="tl-canvas" />
      <Axis
        axis={axis}
        width={width}
        xOf={xOf}
        hoverUs={hover === undefined ? undefined : axis.fromUs + (hover + 0.5) * timeline.bucketUs}
      />
      <TimelineMarkers height={HEIGHT} left={LEFT} right={right} floor={FLOOR} xOf={xOf} />
      {brush !== undefined && (
        <Brush
          brush={brush}
          axis={axis}
          xOf={xOf}
          usPerPx={usPerPx}
          left={LEFT}
          right={right}
          bucketUs={timeline.bucketUs}
          onChange={view.setBrush}
          onZoom={() => zoomTo(brush)}
          records={recordsWithin(timeline, brush, hidden)}
          partial={timeline.partial}
        />
      )}
      {hover !== undefined && drag.current === undefined && (
        <BucketTip timeline={timeline} bucket={hover} x={xOf(axis.fromUs + (hover + 0.5) * timeline.bucketUs)} width={width} />
      )}
    </div>
  );
}

/** Lines and values of the lanes, under the bars. */
function LaneLines({ lanes, isLogarithmic, width }: { lanes: readonly Lane[]; isLogarithmic: boolean; width: number }) {
  return (
    <svg className="tl-over" width={width} height={HEIGHT} aria-hidden="true">
      {lanes.map((lane, index) =>
        laneTicks(lane, isLogarithmic).map((value) => {
          const y = Math.round(lane.top + lane.height - heightOf(value, lane.max, isLogarithmic) * lane.height);
          const isSmall = lane.height < 40;
          return (
            <g key={`${lane.top} ${value}`}>
              {(value === 0 || !isSmall) && (
                <path className={value === 0 && index === lanes.length - 1 ? 'ax2' : 'ax'} d={`M${LEFT} ${y + 0.5}H${width - RIGHT}`} />
              )}
              <text className="e" x={LEFT - 6} y={y + (isSmall ? (value === 0 ? 2 : 6) : 3)}>
                {value < 10_000 && value >= 1_000 ? `${value / 1_000}k` : formatShortCount(value)}
              </text>
            </g>
          );
        }),
      )}
    </svg>
  );
}

/** Times, the crosshair, and the hatch over what is not read yet; over the bars. */
function Axis({ axis, width, xOf, hoverUs }: { axis: Span; width: number; xOf(us: number): number; hoverUs: number | undefined }) {
  const time = useTimeFormat();
  const { covered, sources } = useSession((session) => ({
    covered: session.investigation?.reading ? session.progress?.coveredUntilUs : undefined,
    sources: session.investigation?.reading ? session.investigation.sources : undefined,
  }));
  const right = width - RIGHT;
  const offset = time.offsetMinutes(axis.fromUs);
  const { ticks, stepUs } = useMemo(
    () => timeTicks(axis.fromUs, axis.untilUs, Math.max(2, Math.floor((right - LEFT) / 78)), offset),
    [axis.fromUs, axis.untilUs, right, offset],
  );
  const tickText = { date: time.date, minute: time.minute, second: time.second, fraction: time.time }[tickPrecision(stepUs)];
  const hatchX = covered !== undefined && covered < axis.untilUs ? Math.max(LEFT, xOf(covered)) : undefined;
  return (
    <svg className="tl-over" width={width} height={HEIGHT} aria-hidden="true">
      {ticks.map((tick) => {
        const x = Math.round(xOf(tick));
        const anchor = x < LEFT + 14 ? '' : x > right - 14 ? 'e' : 'c';
        return (
          <g key={tick}>
            <path className="ax2" d={`M${x + 0.5} ${FLOOR}v3`} />
            <text className={anchor} x={anchor === '' ? Math.max(LEFT, x) : anchor === 'e' ? Math.min(right, x) : x} y={122}>
              {tickText(tick)}
            </text>
          </g>
        );
      })}
      {hatchX !== undefined && covered !== undefined && (
        <>
          <rect x={hatchX} y="26" width={Math.max(0, right - hatchX)} height={FLOOR - 26} fill="url(#hatch)" opacity=".5" />
          <text className={hatchX < (LEFT + right) / 2 ? '' : 'e'} x={hatchX < (LEFT + right) / 2 ? hatchX : right} y="14">
            {`after ${time.minute(covered)}: ${coveredWords(sources ?? [], covered)}`}
          </text>
        </>
      )}
      {hoverUs !== undefined && <path className="tl-cross" d={`M${Math.round(xOf(hoverUs)) + 0.5} 18V${FLOOR}`} />}
    </svg>
  );
}

/** Ctrl+wheel zooms at the pointer, Shift+wheel pans. A native listener: React's own cannot keep the page from zooming too. */
function useWheel(
  plot: React.RefObject<HTMLElement | null>,
  shown: Span,
  whole: Span,
  usAt: (x: number) => number,
  zoomTo: (range: Span) => void,
): void {
  const latest = useRef({ shown, whole, usAt, zoomTo });
  latest.current = { shown, whole, usAt, zoomTo };
  useEffect(() => {
    const element = plot.current;
    if (element === null) return;
    let wanted: Span | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) return;
      event.preventDefault();
      const now = latest.current;
      const from = wanted ?? now.shown;
      const by = event.deltaY === 0 ? event.deltaX : event.deltaY;
      wanted = event.shiftKey
        ? panned(from, Math.sign(by) * 0.1, now.whole)
        : zoomed(from, now.usAt(event.clientX - element.getBoundingClientRect().left), by > 0 ? 1.25 : 0.8);
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (wanted !== undefined) latest.current.zoomTo(wanted);
        wanted = undefined;
      }, WHEEL_REST_MS);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      clearTimeout(timer);
      element.removeEventListener('wheel', onWheel);
    };
  }, [plot]);
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
