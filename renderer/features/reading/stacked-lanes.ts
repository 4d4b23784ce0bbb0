import type { Level } from '#base/level.ts';

export interface LaneBox {
  readonly left: number;
  readonly width: number;
  /** y of the axis. */
  readonly bottom: number;
  readonly height: number;
}

export interface Lanes {
  /** Value at the top of the lane. */
  readonly max: number;
  /** One path per level that occurs, in stacking order from the axis. */
  readonly paths: readonly { readonly level: Level; readonly path: string }[];
}

/** The next of 1, 2, 3, 4, 5, 6, 8 × 10^n at or above the value: half of it is still a round number. */
export function niceMax(value: number): number {
  if (value <= 2) return 2;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 3, 4, 5, 6, 8, 10].find((candidate) => candidate * power >= value) ?? 10;
  return step * power;
}

/** Stacked bars as paths, the first level of the order standing on the axis. */
export function lanes(counts: Readonly<Partial<Record<Level, readonly number[]>>>, order: readonly Level[], box: LaneBox): Lanes {
  const buckets = Math.max(0, ...order.map((level) => counts[level]?.length ?? 0));
  const sums = new Float64Array(buckets);
  for (const level of order) for (let i = 0; i < buckets; i++) sums[i] = (sums[i] ?? 0) + (counts[level]?.[i] ?? 0);
  const max = niceMax(Math.max(0, ...sums));
  const step = buckets === 0 ? 0 : box.width / buckets;
  const bar = step > 2.5 ? step - 1 : step;
  const base = new Float64Array(buckets);
  const paths = order.flatMap((level) => {
    let path = '';
    for (let i = 0; i < buckets; i++) {
      const value = counts[level]?.[i] ?? 0;
      if (value === 0) continue;
      const height = Math.max(0.5, (value / max) * box.height);
      path += `M${round(box.left + i * step)} ${round(box.bottom - (base[i] ?? 0))}v${round(-height)}h${round(bar)}v${round(height)}`;
      base[i] = (base[i] ?? 0) + height;
    }
    return path === '' ? [] : [{ level, path }];
  });
  return { max, paths };
}

const round = (value: number): number => Math.round(value * 10) / 10;
