import { numberChange } from './number-change.ts';
import { numbersOf, type Sample } from './sample.ts';
import { textChange } from './text-change.ts';

/** What a variable holds changed. */
export interface ValueChange {
  readonly p: number;
  /** Log-likelihood ratio over dispersion, of the records looked at. */
  readonly strength: number;
  /** The share of one value, or the median or 95th percentile of numbers. */
  readonly what: 'share' | 'median' | 'tail';
  /** Whose share, for texts. */
  readonly value?: string;
  /** Shares in [0, 1]; numbers in nanoseconds, bytes or as they are. */
  readonly before: number;
  readonly after: number;
}

/** Fewer records in a window say nothing about a distribution. */
const MIN_RECORDS = 20;
/** Numbers with so few values are names (a status, an attempt): their shares are compared. */
const FEW_VALUES = 12;
/** Variables with more different values than this share of their records name single records. */
const UNIQUE = 0.5;

/**
 * Compares what a variable holds in two windows.
 * @param ratio length of A / length of B
 * @returns undefined when it is not to be compared: too few records, unique per record, or a number that counts up
 */
export function valueChange(a: Sample, b: Sample, ratio: number): ValueChange | undefined {
  if (Math.min(a.value.length, b.value.length) < MIN_RECORDS) return undefined;
  const different = new Set([...a.values, ...b.values]).size;
  if (different < 2) return undefined;
  const numbers = different > FEW_VALUES ? numbersOf([a, b]) : undefined;
  if (numbers !== undefined) return numberChange(a, b, numbers[0], numbers[1], ratio);
  if (different > UNIQUE * (a.value.length + b.value.length)) return undefined;
  return textChange(a, b, ratio);
}
