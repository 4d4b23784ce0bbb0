import { US_PER_DAY, US_PER_HOUR } from '../base/time.ts';
import type { RenderTime } from '../store/block-reader.ts';
import { FOLD } from './fold.ts';

/** Sampled moments: every month, weekday and hour occurs. 2024-01-01T00:00:00Z is a Monday. */
const START_US = 1_704_067_200_000_000;
const SAMPLES = 420;

/**
 * What time stamps look like by layout: their alphabet. Digits and signs always belong to it; letters only where the layout writes
 * names of months, days, zones or AM and PM, which the samples show.
 */
export class TimeTexts {
  readonly render: RenderTime;
  readonly #alphabets = new Map<number, Uint8Array>();

  constructor(render: RenderTime) {
    this.render = render;
  }

  alphabet(layout: number): Uint8Array {
    let table = this.#alphabets.get(layout);
    if (table === undefined) {
      table = new Uint8Array(256);
      for (const char of '0123456789+-.,') table[char.charCodeAt(0)] = 1;
      for (let sample = 0; sample < SAMPLES; sample++) {
        for (const byte of this.render(layout, START_US + sample * (US_PER_DAY + 5 * US_PER_HOUR) + sample * 1_234_567))
          table[FOLD[byte]] = 1;
      }
      this.#alphabets.set(layout, table);
    }
    return table;
  }
}
