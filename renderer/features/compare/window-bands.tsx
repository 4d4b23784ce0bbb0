import { useView } from '../../app/services.tsx';

const TOP = 18;

interface BandsProps {
  width: number;
  height: number;
  /** Edges of the plot, and where its bars end, in pixels. */
  left: number;
  right: number;
  floor: number;
  xOf(us: number): number;
}

/** A and B in the timeline while they are compared: a letter each, never by colour alone. */
export function WindowBands({ width, height, left, right, floor, xOf }: BandsProps) {
  const { windows, isShown } = useView((view) => ({ windows: view.windows, isShown: view.tab === 'compare' }));
  if (windows === undefined || !isShown) return null;
  return (
    <svg className="tl-over" width={width} height={height} aria-hidden="true">
      {(['a', 'b'] as const).map((name) => {
        const x0 = Math.max(left, xOf(windows[name].fromUs));
        const x1 = Math.min(right, xOf(windows[name].untilUs));
        if (x1 <= x0) return null;
        return (
          <g key={name}>
            <rect className={`win-${name}`} x={x0} y={TOP} width={x1 - x0} height={floor - TOP} />
            <path className={`win-${name}l`} d={`M${Math.round(x0) + 0.5} ${TOP}V${floor}M${Math.round(x1) - 0.5} ${TOP}V${floor}`} />
            <rect className={`f${name}`} x={x0} y={TOP} width="16" height="14" />
            <text className={`cmp-letter ${name}`} x={x0 + 8} y={TOP + 10.5}>
              {name.toUpperCase()}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
