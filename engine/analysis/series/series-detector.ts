import { Drift } from './drift.ts';
import { LastValues } from './last-values.ts';
import { OneAlarm } from './one-alarm.ts';
import { RollingSample } from './rolling-sample.ts';
import { surpriseOf } from './surprise.ts';
import { UsualValue } from './usual-value.ts';

/** Earlier values a new one is ranked among: two weeks at one in five minutes, so one in 4,000 can be told from one in 400. */
const HISTORY = 4_000;
/** Half an hour at one value in five minutes: long enough to average noise out, short enough to notice a shift at once. */
const SHORT_WINDOW = 6;
/** Two hours: the least over which a spread is more than chance. */
const LONG_WINDOW = 24;
/** A spread below a hundredth of the usual differences is none: a flat line and one with rounding errors are the same. */
const FLAT = 0.01;
/** Three views, each at one in e^6 = 400: the surprise at which the score is 0.5. */
const ALARM_AT = 18;

/**
 * Finds anomalies in one series of numbers as they come: single values, shifts, silences, flat lines, unrest.
 *
 * Three views are ranked among their own past: the difference from what is usual at this hour, its mean over a short window, and the
 * spread of the values over a long one, likewise against what is usual at this hour. The sum of the three surprises (Fisher's way to
 * combine tests) says how anomalous the moment is: what only one view finds odd has to be very odd. One incident is told once.
 *
 * Looks at no value before it is given, draws nothing at random, and keeps less than 400 KiB however long the series.
 */
export class SeriesDetector {
  readonly #usualValue = new UsualValue();
  readonly #usualSpread = new UsualValue();
  readonly #drift = new Drift();
  readonly #differences = new LastValues(SHORT_WINDOW);
  readonly #values = new LastValues(LONG_WINDOW);
  readonly #pastDifferences = new RollingSample(HISTORY);
  readonly #pastShifts = new RollingSample(HISTORY);
  readonly #pastSpreads = new RollingSample(HISTORY);
  readonly #oneAlarm = new OneAlarm(ALARM_AT);
  #differenceSum = 0;
  #differenceCount = 0;

  /**
   * @param timeMs since the epoch
   * @param value finite
   * @returns how anomalous the value is, in [0, 1); from 0.5 on it is worth telling somebody
   */
  next(timeMs: number, value: number): number {
    const surprise = this.#surpriseOfValue(timeMs, value) + this.#surpriseOfSpread(timeMs, value);
    const news = this.#oneAlarm.newsOf(surprise);
    return news / (news + ALARM_AT);
  }

  #surpriseOfValue(timeMs: number, value: number): number {
    const fromUsual = this.#usualValue.differenceOf(timeMs, value);
    if (fromUsual === undefined) return 0;
    const difference = this.#drift.without(fromUsual);
    this.#differenceSum += Math.abs(difference);
    this.#differenceCount++;
    this.#differences.add(difference);
    const alone = learnt(difference, this.#pastDifferences);
    return alone + (this.#differences.isFull ? learnt(this.#differences.mean(), this.#pastShifts) : 0);
  }

  #surpriseOfSpread(timeMs: number, value: number): number {
    this.#values.add(value);
    if (!this.#values.isFull) return 0;
    const flat = this.#differenceCount === 0 ? 0 : (FLAT * this.#differenceSum) / this.#differenceCount;
    // Spreads are compared by their ratio. The smallest number stands for a series that never moved at all.
    const size = Math.log(this.#values.spread() + flat + Number.MIN_VALUE);
    const fromUsual = this.#usualSpread.differenceOf(timeMs, size);
    return fromUsual === undefined ? 0 : learnt(fromUsual, this.#pastSpreads);
  }
}

/** The surprise of a figure among the earlier ones, to which it belongs from now on. */
function learnt(figure: number, past: RollingSample): number {
  const surprise = surpriseOf(figure, past);
  past.add(figure);
  return surprise;
}
