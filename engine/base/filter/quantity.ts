/** What a number with a unit measures. */
export type Dimension = 'number' | 'duration' | 'size';

export interface Quantity {
  readonly value: number;
  readonly dimension: Dimension;
  /** As written; empty for plain numbers. */
  readonly unit: string;
  /** `value` in nanoseconds or bytes; `value` itself for plain numbers. */
  readonly base: number;
}

const DURATIONS: ReadonlyMap<string, number> = new Map([
  ['ns', 1],
  ['us', 1e3],
  ['µs', 1e3],
  ['μs', 1e3],
  ['ms', 1e6],
  ['msec', 1e6],
  ['s', 1e9],
  ['sec', 1e9],
  ['secs', 1e9],
  ['second', 1e9],
  ['seconds', 1e9],
  ['min', 60e9],
  ['m', 60e9],
  ['mins', 60e9],
  ['minute', 60e9],
  ['minutes', 60e9],
  ['h', 3600e9],
  ['hr', 3600e9],
  ['hour', 3600e9],
  ['hours', 3600e9],
  ['d', 86_400e9],
]);
const SIZES: ReadonlyMap<string, number> = new Map([
  ['b', 1],
  ['byte', 1],
  ['bytes', 1],
  ['kb', 1e3],
  ['mb', 1e6],
  ['gb', 1e9],
  ['tb', 1e12],
  ['k', 1e3],
  ['kib', 1_024],
  ['mib', 1_048_576],
  ['gib', 1_073_741_824],
  ['tib', 1_099_511_627_776],
]);

const SHAPE = /^([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)\s?([a-zA-Zµμ%]*)$/;
const COMPOUND = /^(?:\d+(?:\.\d+)?(?:h|m|s|ms|us|µs|ns))+$/;

/** Reads `42`, `-1.5e3`, `17%`, `11ms`, `1m2.5s`, `20 MB`; undefined for anything else. */
export function quantityOf(text: string): Quantity | undefined {
  const match = SHAPE.exec(text);
  if (match === null) return compoundOf(text);
  const value = Number(match[1]);
  const unit = match[2];
  if (unit === '' || unit === '%') return { value, dimension: 'number', unit, base: value };
  const duration = DURATIONS.get(unit.toLowerCase());
  if (duration !== undefined) return { value, dimension: 'duration', unit, base: value * duration };
  const size = SIZES.get(unit.toLowerCase());
  return size === undefined ? undefined : { value, dimension: 'size', unit, base: value * size };
}

/** `1h2m3s` */
function compoundOf(text: string): Quantity | undefined {
  if (!COMPOUND.test(text)) return undefined;
  let base = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)([a-zµ]+)/g)) base += Number(number) * (DURATIONS.get(unit) ?? 0);
  return { value: base / 1e9, dimension: 'duration', unit: 's', base };
}

/**
 * How a value stands to a bound: negative, 0, positive; undefined where they cannot be compared.
 * A bound without unit is compared with the number as it is written, whatever unit follows it.
 */
export function compareQuantities(value: Quantity, bound: Quantity): number | undefined {
  if (bound.dimension === 'number') return value.value - bound.value;
  return value.dimension === bound.dimension ? value.base - bound.base : undefined;
}
