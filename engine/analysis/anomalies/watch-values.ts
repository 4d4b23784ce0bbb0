import { throwIfCancelled } from '../../base/app-error.ts';
import { quantityOf } from '../../base/filter/quantity.ts';
import { type TimeRange, US_PER_MINUTE } from '../../base/time.ts';
import type { Asked } from '../../query/answers.ts';
import type { Explorer } from '../../query/explorer.ts';
import type { CountedRow } from '../../query/merge-patterns.ts';
import { equalBuckets } from '../../query/nice-buckets.ts';
import type { SampledColumn } from '../../query/ops/samples.ts';
import type { Buckets } from '../../query/spread.ts';
import type { DeviatingVariable, Deviation } from './deviations.ts';
import { NEW_WITHIN, type ValueDeviation, valueDeviations } from './value-deviations.ts';

/** Patterns whose variables are looked at: the most frequent. */
const MOST_PATTERNS = 100;
const LEAST_RECORDS = 100;
/** Values are read of so many records in each part of the time: reading them all would unpack nearly every column. */
const BUCKETS = 120;
const LOOKED_AT = 6;
/** One column is enough to make it worth telling, and none makes an incident stronger than a new pattern does. */
const SCORE = 0.55;

/**
 * Variables of the most frequent patterns that got a value they never had, or numbers they never had so large or small.
 * @throws AppError BAD_QUERY, CANCELLED
 */
export async function watchValues(
  explorer: Pick<Explorer, 'samples'>,
  asked: Asked,
  range: TimeRange,
  rows: readonly CountedRow[],
  signal?: AbortSignal,
): Promise<Deviation[]> {
  const watched = rows
    .filter(({ count }) => count >= LEAST_RECORDS)
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_PATTERNS);
  if (watched.length === 0) return [];
  const buckets = equalBuckets(range, BUCKETS);
  const samples = await explorer.samples(
    { ...asked, range },
    watched.map(({ id }) => id),
    buckets,
    LOOKED_AT,
    signal,
  );
  const found: Deviation[] = [];
  for (const row of watched) {
    for (const column of samples.get(row.id) ?? []) {
      for (const one of valueDeviations(column, BUCKETS)) found.push(deviationOf(row, column, one, range.fromUs, buckets.widthUs));
    }
    // Others may ask in between.
    await new Promise<void>((resolve) => setImmediate(resolve));
    throwIfCancelled(signal);
  }
  return onceEach(found, buckets);
}

function deviationOf(row: CountedRow, column: SampledColumn, found: ValueDeviation, beginUs: number, widthUs: number): Deviation {
  const { from, until, kind } = found;
  const { slot, name } = column;
  const fromUs = beginUs + from * widthUs;
  const untilUs = beginUs + until * widthUs;
  const variable: DeviatingVariable =
    kind === 'value'
      ? { slot, name, value: found.value, others: found.others, unit: '' }
      : { slot, name, before: found.before, after: found.after, unit: unitOf(column), medians: mediansOf(column) };
  const records = recordsWithin(row, from, until);
  const perMinute = (records * US_PER_MINUTE) / (untilUs - fromUs);
  const part = `${kind} ${slot ?? ''} ${name ?? ''}${kind === 'value' ? ` ${found.value}` : ''}`;
  return {
    kind,
    watched: { patternId: row.id, service: row.services[0], level: row.level, counts: row.spark, part, variable },
    fromUs,
    untilUs,
    score: kind === 'value' ? SCORE : SCORE + 0.1 * Math.min(3, Math.abs(Math.log2(found.after / found.before))) * 0.5,
    records: kind === 'value' ? found.records : records,
    perMinute: kind === 'value' ? (found.records * US_PER_MINUTE) / (untilUs - fromUs) : perMinute,
    usualPerMinute: kind === 'value' ? 0 : perMinute,
  };
}

/** New values of one field that several patterns carry (hosts, versions) are told once for a time, where most records have them. */
function onceEach(found: readonly Deviation[], buckets: Buckets): Deviation[] {
  const told: Deviation[] = [];
  for (const one of [...found].sort((a, b) => b.records - a.records)) {
    const { name, slot } = one.watched.variable ?? {};
    const isKnown =
      one.kind === 'value' &&
      slot === undefined &&
      told.some(
        (other) =>
          other.kind === 'value' &&
          other.watched.variable?.slot === undefined &&
          other.watched.variable?.name === name &&
          Math.abs(other.fromUs - one.fromUs) <= NEW_WITHIN * buckets.widthUs,
      );
    if (!isKnown) told.push(one);
  }
  return told;
}

function unitOf({ values }: SampledColumn): 'ns' | 'B' | '' {
  const dimension = values.length === 0 ? undefined : quantityOf(values[0])?.dimension;
  return dimension === 'duration' ? 'ns' : dimension === 'size' ? 'B' : '';
}

/** The median of every part of the time; where nothing came, that of the part before. */
function mediansOf({ values, value, bucket }: SampledColumn): number[] {
  const byBucket = Array.from({ length: BUCKETS }, (): number[] => []);
  const numbers = values.map((text) => quantityOf(text)?.base ?? 0);
  for (let index = 0; index < value.length; index++) byBucket[bucket[index]]?.push(numbers[value[index]]);
  let last = 0;
  return byBucket.map((own) => {
    if (own.length > 0) last = own.sort((a, b) => a - b)[own.length >> 1];
    return last;
  });
}

/** Records of a pattern in parts [from, until) of the time, by its counts over all of it. */
function recordsWithin({ spark, count }: CountedRow, from: number, until: number): number {
  const [first, end] = [Math.floor((from / BUCKETS) * spark.length), Math.ceil((until / BUCKETS) * spark.length)];
  return Math.min(
    count,
    spark.slice(first, end).reduce((sum, one) => sum + one, 0),
  );
}
