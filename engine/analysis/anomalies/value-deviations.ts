import { numbersOf } from '../compare/sample.ts';
import { RollingSample } from '../series/rolling-sample.ts';

/** Values of one variable as they came: per record looked at the index into `values`, and its bucket, in any order. */
export interface Column {
  readonly values: readonly string[];
  readonly value: ArrayLike<number>;
  readonly bucket: ArrayLike<number>;
}

export type ValueDeviation =
  /** `others`: how many more new values came with it. */
  | {
      readonly kind: 'value';
      readonly from: number;
      readonly until: number;
      readonly value: string;
      readonly others: number;
      readonly records: number;
    }
  | { readonly kind: 'numbers'; readonly from: number; readonly until: number; readonly before: number; readonly after: number };

/** Values from which is learnt what is usual, and buckets they must come from. */
const LEARNT = 100;
const LEARNT_BUCKETS = 20;
/** A variable with more different values names things: one more is no news. */
const MOST_VALUES = 20;
/** A new value must come so often within so many buckets. */
const LEAST_NEW = 4;
export const NEW_WITHIN = 8;
const LEAST_SHARE = 0.05;
/** Numbers kept to know the usual range. */
const REMEMBERED = 1_000;
/** Buckets together in which numbers are held against what was usual, and numbers they must have. */
const WINDOW = 3;
const LEAST_NUMBERS = 8;
/** The outermost part of what was usual, beyond which most of the newest must lie, and by how much their median must have moved. */
const OUTER = 0.025;
const MOST_OUTSIDE = 2 / 3;
/** It lasts as long as more than this part lies there. */
const PART_STILL_OUT = 1 / 3;
const LEAST_FACTOR = 1.5;

/**
 * Where a variable that held few values got another one, or numbers left the range they were in. Knows at each bucket only what came before;
 * ends are looked up afterwards. Numbers that count up or drift have no usual range and are left alone.
 * @param buckets how many there are
 */
export function valueDeviations(column: Column, buckets: number): ValueDeviation[] {
  const byBucket = Array.from({ length: buckets }, (): number[] => []);
  for (let index = 0; index < column.value.length; index++) byBucket[column.bucket[index]]?.push(column.value[index]);
  const numbers = numbersOf([column])?.[0];
  const isFew = column.values.length <= 2 * MOST_VALUES;
  return [
    ...(isFew ? newValues(column.values, byBucket) : []),
    ...(numbers !== undefined && column.values.length > MOST_VALUES
      ? movedNumbers(byBucket.map((own) => own.map((index) => numbers[index])))
      : []),
  ];
}

interface KnownValue {
  readonly first: number;
  count: number;
  /** Records of all values since its first. */
  since: number;
  /** It came where nothing new was to be expected, and is not told yet. */
  isNews: boolean;
}

function newValues(values: readonly string[], byBucket: readonly (readonly number[])[]): ValueDeviation[] {
  const found: NewValue[] = [];
  const known = new Map<number, KnownValue>();
  let [seen, filled] = [0, 0];
  for (let bucket = 0; bucket < byBucket.length; bucket++) {
    const isNews = isSettled(known, seen, filled, bucket);
    for (const value of byBucket[bucket]) {
      const own = known.get(value) ?? { first: bucket, count: 0, since: 0, isNews };
      own.count++;
      known.set(value, own);
    }
    seen += byBucket[bucket].length;
    if (byBucket[bucket].length > 0) filled++;
    for (const [value, own] of known) {
      if (!own.isNews) continue;
      own.since += byBucket[bucket].length;
      const isOften = own.count >= LEAST_NEW && own.count >= LEAST_SHARE * own.since;
      if (isOften) found.push({ from: own.first, until: lastOf(byBucket, value, bucket) + 1, value: values[value], records: own.count });
      if (isOften || bucket - own.first >= NEW_WITHIN) own.isNews = false;
    }
  }
  return together(found);
}

interface NewValue {
  readonly from: number;
  readonly until: number;
  readonly value: string;
  readonly records: number;
}

/** Values that are new within a short time are one thing: the hosts of a new release, for instance. */
function together(found: readonly NewValue[]): ValueDeviation[] {
  const groups: NewValue[][] = [];
  for (const one of [...found].sort((a, b) => a.from - b.from)) {
    const last = groups.at(-1);
    if (last !== undefined && one.from - last[0].from <= NEW_WITHIN) last.push(one);
    else groups.push([one]);
  }
  return groups.map((group) => ({
    kind: 'value',
    from: group[0].from,
    until: Math.max(...group.map(({ until }) => until)),
    value: group[0].value,
    others: group.length - 1,
    records: group.reduce((sum, { records }) => sum + records, 0),
  }));
}

/** Few values, none of them met only once (what was met once says how many more there are: Good and Turing), none in the newer half of the time. */
function isSettled(known: ReadonlyMap<number, KnownValue>, seen: number, filled: number, bucket: number): boolean {
  if (seen < LEARNT || filled < LEARNT_BUCKETS || known.size > MOST_VALUES) return false;
  return [...known.values()].every(({ count, first }) => count > 1 && first < bucket / 2);
}

function lastOf(byBucket: readonly (readonly number[])[], value: number, from: number): number {
  let last = from;
  // A value that stays away for as long as it takes to be noticed has ended.
  for (let bucket = from; bucket < byBucket.length && bucket - last <= NEW_WITHIN; bucket++)
    if (byBucket[bucket].includes(value)) last = bucket;
  return last;
}

function movedNumbers(byBucket: readonly (readonly number[])[]): ValueDeviation[] {
  const found: ValueDeviation[] = [];
  const past = new PastNumbers();
  for (let bucket = 0; bucket < byBucket.length; bucket++) {
    const usual = past.usual();
    const window = byBucket.slice(Math.max(0, bucket - WINDOW + 1), bucket + 1);
    const side = usual === undefined ? undefined : sideOf(window, usual);
    if (usual === undefined || side === undefined) {
      // The newest may be the begin of a move: it is learnt when it has turned out to be none.
      const settled = bucket - WINDOW + 1;
      if (settled >= 0) past.add(byBucket[settled]);
      continue;
    }
    let from = Math.max(0, bucket - WINDOW + 1);
    while (from < bucket && sideOf([byBucket[from]], usual, 1) !== side) from++;
    const isStillOut = (first: number, end: number): boolean => sideOf(byBucket.slice(first, end), usual, 1, PART_STILL_OUT) === side;
    let until = bucket + 1;
    while (until < byBucket.length && isStillOut(Math.max(from, until - WINDOW + 1), until + 1)) until++;
    while (until > bucket + 1 && !isStillOut(until - 1, until)) until--;
    const during = byBucket.slice(from, until).flat().sort(ascending);
    found.push({ kind: 'numbers', from, until, before: usual.median, after: during[during.length >> 1] });
    bucket = until + WINDOW - 1;
  }
  return found;
}

interface Usual {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** Numbers as they came, bucket by bucket. */
class PastNumbers {
  readonly #all = new RollingSample(REMEMBERED);
  readonly #medians: number[] = [];

  add(bucket: readonly number[]): void {
    if (bucket.length === 0) return;
    for (const number of bucket) this.#all.add(number);
    this.#medians.push(quantile([...bucket].sort(ascending), 0.5));
  }

  /** The range most numbers were in; undefined as long as too few came, or where the newer half of them lies elsewhere than the older one. */
  usual(): Usual | undefined {
    if (this.#medians.length < LEARNT_BUCKETS || this.#all.size < LEARNT) return undefined;
    const older = this.#medians.slice(0, this.#medians.length >> 1).sort(ascending);
    const newer = this.#medians.slice(this.#medians.length >> 1).sort(ascending);
    const middle = quantile(newer, 0.5);
    if (middle < quantile(older, 0.2) || middle > quantile(older, 0.8)) return undefined;
    return { low: this.#all.quantile(OUTER), median: this.#all.quantile(0.5), high: this.#all.quantile(1 - OUTER) };
  }
}

/** Whether most numbers of a window lie above or below all that is usual, and in more than one of its buckets. */
function sideOf(
  window: readonly (readonly number[])[],
  { low, median, high }: Usual,
  least = LEAST_NUMBERS,
  part = MOST_OUTSIDE,
): 'above' | 'below' | undefined {
  const numbers = window.flat();
  if (numbers.length < least) return undefined;
  const middle = quantile([...numbers].sort(ascending), 0.5);
  for (const side of ['above', 'below'] as const) {
    const isOut = (number: number): boolean => (side === 'above' ? number > high : number < low);
    if (numbers.filter(isOut).length < part * numbers.length) continue;
    if (least > 1 && window.filter((own) => own.some(isOut)).length < 2) continue;
    if (part < MOST_OUTSIDE || (side === 'above' ? middle >= LEAST_FACTOR * median : LEAST_FACTOR * middle <= median)) return side;
  }
  return undefined;
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}

function ascending(a: number, b: number): number {
  return a - b;
}
