import type { SampledColumn } from '../../query/ops/samples.ts';
import { fisherTail } from '../statistics/distributions.ts';
import { qValues } from '../statistics/false-discovery.ts';

/** One pattern in a window: its records, and what its variables and fields hold in some of them. */
export interface Held {
  readonly records: number;
  readonly columns: readonly SampledColumn[];
}

/** A value of a field, by how many records of what changed have it, and of everything else. */
export interface Pair {
  readonly name: string;
  readonly value: string;
  /** In [0, 1], of the records that have the field. */
  readonly share: number;
  readonly elsewhere: number;
}

/** Values that go together: in every pattern that changed about as many records have the one as the other. */
export interface PairGroup {
  /** The most telling first. */
  readonly pairs: Pair[];
  /** Patterns that changed and have them. */
  readonly patterns: number;
}

const MAX_FALSE_DISCOVERY = 0.01;
/** A share must be so many times, and by so much, larger than elsewhere to be worth a word. */
const LEAST_FACTOR = 2;
const LEAST_DIFFERENCE = 0.1;
/** Shares that differ by no more are alike. */
const ALIKE = 0.1;
/** A column with more different values than this part of its records names single records. */
const UNIQUE = 0.5;
/** What one pattern alone has is part of it, unless that pattern is much of what changed. */
const LEAST_PATTERNS = 2;
const LEAST_PART = 0.05;
const MOST_GROUPS = 8;
const MOST_PAIRS = 4;

/**
 * Which values of fields are in the records of patterns that changed far more often than in all others of the same window. Only fields that both
 * have are held against one another. The records of a cell are alike, so it is cells that are counted by Fisher's test, not records.
 * @param changed patterns that appeared or became more
 * @param others all other patterns
 */
export function overrepresented(changed: readonly Held[], others: readonly Held[]): PairGroup[] {
  const [own, rest] = [fieldsOf(changed), fieldsOf(others)];
  const asked: (Pair & { readonly p: number; readonly weight: number; readonly byPattern: ReadonlyMap<number, number> })[] = [];
  for (const [name, field] of own) {
    const other = rest.get(name);
    if (other === undefined) continue;
    for (const [value, { weight, cells, byPattern }] of field.values) {
      const [share, elsewhere] = [weight / field.weight, (other.values.get(value)?.weight ?? 0) / other.weight];
      if (share < LEAST_FACTOR * elsewhere || share - elsewhere < LEAST_DIFFERENCE) continue;
      const marked = cells + (other.values.get(value)?.cells ?? 0);
      asked.push({
        name,
        value,
        share,
        elsewhere,
        weight,
        byPattern,
        p: fisherTail(cells, field.cells, marked, field.cells + other.cells),
      });
    }
  }
  const q = qValues(asked.map(({ p }) => p));
  const found = asked.filter((_, index) => q[index] <= MAX_FALSE_DISCOVERY).sort((a, b) => b.share - b.elsewhere - (a.share - a.elsewhere));
  const groups: (typeof found)[] = [];
  for (const pair of found) {
    const group = groups.find(([first]) => first.name !== pair.name && isAlike(first.byPattern, pair.byPattern));
    if (group === undefined) groups.push([pair]);
    else group.push(pair);
  }
  const all = changed.reduce((sum, { records }) => sum + records, 0);
  const isShared = ([{ byPattern, weight }]: typeof found): boolean => byPattern.size >= LEAST_PATTERNS || weight >= LEAST_PART * all;
  return groups
    .filter(isShared)
    .slice(0, MOST_GROUPS)
    .map((group) => ({
      pairs: group.slice(0, MOST_PAIRS).map(({ name, value, share, elsewhere }) => ({ name, value, share, elsewhere })),
      patterns: group[0].byPattern.size,
    }));
}

interface FieldValue {
  /** Records that have it, as far as those looked at speak for all. */
  weight: number;
  /** Cells (of one pattern, in one part of the time) most of whose records have it. */
  cells: number;
  /** Share of the records, by pattern. */
  readonly byPattern: Map<number, number>;
}

interface Field {
  weight: number;
  cells: number;
  readonly values: Map<string, FieldValue>;
}

function fieldsOf(patterns: readonly Held[]): Map<string, Field> {
  const fields = new Map<string, Field>();
  patterns.forEach(({ records, columns }, pattern) => {
    const looked = Math.max(1, ...columns.map(({ value }) => value.length));
    for (const { name, values, value, bucket } of columns) {
      if (name === undefined || value.length === 0 || values.length > Math.max(2, UNIQUE * value.length)) continue;
      const field = fields.get(name) ?? { weight: 0, cells: 0, values: new Map<string, FieldValue>() };
      fields.set(name, field);
      const weight = (records * value.length) / looked;
      field.weight += weight;
      const cells = cellsOf(value, bucket);
      field.cells += cells.length;
      const counts = new Float64Array(values.length);
      for (let index = 0; index < value.length; index++) counts[value[index]]++;
      values.forEach((text, index) => {
        const known = field.values.get(text) ?? { weight: 0, cells: 0, byPattern: new Map<number, number>() };
        field.values.set(text, known);
        const share = counts[index] / value.length;
        known.weight += weight * share;
        known.cells += cells.filter((cell) => 2 * (cell.get(index) ?? 0) > cell.size).length;
        known.byPattern.set(pattern, (known.byPattern.get(pattern) ?? 0) + share);
      });
    }
  });
  return fields;
}

/** Records of every value in each part of the time; `size` counts all. */
function cellsOf(value: ArrayLike<number>, bucket: ArrayLike<number>): { readonly size: number; get(index: number): number | undefined }[] {
  const cells = new Map<number, { size: number; counts: Map<number, number> }>();
  for (let index = 0; index < value.length; index++) {
    const cell = cells.get(bucket[index]) ?? { size: 0, counts: new Map<number, number>() };
    cells.set(bucket[index], cell);
    cell.size++;
    cell.counts.set(value[index], (cell.counts.get(value[index]) ?? 0) + 1);
  }
  return [...cells.values()].map(({ size, counts }) => ({ size, get: (index) => counts.get(index) }));
}

/** In the patterns that have both, about as many records have the one as the other. */
function isAlike(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): boolean {
  const shared = [...a.keys()].filter((pattern) => b.has(pattern));
  return shared.length > 0 && shared.every((pattern) => Math.abs((a.get(pattern) ?? 0) - (b.get(pattern) ?? 0)) <= ALIKE);
}
