import { countChange } from './count-change.ts';
import { cellsOf, type Sample } from './sample.ts';
import type { ValueChange } from './value-change.ts';

/** A value with a smaller share in both windows is not compared. */
const MIN_SHARE = 0.01;
/** Shares that differ by less are no change worth a word. */
const MIN_DIFFERENCE = 0.02;
const MAX_VALUES = 24;
const UNREMARKABLE = Object.freeze({ least: 1 / 1.5, most: 1.5 });

/** The value whose share changed most reliably; its p-value pays for all values compared. */
export function textChange(a: Sample, b: Sample, ratio: number): ValueChange | undefined {
  const [shares, sharesB] = [sharesOf(a), sharesOf(b)];
  const values = [...new Set([...shares.keys(), ...sharesB.keys()])]
    .map((value) => ({ value, shareA: shares.get(value) ?? 0, shareB: sharesB.get(value) ?? 0 }))
    .filter(({ shareA, shareB }) => Math.max(shareA, shareB) >= MIN_SHARE)
    .sort((x, y) => Math.max(y.shareA, y.shareB) - Math.max(x.shareA, x.shareB))
    .slice(0, MAX_VALUES);
  let best: ValueChange | undefined;
  for (const { value, shareA, shareB } of values) {
    if (Math.abs(shareA - shareB) < MIN_DIFFERENCE) continue;
    // Shares near one are compared by what is left to it: there the counts are nearly independent.
    const wantsRest = shareA + shareB > 1;
    const cells = (sample: Sample) => cellsOf(sample, (index) => (sample.values[index] === value) !== wantsRest);
    const { p, strength } = countChange(cells(a), cells(b), ratio, UNREMARKABLE);
    const paid = Math.min(1, p * values.length);
    if (best === undefined || paid < best.p || (paid === best.p && strength > best.strength))
      best = { what: 'share', value, p: paid, strength, before: shareA, after: shareB };
  }
  return best;
}

function sharesOf({ values, value }: Sample): Map<string, number> {
  const counts = new Float64Array(values.length);
  for (let index = 0; index < value.length; index++) counts[value[index]]++;
  return new Map(values.map((text, index) => [text, counts[index] / value.length]));
}
