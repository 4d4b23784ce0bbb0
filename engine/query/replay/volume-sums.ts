import type { Buckets } from '../spread.ts';

/** Index of WARN in LEVELS. */
const FIRST_WARNING = 4;

/** Bytes per bar of a chart. */
export interface VolumeShare {
  readonly kept: Float64Array;
  readonly keptWarnings: Float64Array;
  readonly dropped: Float64Array;
}

/** What is kept and what goes over time, coarse enough to be drawn. */
export class VolumeSums {
  readonly #bars: Buckets;
  readonly #share: VolumeShare;

  constructor(bars: Buckets) {
    this.#bars = bars;
    this.#share = { kept: new Float64Array(bars.count), keptWarnings: new Float64Array(bars.count), dropped: new Float64Array(bars.count) };
  }

  add(bar: number, level: number, bytes: number, isKept: boolean): void {
    if (bar < 0) return;
    const { kept, keptWarnings, dropped } = this.#share;
    (isKept ? (level >= FIRST_WARNING ? keptWarnings : kept) : dropped)[bar] += bytes;
  }

  get bars(): Buckets {
    return this.#bars;
  }

  share(): VolumeShare {
    return this.#share;
  }
}
