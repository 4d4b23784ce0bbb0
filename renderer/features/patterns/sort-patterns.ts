import { levelIndex } from '#base/level.ts';
import type { Pattern } from '#contract/explore.ts';

export type TrendKind = Pattern['trend']['kind'];
/** In the order of the table. */
export const SORT_COLUMNS = ['pattern', 'trend', 'count', 'bytes', 'first', 'last'] as const;
export type SortColumn = (typeof SORT_COLUMNS)[number];

export interface PatternSort {
  readonly column: SortColumn;
  readonly isReversed: boolean;
}

/** new before rising before gone: what changed first, then what is rare, then the rest. */
const TREND_ORDER: Readonly<Record<TrendKind, number>> = { new: 0, rising: 1, gone: 2, falling: 3, rare: 4, steady: 5 };

/** A sorted copy. Equal rows keep the order by count, so that the table does not jump while it grows. */
export function sortPatterns(patterns: readonly Pattern[], column: SortColumn, isReversed: boolean): Pattern[] {
  const compare = COMPARE[column];
  const sorted = [...patterns].sort((a, b) => compare(a, b) || b.count - a.count || (a.id < b.id ? -1 : 1));
  return isReversed ? sorted.reverse() : sorted;
}

/** A column that is chosen again turns round. */
export function sortedBy(column: SortColumn, { column: now, isReversed }: PatternSort): PatternSort {
  return { column, isReversed: column === now && !isReversed };
}

export function nextColumn(now: SortColumn): SortColumn {
  return SORT_COLUMNS[(SORT_COLUMNS.indexOf(now) + 1) % SORT_COLUMNS.length] ?? now;
}

const COMPARE: Readonly<Record<SortColumn, (a: Pattern, b: Pattern) => number>> = {
  trend: (a, b) => TREND_ORDER[a.trend.kind] - TREND_ORDER[b.trend.kind] || withinTrend(a, b),
  count: (a, b) => b.count - a.count,
  bytes: (a, b) => b.bytes - a.bytes,
  first: (a, b) => (a.firstUs ?? Number.POSITIVE_INFINITY) - (b.firstUs ?? Number.POSITIVE_INFINITY),
  last: (a, b) => (b.lastUs ?? Number.NEGATIVE_INFINITY) - (a.lastUs ?? Number.NEGATIVE_INFINITY),
  pattern: (a, b) => (a.template < b.template ? -1 : a.template > b.template ? 1 : 0),
};

function withinTrend(a: Pattern, b: Pattern): number {
  if (a.trend.kind === 'new') return levelIndex(b.level) - levelIndex(a.level) || COMPARE.first(a, b);
  if (a.trend.kind === 'rising') return (b.trend.factor ?? 0) - (a.trend.factor ?? 0);
  if (a.trend.kind === 'falling') return (a.trend.factor ?? 0) - (b.trend.factor ?? 0);
  return 0;
}
