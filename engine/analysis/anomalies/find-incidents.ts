import { throwIfCancelled } from '../../base/app-error.ts';
import { levelIndex } from '../../base/level.ts';
import type { Asked } from '../../query/answers.ts';
import type { Explorer } from '../../query/explorer.ts';
import type { CountedRow } from '../../query/merge-patterns.ts';
import { niceBuckets } from '../../query/nice-buckets.ts';
import type { Buckets } from '../../query/spread.ts';
import { type Alert, crossedAlerts } from './alerts.ts';
import { type Deviation, deviationsOf, type Watched } from './deviations.ts';
import { type Expected, isExpected } from './expected.ts';
import { type Incident, incidentsOf } from './incidents.ts';
import { isNoveltyUsual } from './novelty.ts';
import { watchOrder } from './watch-order.ts';
import { watchValues } from './watch-values.ts';

/** Fine enough that the detector has learnt after a sixth of the range; a series of that length takes 4 ms. */
const MOST_BUCKETS = 1_200;
/** Patterns that are watched one by one, the most serious first: together they take some seconds. All others count in their service and level. */
const MOST_PATTERNS = 1_000;
/** Where something new comes up all the time, so many records of it are news; as many as make a trend. */
const LEAST_OF_NEW = 10;

/** What has to be known of a pattern to watch it; `spark` with the buckets that are watched. */
export type WatchedRow = Pick<CountedRow, 'id' | 'services' | 'level' | 'spark' | 'firstUs'>;

export interface FoundIncidents {
  readonly incidents: readonly Incident[];
  /** The same of what a person called expected. */
  readonly expected: readonly Incident[];
  /** What the patterns in them look like, as far as they still exist. */
  readonly templates: ReadonlyMap<string, string>;
  readonly buckets: Buckets;
}

/**
 * What is unusual in the records of a filter, without being told what to look for: rates of patterns, services and levels that leave what was
 * usual before them.
 * @param expected what a person called expected: it makes incidents of its own
 * @param alerts limits that a person set; what is beyond one is an incident of its own too, whatever the filter
 * @throws AppError BAD_QUERY, CANCELLED
 */
export async function findIncidents(
  explorer: Explorer,
  asked: Asked,
  signal?: AbortSignal,
  expected: readonly Expected[] = [],
  alerts: readonly Alert[] = [],
): Promise<FoundIncidents> {
  const range = await rangeOf(explorer, asked);
  // The last is seldom whole: what is missing in it would look like a drop.
  const buckets = await bucketsOf(explorer, asked);
  const rows = await explorer.patternsByBucket(asked, buckets, signal);
  const watched = watchedIn(rows);
  // Threads read values while this one walks along the counts.
  const ofValues = watchValues(explorer, asked, range, rows, signal);
  // Whoever waits for it below hears of its failure.
  ofValues.catch(() => undefined);
  const deviations = await deviationsIn(watched, leastOfNewIn(rows, buckets), buckets, signal);
  const crossed = await crossedAlerts(explorer, alerts, range, buckets, signal);
  const isNews = (deviation: Deviation): boolean => !isExpected(deviation, expected);
  const ofPatterns = watched.filter(({ patternId }) => patternId !== undefined);
  deviations.push(...watchOrder(ofPatterns, deviations, buckets), ...(await ofValues));
  const incidents = [
    ...incidentsOf(deviations.filter(isNews), buckets.widthUs),
    ...crossed.filter(isNews).map((one) => incidentsOf([one], buckets.widthUs)[0]),
  ].sort((a, b) => b.score - a.score || a.fromUs - b.fromUs);
  const named = new Set(deviations.flatMap(({ watched: { patternId, follows } }) => [patternId, follows]));
  const texts = await explorer.withTexts(
    rows.filter(({ id }) => named.has(id)),
    signal,
  );
  return {
    incidents,
    expected: incidentsOf(
      [...deviations, ...crossed].filter((one) => !isNews(one)),
      buckets.widthUs,
    ),
    templates: new Map(texts.map(({ id, template }) => [id, template])),
    buckets,
  };
}

/** What is watched of patterns: the most serious ones by themselves, all together by service and by level. */
export function watchedIn(rows: readonly WatchedRow[]): Watched[] {
  const patterns = rows.toSorted((a, b) => levelIndex(b.level) - levelIndex(a.level)).slice(0, MOST_PATTERNS);
  return [
    ...patterns.map(({ id, services, level, spark, firstUs }) => ({ patternId: id, service: services[0], level, counts: spark, firstUs })),
    ...sumsBy(rows, ({ services }) => (services.length === 1 ? services[0] : undefined)).map(([service, counts]) => ({ service, counts })),
    ...sumsBy(rows, ({ level }) => level).map(([level, counts]) => ({ level, counts })),
  ];
}

/** Records that something new needs to be news. */
export function leastOfNewIn(rows: readonly WatchedRow[], buckets: Buckets): number {
  const firstUs = rows.map((row) => row.firstUs);
  return isNoveltyUsual(firstUs, buckets) ? LEAST_OF_NEW : 1;
}

/** @throws AppError CANCELLED */
export async function deviationsIn(
  watched: readonly Watched[],
  leastOfNew: number,
  buckets: Buckets,
  signal?: AbortSignal,
): Promise<Deviation[]> {
  const deviations: Deviation[] = [];
  for (const one of watched) {
    deviations.push(...deviationsOf(one, buckets).filter(({ kind, records }) => kind !== 'new' || records >= leastOfNew));
    // Others may ask in between.
    await new Promise<void>((resolve) => setImmediate(resolve));
    throwIfCancelled(signal);
  }
  return deviations;
}

/** Buckets for which anomalies are looked for; the last of the range is left out where it is not whole. */
export async function bucketsOf(explorer: Pick<Explorer, 'overview'>, asked: Asked): Promise<Buckets> {
  const range = await rangeOf(explorer, asked);
  const all = niceBuckets(range, MOST_BUCKETS);
  return { ...all, count: Math.floor((range.untilUs - all.fromUs) / all.widthUs) };
}

async function rangeOf(explorer: Pick<Explorer, 'overview'>, { range }: Asked) {
  if (range !== undefined) return range;
  const { minUs, maxUs } = await explorer.overview();
  return minUs === undefined || maxUs === undefined ? { fromUs: 0, untilUs: 1 } : { fromUs: minUs, untilUs: maxUs + 1 };
}

/** Counts of all rows of one name added up; rows without a name are left out. */
function sumsBy<Name extends string>(rows: readonly WatchedRow[], nameOf: (row: WatchedRow) => Name | undefined): [Name, number[]][] {
  const sums = new Map<Name, number[]>();
  for (const row of rows) {
    const name = nameOf(row);
    if (name === undefined) continue;
    const sum = sums.get(name) ?? new Array<number>(row.spark.length).fill(0);
    for (let bucket = 0; bucket < sum.length; bucket++) sum[bucket] += row.spark[bucket];
    sums.set(name, sum);
  }
  return [...sums];
}
