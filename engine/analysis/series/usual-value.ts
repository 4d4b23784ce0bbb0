import { RollingSample } from './rolling-sample.ts';

const HOUR_MS = 3_600_000;
const HOURS_OF_DAY = 24;
/** Values kept per hour of the day: sixteen days at one value in five minutes, so a rhythm is known and an old one forgotten. */
const KEPT_PER_HOUR = 200;
/** An hour at one value in five minutes: from then on an hour of the day has a level of its own. */
const LEAST_PER_HOUR = 12;
/** Until then the level is that of the newest values, twice as many. */
const NEWEST = 24;

/**
 * What a series usually has at this hour of the day: the median of earlier values of the same hour.
 * A series without a daily rhythm has the same median at every hour, so nothing needs to be detected or set.
 */
export class UsualValue {
  readonly #newest = new RollingSample(NEWEST);
  /** By hour, those that were seen. */
  readonly #byHour: RollingSample[] = [];

  /**
   * Difference between a value and what was usual before it; the value is learnt afterwards.
   * @param timeMs since the epoch; only the hour of the day matters, so gaps, repeats and steps back do no harm
   * @returns undefined as long as nothing is usual
   */
  differenceOf(timeMs: number, value: number): number | undefined {
    const hour = Math.floor(timeMs / HOUR_MS) % HOURS_OF_DAY;
    const ofHour = this.#ofHour(hour < 0 ? hour + HOURS_OF_DAY : hour);
    const known = ofHour.size >= LEAST_PER_HOUR ? ofHour : this.#newest.isFull ? this.#newest : undefined;
    const difference = known === undefined ? undefined : value - known.quantile(0.5);
    this.#newest.add(value);
    ofHour.add(value);
    return difference;
  }

  #ofHour(hour: number): RollingSample {
    this.#byHour[hour] ??= new RollingSample(KEPT_PER_HOUR);
    return this.#byHour[hour];
  }
}
