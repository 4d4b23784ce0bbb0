import type { CSSProperties } from 'react';

/** The icons of the interface, 16 x 16, stroked with the current colour. Drawn once; `Icon` refers to them. */
const ICONS = {
  search: (
    <>
      <circle cx="7" cy="7" r="4.25" />
      <path d="m10.2 10.2 3.3 3.3" />
    </>
  ),
  filter: (
    <>
      <path d="M2.5 4h11M4.5 8h7M6.5 12h3" />
    </>
  ),
  x: (
    <>
      <path d="m4.5 4.5 7 7m0-7-7 7" />
    </>
  ),
  plus: (
    <>
      <path d="M8 3.5v9M3.5 8h9" />
    </>
  ),
  minus: (
    <>
      <path d="M3.5 8h9" />
    </>
  ),
  down: (
    <>
      <path d="m4.5 6.5 3.5 3.5 3.5-3.5" />
    </>
  ),
  right: (
    <>
      <path d="m6.5 4.5 3.5 3.5-3.5 3.5" />
    </>
  ),
  left: (
    <>
      <path d="M9.5 4.5 6 8l3.5 3.5" />
    </>
  ),
  up: (
    <>
      <path d="m4.5 9.5 3.5-3.5 3.5 3.5" />
    </>
  ),
  check: (
    <>
      <path d="m3.5 8.5 3 3 6-7" />
    </>
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 5v3.2l2 1.3" />
    </>
  ),
  gear: (
    <>
      <circle cx="8" cy="8" r="2" />
      <path d="M8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6 5 5M11 11l1.4 1.4M12.4 3.6 11 5M5 11l-1.4 1.4" />
    </>
  ),
  pin: (
    <>
      <path d="M4.5 2.5h7v11L8 10.8l-3.5 2.7z" />
    </>
  ),
  pinf: (
    <>
      <path d="M4.5 2.5h7v11L8 10.8l-3.5 2.7z" fill="currentColor" />
    </>
  ),
  note: (
    <>
      <path d="M3 3h10v7.5L10.5 13H3zM5.5 6h5M5.5 8.5h3" />
    </>
  ),
  file: (
    <>
      <path d="M4 2h5l3 3v9H4zM9 2v3h3" />
    </>
  ),
  folder: (
    <>
      <path d="M2 4h4l1.5 1.5H14V13H2z" />
    </>
  ),
  db: (
    <>
      <ellipse cx="8" cy="4" rx="5" ry="2" />
      <path d="M3 4v8c0 1.1 2.2 2 5 2s5-.9 5-2V4M3 8c0 1.1 2.2 2 5 2s5-.9 5-2" />
    </>
  ),
  stop: (
    <>
      <rect x="4.5" y="4.5" width="7" height="7" />
    </>
  ),
  swap: (
    <>
      <path d="M3 5.5h9M9.5 3 12 5.5 9.5 8M13 10.5H4M6.5 8 4 10.5 6.5 13" />
    </>
  ),
  cols: (
    <>
      <path d="M2.5 3h11v10h-11zM6.2 3v10M9.9 3v10" />
    </>
  ),
  wrap: (
    <>
      <path d="M2.5 4h11M2.5 8h8.7a2 2 0 0 1 0 4H8.5M10 10.3 8.3 12l1.7 1.7M2.5 12h3" />
    </>
  ),
  rows: (
    <>
      <path d="M2.5 4h11M2.5 8h11M2.5 12h11" />
    </>
  ),
  out: (
    <>
      <path d="M8 10V2.5M5.2 5.2 8 2.5l2.8 2.7M3 9v4.5h10V9" />
    </>
  ),
  pub: (
    <>
      <path d="M3 3h10M8 13V6M5.2 8.8 8 6l2.8 2.8" />
    </>
  ),
  copy: (
    <>
      <path d="M5.5 5.5h7v8h-7zM3.5 10.5v-8h7" />
    </>
  ),
  warn: (
    <>
      <path d="M8 2.5 14 13H2zM8 6.5v3M8 11.2v.1" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 7.3v3.4M8 5.2v.1" />
    </>
  ),
  lock: (
    <>
      <path d="M4 7h8v6.5H4zM5.5 7V5a2.5 2.5 0 0 1 5 0v2" />
    </>
  ),
  shield: (
    <>
      <path d="M8 2 13 4v4c0 3-2.2 5-5 6-2.8-1-5-3-5-6V4z" />
    </>
  ),
  para: (
    <>
      <path d="M2.5 3.5h11M2.5 6.5h11M2.5 9.5h7M2.5 12.5h5" />
    </>
  ),
  play: (
    <>
      <path d="M5 3.5v9l7-4.5z" />
    </>
  ),
  undo: (
    <>
      <path d="M6 3 3 6l3 3M3 6h6.5a3.5 3.5 0 0 1 0 7H6" />
    </>
  ),
  sun: (
    <>
      <circle cx="8" cy="8" r="2.7" />
      <path d="M8 2v1.3M8 12.7V14M2 8h1.3M12.7 8H14M3.8 3.8l.9.9M11.3 11.3l.9.9M12.2 3.8l-.9.9M4.7 11.3l-.9.9" />
    </>
  ),
  edit: (
    <>
      <path d="m3 13 .7-3L11 2.8 13.2 5 6 12.3zM9.6 4.2l2.2 2.2" />
    </>
  ),
  dots: (
    <>
      <path d="M3.5 8h.1M8 8h.1M12.5 8h.1" strokeWidth="2" />
    </>
  ),
  eye: (
    <>
      <path d="M1.8 8C3.3 5.3 5.5 4 8 4s4.7 1.3 6.2 4c-1.5 2.7-3.7 4-6.2 4s-4.7-1.3-6.2-4z" />
      <circle cx="8" cy="8" r="1.8" />
    </>
  ),
  server: (
    <>
      <path d="M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.1M5 11h.1" />
    </>
  ),
  grip: (
    <>
      <path d="M2 14 14 2M7 14l7-7M11.5 14l2.5-2.5" />
    </>
  ),
  key: (
    <>
      <circle cx="5.5" cy="10.5" r="2.5" />
      <path d="m7.5 8.5 5-5M10.5 5.5 12.5 7.5" />
    </>
  ),
} as const;

export type IconName = keyof typeof ICONS;

export function IconSprite() {
  return (
    <svg className="sprite" aria-hidden="true">
      <title>Icons</title>
      <defs>
        <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 0V5" stroke="var(--win-a)" strokeWidth="1" opacity=".55" />
        </pattern>
        <pattern id="hatchq" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 0V4" stroke="var(--bar-quiet)" strokeWidth="1.5" />
        </pattern>
        {Object.entries(ICONS).map(([name, shape]) => (
          <symbol key={name} id={`i-${name}`} viewBox="0 0 16 16">
            {shape}
          </symbol>
        ))}
      </defs>
    </svg>
  );
}

/** An icon that says nothing by itself: the control around it carries the name. `small` is 12 px instead of 16. */
export function Icon({ name, small, className, style }: { name: IconName; small?: boolean; className?: string; style?: CSSProperties }) {
  return (
    <svg className={`i${small ? ' s' : ''}${className ? ` ${className}` : ''}`} style={style} aria-hidden="true">
      <use href={`#i-${name}`} />
    </svg>
  );
}
