import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';

interface ResizerProps {
  label: string;
  /** The edge of the panel it sits on. */
  edge: 'left' | 'right';
  width: number;
  min: number;
  max: number;
  onChange(width: number): void;
}

/** The edge of a panel: drag or arrow keys change its width. */
export function Resizer({ label, edge, width, min, max, onChange }: ResizerProps) {
  const start = useRef<{ x: number; width: number } | undefined>(undefined);
  const [held, setHeld] = useState(false);
  const limit = (value: number): number => Math.round(Math.min(max, Math.max(min, value)));
  const sign = edge === 'right' ? 1 : -1;
  const onPointerMove = (event: PointerEvent): void => {
    if (start.current) onChange(limit(start.current.width + sign * (event.clientX - start.current.x)));
  };
  const onPointerDown = (event: PointerEvent): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, width };
    setHeld(true);
  };
  const release = (): void => {
    start.current = undefined;
    setHeld(false);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onChange(limit(width + sign * step));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that moves is a widget with a value; <hr> is not
    <div
      className={`resizer ${edge}${held ? ' on' : ''}`}
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={release}
      onPointerCancel={release}
      onKeyDown={onKeyDown}
    />
  );
}
