import { US_PER_HOUR, US_PER_MINUTE, US_PER_MS, US_PER_SECOND } from '../base/time.ts';
import { rateWords, type Words } from './words.ts';

/** A number as it stands in a text, with what belongs to it: `14:31:05`, `1,754`, `4.18.0`, `21 min 33 s`. */
export type NumberKind = 'clock' | 'duration' | 'word';
export interface WrittenNumber {
  readonly text: string;
  readonly kind: NumberKind;
}

const UNIT_US: Readonly<Record<string, number>> = {
  ms: US_PER_MS,
  millisecond: US_PER_MS,
  s: US_PER_SECOND,
  sec: US_PER_SECOND,
  second: US_PER_SECOND,
  min: US_PER_MINUTE,
  minute: US_PER_MINUTE,
  h: US_PER_HOUR,
  hour: US_PER_HOUR,
};
const UNITS = '(?:milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|hours?|h)';
const CLOCK = /\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?/;
const DURATION = new RegExp(`\\d+(?:\\.\\d+)?[ \\u00a0-]?${UNITS}\\b(?:(?: and)? \\d+(?:\\.\\d+)? ?${UNITS}\\b)?`);
const WORD = /[A-Za-z0-9_][\w.,/-]*/;
const NUMBERS = new RegExp(
  `(?<![\\w.:])(?:(?<clock>${CLOCK.source})(?![\\w:])|(?<duration>${DURATION.source})|(?<word>${WORD.source}))`,
  'g',
);

export function numbersIn(text: string): WrittenNumber[] {
  return [...text.matchAll(NUMBERS)].flatMap(({ groups = {} }): WrittenNumber[] => {
    if (groups.clock !== undefined) return [{ kind: 'clock', text: groups.clock }];
    if (groups.duration !== undefined) return [{ kind: 'duration', text: groups.duration }];
    const word = groups.word.replace(/[.,/-]+$/, '');
    return /\d/.test(word) ? [{ kind: 'word', text: word }] : [];
  });
}

export interface Known {
  /** Of cited records and templates. */
  readonly texts: readonly string[];
  /** Counted again just before. */
  readonly counts: readonly number[];
  /** Per minute. */
  readonly rates: readonly number[];
  readonly timesUs: readonly number[];
}

/** Tells whether a number that somebody wrote is one of those that are known. */
export class NumberCheck {
  readonly #text: string;
  readonly #values: ReadonlySet<number>;
  readonly #rateTexts: ReadonlySet<string>;
  readonly #clocks: readonly string[];
  readonly #durations: readonly number[];

  constructor(known: Known, words: Words) {
    this.#text = ` ${known.texts.join(' \n ').toLowerCase()} `;
    this.#values = new Set([...known.counts, ...known.rates.map((rate) => (rate >= 10 ? Math.round(rate) : Number(rate.toPrecision(2))))]);
    this.#rateTexts = new Set(known.rates.map((rate) => rateWords(rate).split(' ')[0]));
    this.#clocks = known.timesUs.map((time) => words.clock(time));
    const sorted = [...new Set(known.timesUs)].sort((a, b) => a - b);
    this.#durations = sorted.flatMap((time, index) => sorted.slice(0, index).map((earlier) => time - earlier));
  }

  has({ kind, text }: WrittenNumber): boolean {
    if (this.#isWritten(text.toLowerCase())) return true;
    if (kind === 'clock')
      return this.#clocks.some((clock) => clock.startsWith(text.padStart(text.indexOf(':') === 1 ? text.length + 1 : 0, '0')));
    if (kind === 'duration') return this.#isDuration(text);
    if (this.#rateTexts.has(text)) return true;
    return /^\d[\d,]*(?:\.\d+)?$/.test(text) && this.#values.has(Number(text.replaceAll(',', '')));
  }

  /** As it is, not as a part of a longer number or word. */
  #isWritten(text: string): boolean {
    for (let at = this.#text.indexOf(text); at >= 0; at = this.#text.indexOf(text, at + 1)) {
      const [before, after] = [this.#text[at - 1], this.#text.slice(at + text.length, at + text.length + 2)];
      if (!/[\w.]/.test(before) && !/^(?:\w|\.\d)/.test(after)) return true;
    }
    return false;
  }

  /** Durations are rounded when they are written: what is meant lies within one unit of the last figure. */
  #isDuration(text: string): boolean {
    const parts = [...text.matchAll(/(\d+(?:\.\d+)?)[ \u00a0-]?([a-z]+)/g)].map(([, value, unit]) => ({
      value: Number(value),
      unitUs: UNIT_US[unit.length > 2 ? unit.replace(/s$/, '') : unit] ?? UNIT_US[unit.replace(/s$/, '')] ?? US_PER_SECOND,
      step: 10 ** -(value.split('.')[1]?.length ?? 0),
    }));
    const last = parts.at(-1);
    if (last === undefined) return false;
    const total = parts.reduce((sum, { value, unitUs }) => sum + value * unitUs, 0);
    const slack = last.unitUs * last.step;
    return this.#durations.some((duration) => Math.abs(duration - total) < slack) || this.#values.has(last.value);
  }
}
