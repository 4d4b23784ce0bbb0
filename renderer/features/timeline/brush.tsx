import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useTimeFormat } from '../../app/services.tsx';
import { formatShortCount } from '../../format/count.ts';
import { formatDuration } from '../../format/duration.ts';
import { Kbd } from '../../widgets/kbd.tsx';
import { brushAfterKey, brushBetween, moved, type Span, snapped } from './axis.ts';

interface BrushProps {
  brush: Span;
  axis: Span;
  bucketUs: number;
  records: number;
  partial: boolean;
  /** Pixels of the plot. */
  left: number;
  right: number;
  xOf(us: number): number;
  /** Microseconds under one pixel. */
  usPerPx: number;
  onChange(brush: Span | undefined): void;
  onZoom(): void;
}

type Grip = 'fromUs' | 'untilUs' | 'whole';
/** Room the label needs beside the brush; without it, it hangs on the other side. */
const LABEL_PX = 180;

/** The selected part: the rest is veiled, inside moves it, two edges resize it and take the focus. */
export function Brush({ brush, axis, bucketUs, records, partial, left, right, xOf, usPerPx, onChange, onZoom }: BrushProps) {
  const time = useTimeFormat();
  const held = useRef<{ readonly grip: Grip; readonly x: number; readonly from: Span }>(undefined);
  const onPointerDown = (grip: Grip) => (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0 || event.shiftKey || event.altKey) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    held.current = { grip, x: event.clientX, from: brush };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (held.current === undefined) return;
    event.stopPropagation();
    const { grip, x, from } = held.current;
    const byUs = (event.clientX - x) * usPerPx;
    if (grip === 'whole') onChange(moved(from, byUs, axis, bucketUs));
    else {
      const other = grip === 'fromUs' ? from.untilUs : from.fromUs;
      onChange(snapped(brushBetween(from[grip] + byUs, other, axis), axis, bucketUs));
    }
  };
  const onPointerUp = (event: PointerEvent<HTMLDivElement>): void => {
    if (held.current === undefined) return;
    event.stopPropagation();
    held.current = undefined;
  };
  const onKey = (edge: 'fromUs' | 'untilUs') => (event: KeyboardEvent) => {
    const after = brushAfterKey(event, edge, brush, brush[edge], axis, bucketUs);
    if (after === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (after === 'zoom') onZoom();
    else onChange(after === 'clear' ? undefined : after.brush);
  };
  const [x0, x1] = [xOf(brush.fromUs), xOf(brush.untilUs)];
  const grips = { onPointerMove, onPointerUp };
  const label =
    x1 + LABEL_PX < right + 14 ? { left: x1 + 14 } : x0 - LABEL_PX > left - 40 ? { right: `calc(100% - ${x0 - 14}px)` } : { left: x0 + 10 };
  return (
    <>
      <div className="tl-veil" style={{ left, width: Math.max(0, x0 - left) }} />
      <div className="tl-veil" style={{ left: x1, width: Math.max(0, right - x1) }} />
      <div
        className="tl-brush"
        style={{ left: x0, width: Math.max(1, x1 - x0) }}
        onPointerDown={onPointerDown('whole')}
        {...grips}
        title="Drag moves it, double click zooms to it"
      >
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
            onPointerDown={onPointerDown(edge)}
            {...grips}
          />
        ))}
      </div>
      <div className="tip tl-label" style={label}>
        <span>
          <b className="strong">{formatDuration((brush.untilUs - brush.fromUs) / 1000)}</b>, {formatShortCount(records, { partial })}{' '}
          records
        </span>
        <button type="button" className="row-f" onClick={onZoom}>
          <Kbd keys="Enter" /> zoom
        </button>
      </div>
    </>
  );
}
