import type { VariableStats } from '#contract/explore.ts';
import { formatCount, threeDigits } from '../../format/count.ts';

/** `<wait> duration, 5.00 to 5.09 s`, `12 distinct, evenly spread`: what is worth knowing of a variable in one line. */
export function variableSummary({ kind, distinct, distinctExact, numeric, top, count }: VariableStats): string {
  if (numeric !== undefined) {
    const unit = numeric.unit === '' ? '' : ` ${numeric.unit}`;
    const what = numeric.unit === '' ? (numeric.whole ? 'whole number' : 'number') : kind;
    return `${what}, ${threeDigits(numeric.min)} to ${threeDigits(numeric.max)}${unit}`;
  }
  const many = `${formatCount(distinct)}${distinctExact ? '' : '+'} distinct`;
  return isEvenlySpread(top, distinct, count) ? `${many}, evenly spread` : many;
}

/** The most frequent value has less than twice the mean share. */
export function isEvenlySpread(top: VariableStats['top'], distinct: number, count: number): boolean {
  const first = top[0];
  return first !== undefined && distinct > 1 && first.count < (2 * count) / distinct;
}
