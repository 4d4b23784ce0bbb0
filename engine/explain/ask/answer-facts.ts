import type { FilterNode } from '../../base/filter/ast.ts';
import { formatQuery } from '../../base/filter/format.ts';
import { LEVELS, type Level } from '../../base/level.ts';
import type { TimeRange } from '../../base/time.ts';
import type { Explorer } from '../../query/explorer.ts';
import type { BareRecord } from '../../query/record-view.ts';
import { narrowed } from '../facts/gather.ts';
import { wholePage } from '../facts/whole-page.ts';
import type { Known } from '../numbers.ts';

const MOST_SERVICES = 4;
const MOST_PATTERNS = 4;

export interface Told<Name> {
  readonly name: Name;
  readonly records: number;
  readonly first: BareRecord;
}

/** What there is to say about the records of a query. */
export interface AnswerFacts {
  readonly records: number;
  readonly allRecords: number;
  readonly first: BareRecord | undefined;
  readonly last: BareRecord | undefined;
  /** Most records first. */
  readonly services: readonly Told<string>[];
  readonly levels: readonly { readonly name: Level; readonly records: number }[];
  readonly patterns: readonly (Told<string> & { readonly template: string })[];
  readonly totalPatterns: number;
  /** Of a query that finds nothing: how many records there would be without each part of it. */
  readonly without: readonly { readonly part: string; readonly records: number }[];
}

/** @throws AppError BAD_QUERY, CANCELLED */
export async function answerFacts(
  explorer: Explorer,
  node: FilterNode,
  range: TimeRange | undefined,
  signal?: AbortSignal,
): Promise<AnswerFacts> {
  const asked = { query: formatQuery(node), range };
  const [records, overview] = await Promise.all([explorer.count(asked, signal), explorer.overview()]);
  if (records === 0) {
    const without = await explorer.withoutEachPart(asked, signal);
    return {
      records,
      allRecords: overview.records,
      first: undefined,
      last: undefined,
      services: [],
      levels: [],
      patterns: [],
      totalPatterns: 0,
      without,
    };
  }
  const whole = range ?? { fromUs: overview.minUs ?? 0, untilUs: (overview.maxUs ?? 0) + 1 };
  const [oldest, newest, levels, table] = await Promise.all([
    wholePage(explorer, asked, 'oldest', 1, signal),
    wholePage(explorer, asked, 'newest', 1, signal),
    levelsOf(explorer, asked, signal),
    explorer.patterns(asked, 0, { limit: MOST_PATTERNS, keep: 'most' }, signal),
  ]);
  const named = await explorer.fieldValues(asked, 'service', '', MOST_SERVICES, signal);
  const services = await Promise.all(
    named.top.map(async ({ value, count }) => {
      const part = formatQuery({ kind: 'value', field: 'service', values: [value] });
      const query = asked.query === '' ? part : `(${asked.query}) ${part}`;
      const page = await wholePage(explorer, { query, range }, 'oldest', 1, signal);
      return page.records[0] === undefined ? [] : [{ name: value, records: count, first: page.records[0] }];
    }),
  );
  const patterns = await Promise.all(
    table.rows.map(async ({ id, template, count }) => {
      const page = await wholePage(explorer, narrowed(asked, id, whole), 'oldest', 1, signal);
      return page.records[0] === undefined ? [] : [{ name: id, template, records: count, first: page.records[0] }];
    }),
  );
  return {
    records,
    allRecords: overview.records,
    first: oldest.records[0],
    last: newest.records[0],
    services: services.flat(),
    levels,
    patterns: patterns.flat(),
    totalPatterns: table.total,
    without: [],
  };
}

/** The most serious first; those without records are left out. */
async function levelsOf(
  explorer: Explorer,
  { query, range }: { readonly query: string; readonly range: TimeRange | undefined },
  signal: AbortSignal | undefined,
): Promise<AnswerFacts['levels']> {
  const counted = await Promise.all(
    LEVELS.filter((level) => level !== 'UNSET').map(async (name) => {
      const part = `level:${name.toLowerCase()}`;
      return { name, records: await explorer.count({ query: query === '' ? part : `(${query}) ${part}`, range }, signal) };
    }),
  );
  return counted.filter(({ records }) => records > 0).reverse();
}

export function knownOf(facts: AnswerFacts, texts: readonly string[], timesUs: readonly number[]): Known {
  return {
    texts: [...texts, ...facts.patterns.map(({ template }) => template), ...facts.without.map(({ part }) => part)],
    counts: [
      facts.records,
      facts.allRecords,
      facts.totalPatterns,
      ...facts.services.map(({ records }) => records),
      ...facts.levels.map(({ records }) => records),
      ...facts.patterns.map(({ records }) => records),
      ...facts.without.map(({ records }) => records),
    ],
    rates: [],
    timesUs,
  };
}
