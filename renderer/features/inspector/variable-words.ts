import type { FilterNode } from '#base/filter/ast.ts';
import { withCondition } from '#base/filter/tokens.ts';
import type { VariableStats } from '#contract/explore.ts';
import { formatCount } from '../../format/count.ts';
import { narrowedToPattern } from '../patterns/pattern-terms.ts';

type Numeric = NonNullable<VariableStats['numeric']>;

/** `duration, 5.000 to 5.094 s`, `whole number, 56 distinct`, `12 distinct, evenly spread`: a variable in one line. */
export function variableSummary({ kind, distinct, distinctExact, numeric, top, count }: VariableStats): string {
  if (distinct === 1) return 'always the same';
  const many = `${distinctExact ? '' : 'about '}${formatCount(distinct)} distinct`;
  if (numeric !== undefined) {
    if (numeric.unit === '') return `${numeric.whole ? 'whole number' : 'number'}, ${many}`;
    return `${kind}, ${numberText(numeric.min, numeric)} to ${numberText(numeric.max, numeric)} ${numeric.unit}`;
  }
  return isEvenlySpread(top, distinct, count) ? `${many}, evenly spread` : many;
}

/** The most frequent value has less than twice the mean share. */
export function isEvenlySpread(top: VariableStats['top'], distinct: number, count: number): boolean {
  const first = top[0];
  return first !== undefined && distinct > 1 && first.count < (2 * count) / distinct;
}

/** A number of a variable without its unit, with as many decimals as tell its values apart: a hundredth of their span. */
export function numberText(value: number, numeric: Numeric, locale?: string): string {
  const digits = decimalsOf(numeric);
  return value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace('-', '\u2212');
}

/** With its unit: `5.094 s`. */
export function quantityText(value: number, numeric: Numeric, locale?: string): string {
  const text = numberText(value, numeric, locale);
  return numeric.unit === '' ? text : `${text} ${numeric.unit}`;
}

function decimalsOf({ min, max, whole }: Numeric): number {
  if (whole) return 0;
  const span = max - min || Math.abs(max) || 1;
  return Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(span))));
}

/** The query narrowed to the records that a count of a pattern's variable stands for: the pattern, and the value in it. */
export function narrowedToValue(query: string, patternId: string, name: string | undefined, value: string): string {
  // A variable without a name is no field: its text is searched in the records of the pattern.
  const holds: FilterNode = name === undefined ? { kind: 'text', text: value } : { kind: 'value', field: name, values: [value] };
  return withCondition(narrowedToPattern(query, patternId), holds);
}

/** As above, for values at or above a number. */
export function narrowedToAtLeast(query: string, patternId: string, name: string, value: number, unit: string): string {
  return withCondition(narrowedToPattern(query, patternId), { kind: 'compare', field: name, comparison: '>=', bound: `${value}${unit}` });
}
