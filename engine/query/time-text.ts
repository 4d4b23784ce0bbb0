import { FOLD } from '../base/fold-byte.ts';
import { US_PER_DAY, US_PER_HOUR, US_PER_SECOND } from '../base/time.ts';
import type { RenderTime } from '../store/block-reader.ts';

/** Sampled moments: every month, weekday and hour occurs. 2024-01-01T00:00:00Z is a Monday. */
const START_US = 1_704_067_200_000_000;
const SAMPLES = 420;
/** Rendered seconds kept per layout. */
const MAX_SECONDS = 4_096;

/** How a layout writes the fraction of a second: its digits stand side by side from `at` on, microseconds cut to `digits`. */
interface FractionPlace {
  readonly at: number;
  readonly digits: number;
}

interface Layout {
  /** Folded bytes that may occur: 1. */
  readonly alphabet: Uint8Array;
  /** Three letters in a row that occur, in names of months and the like. */
  readonly letters: ReadonlySet<string>;
  /** Most digits in a row. */
  readonly digits: number;
  /** Time stamps by second, their fraction as of the last use. */
  readonly seconds: Map<number, SecondText>;
  /** The first second that was looked at closely. */
  reference: SecondText | undefined;
}

interface SecondText {
  readonly bytes: Uint8Array;
  /** Undefined: the layout writes no fraction. `odd`: it writes more than a fraction that way; render each time anew. */
  readonly fraction: FractionPlace | undefined | 'odd';
}

/**
 * Renders time stamps, a second at a time: records of one second differ in the digits of the fraction alone. Knows the alphabet
 * of each layout: letters only where it writes names of months, days, zones or AM and PM, which samples show.
 */
export class TimeTexts {
  readonly #render: RenderTime;
  readonly #layouts = new Map<number, Layout>();

  constructor(render: RenderTime) {
    this.#render = render;
  }

  /** The result may be overwritten by the next call: use it at once. */
  readonly render: RenderTime = (layout, timeUs) => {
    const second = Math.floor(timeUs / US_PER_SECOND);
    const known = this.#second(layout, second);
    if (known.fraction === 'odd') return this.#render(layout, timeUs);
    if (known.fraction !== undefined) patch(known.bytes, known.fraction, timeUs - second * US_PER_SECOND);
    return known.bytes;
  };

  /** Where the time stamps of the second that holds `timeUs` differ; undefined where they do not. */
  fractionOf(layout: number, timeUs: number): FractionPlace | undefined | 'odd' {
    return this.#second(layout, Math.floor(timeUs / US_PER_SECOND)).fraction;
  }

  alphabet(layout: number): Uint8Array {
    return this.#layout(layout).alphabet;
  }

  /** False: no time stamp of the layout holds the folded text. */
  mayHold(layout: number, needle: Uint8Array): boolean {
    const { alphabet, letters, digits } = this.#layout(layout);
    if (!needle.every((byte) => alphabet[byte] === 1)) return false;
    const text = Buffer.from(needle).toString('latin1');
    // A year or a count of seconds may once have a digit more than today.
    return longestDigits(text) <= digits + 1 && threesOf(text).every((three) => letters.has(three));
  }

  #layout(id: number): Layout {
    let layout = this.#layouts.get(id);
    if (layout === undefined) {
      const alphabet = new Uint8Array(256);
      for (const char of '0123456789+-.,') alphabet[char.charCodeAt(0)] = 1;
      const letters = new Set<string>();
      let digits = 0;
      for (let sample = 0; sample < SAMPLES; sample++) {
        const text = this.#render(id, START_US + sample * (US_PER_DAY + 5 * US_PER_HOUR) + sample * 1_234_567).map((byte) => FOLD[byte]);
        for (const byte of text) alphabet[byte] = 1;
        const folded = Buffer.from(text).toString('latin1');
        for (const three of threesOf(folded)) letters.add(three);
        digits = Math.max(digits, longestDigits(folded));
      }
      layout = { alphabet, letters, digits, seconds: new Map(), reference: undefined };
      this.#layouts.set(id, layout);
    }
    return layout;
  }

  #second(id: number, second: number): SecondText {
    const layout = this.#layout(id);
    const { seconds } = layout;
    const known = seconds.get(second);
    if (known !== undefined) return known;
    if (seconds.size >= MAX_SECONDS) seconds.clear();
    const startUs = second * US_PER_SECOND;
    const bytes = this.#render(id, startUs).slice();
    const fraction = sameForm(bytes, layout.reference)
      ? layout.reference?.fraction
      : fractionPlace(bytes, this.#render(id, startUs + 111_111), this.#render(id, startUs + 987_654));
    const made = { bytes, fraction };
    layout.reference ??= made;
    seconds.set(second, made);
    return made;
  }
}

function longestDigits(text: string): number {
  return Math.max(0, ...[...text.matchAll(/[0-9]+/g)].map(([run]) => run.length));
}

/** All three letters in a row; Z and T of ISO stand alone. */
function threesOf(text: string): string[] {
  return [...text.matchAll(/(?=([a-z]{3}))/g)].map((match) => match[1]);
}

/** True when a time stamp of a whole second has the length of the reference, and zeros behind the same mark where that has its fraction. */
function sameForm(bytes: Uint8Array, reference: SecondText | undefined): boolean {
  if (reference === undefined || reference.fraction === 'odd' || bytes.length !== reference.bytes.length) return false;
  if (reference.fraction === undefined) return true;
  const { at, digits } = reference.fraction;
  const mark = bytes[at - 1];
  if (mark !== reference.bytes[at - 1] || (mark >= 48 && mark <= 57)) return false;
  for (let digit = at; digit < at + digits; digit++) if (bytes[digit] !== 48) return false;
  return true;
}

/** Where the fraction stands, told from how .000000, .111111 and .987654 look. */
function fractionPlace(zeros: Uint8Array, ones: Uint8Array, other: Uint8Array): FractionPlace | undefined | 'odd' {
  if (zeros.length !== ones.length || zeros.length !== other.length) return 'odd';
  const differing: number[] = [];
  for (let at = 0; at < zeros.length; at++) if (zeros[at] !== ones[at]) differing.push(at);
  if (differing.length === 0) return zeros.every((byte, at) => byte === other[at]) ? undefined : 'odd';
  const place = { at: differing[0], digits: differing.length };
  if (differing[differing.length - 1] !== place.at + place.digits - 1 || place.digits > 6) return 'odd';
  const check = zeros.slice();
  patch(check, place, 987_654);
  return check.every((byte, at) => byte === other[at]) ? place : 'odd';
}

function patch(bytes: Uint8Array, { at, digits }: FractionPlace, fractionUs: number): void {
  let rest = fractionUs;
  for (let skipped = 6; skipped > digits; skipped--) rest = Math.floor(rest / 10);
  for (let digit = at + digits - 1; digit >= at; digit--) {
    const higher = Math.floor(rest / 10);
    bytes[digit] = 48 + rest - higher * 10;
    rest = higher;
  }
}
