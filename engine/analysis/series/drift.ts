import { RollingSample } from './rolling-sample.ts';

/** A day at one value in five minutes: as long as a daily rhythm may push differences to one side. */
const NEWEST = 288;

/**
 * Takes a lasting shift or a trend out of differences from the usual, which otherwise stay off for days.
 * Only as much as the median of the newest lies further out than half of them are apart: what noise or a rhythm can do is left alone.
 */
export class Drift {
  readonly #newest = new RollingSample(NEWEST);

  without(difference: number): number {
    const median = this.#newest.isFull ? this.#newest.quantile(0.5) : 0;
    this.#newest.add(difference);
    const spread = this.#newest.quantile(0.75) - this.#newest.quantile(0.25);
    return difference - Math.sign(median) * Math.max(0, Math.abs(median) - spread);
  }
}
