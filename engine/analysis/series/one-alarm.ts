/** Values after which the memory of a peak has halved: the longest window a detector looks at. */
const HALF_LIFE = 24;
/** What comes while an alarm lasts is news only when it is twice as surprising as what was told. */
const NEWS_FACTOR = 2;

/**
 * Lets one value through per incident. Every peak hides what is less surprising until it fades. An alarm does not fade while the
 * surprise stays above half the alarm level, so that a shift that takes long to become usual is told once.
 */
export class OneAlarm {
  readonly #alarmAt: number;
  #peak = 0;
  #sincePeak = 0;

  /** @param alarmAt surprise from which on somebody is told */
  constructor(alarmAt: number) {
    this.#alarmAt = alarmAt;
  }

  /** @returns the surprise, or 0 when it belongs to what was told already */
  newsOf(surprise: number): number {
    this.#sincePeak++;
    const isAlarm = this.#peak >= this.#alarmAt;
    const hidden = this.#peak * (isAlarm ? NEWS_FACTOR : 1) * 0.5 ** (this.#sincePeak / HALF_LIFE);
    if (surprise > hidden) {
      this.#peak = surprise;
      this.#sincePeak = 0;
      return surprise;
    }
    if (isAlarm && surprise >= this.#alarmAt / 2) this.#sincePeak = 0;
    return 0;
  }
}
