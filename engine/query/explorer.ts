import { AppError } from '../base/app-error.ts';
import { bothOf, type FilterNode } from '../base/filter/ast.ts';
import { formatQuery } from '../base/filter/format.ts';
import { isOnField, topParts } from '../base/filter/tokens.ts';
import { LEVELS, type Level, levelAt } from '../base/level.ts';
import { NO_TIME, type TimeRange, US_PER_MINUTE } from '../base/time.ts';
import type { PatternTree, TreeLevel } from '../mine/pattern-tree.ts';
import type {
  Asked,
  BlockDirectory,
  DetailAnswer,
  FacetAnswer,
  PageAnswer,
  PatternAnswer,
  PatternsAnswer,
  TimelineAnswer,
} from './answers.ts';
import { askAll } from './ask-all.ts';
import { Kept } from './kept.ts';
import { type FormRow, type GroupRow, groupRows, mergeForms } from './merge-groups.ts';
import { foreignCount, type MatcherRow, matcherOf, matcherRow, mergeChecked, mergePatternShapes } from './merge-matchers.ts';
import {
  CountedPatterns,
  type CountedRow,
  type MergedPatterns,
  mergeCounts,
  mergePatterns,
  type RateRow,
  type WantedPatterns,
  type WithText,
} from './merge-patterns.ts';
import { mergeSamples } from './merge-samples.ts';
import { mergeTallies, mergeVariables, type ValueSummary, type VariableSummary } from './merge-tally.ts';
import { aligned, niceBuckets } from './nice-buckets.ts';
import type { Overview } from './ops/charts.ts';
import type { PatternShares, PatternText } from './ops/patterns.ts';
import type { FieldOfRecord } from './ops/records.ts';
import type { SampledColumn } from './ops/samples.ts';
import { idOf, placesOf, type RecordPlace, sorted } from './places.ts';
import { hasRegex, questionOf, readQuery } from './question.ts';
import { placesAt, type RankIndex, rankIndex } from './record-order.ts';
import type { BareRecord } from './record-view.ts';
import type { ExportDifferences, ExportDifferencesParams } from './replay/export-differences.ts';
import type { ReplayParams, ReplayShare } from './replay/replay.ts';
import type { Question } from './shard.ts';
import type { AskOptions, Shards } from './shard-ops.ts';
import type { Buckets } from './spread.ts';
import { trendBuckets } from './trend.ts';

export interface ExplorerOptions {
  readonly shards: Shards;
  readonly directory: BlockDirectory;
  /** How long the first page waits for all records to be counted before it answers with what is certain. Default 200 ms. */
  readonly firstPageMs?: number | undefined;
}

/** Pages that end below this rank are answered from the first blocks in time, deeper ones by rank. */
const SHALLOW = 2_000;
/** Counting how many records share each value of a record takes part only in investigations up to this size. */
const MAX_SHARED_RECORDS = 2_000_000;
const MAX_MINUTES = 500_000;
/** Matchers are tried on every record up to this number of them, beyond it on so many of each signature and shard. */
const MAX_MATCHED_RECORDS = 200_000;
const RECORDS_PER_SIGNATURE = 5;

/**
 * One method per question of the contract, and the few they share; whole because they share them.
 *
 * Asks the shards and puts their answers together. Holds nothing that grows; `refresh` forgets what may have changed.
 */
export class Explorer {
  readonly #shards: Shards;
  readonly #directory: BlockDirectory;
  readonly #firstPageMs: number;
  readonly #counts = new Kept<number>();
  readonly #ranks = new Kept<RankIndex>();
  /** Some megabytes each where there are thousands of patterns. One view asks for totals, another for the table. */
  readonly #patternShares = new Kept<PatternShares[]>(2);
  readonly #trees = new Kept<PatternTree>();
  readonly #variables = new Kept<VariableSummary[]>();
  #overview: Promise<Overview> | undefined;

  constructor({ shards, directory, firstPageMs = 200 }: ExplorerOptions) {
    this.#shards = shards;
    this.#directory = directory;
    this.#firstPageMs = firstPageMs;
  }

  /** Call when something was committed. */
  refresh(): void {
    this.#counts.clear();
    this.#ranks.clear();
    this.#patternShares.clear();
    this.#trees.clear();
    this.#variables.clear();
    this.#overview = undefined;
  }

  /** All records, and the times between which they lie. */
  overview(): Promise<Overview> {
    this.#overview ??= this.#sumOverviews().catch((error: unknown) => {
      this.#overview = undefined;
      throw error;
    });
    return this.#overview;
  }

  async timeline(asked: Asked, maxBuckets: number, signal?: AbortSignal): Promise<TimelineAnswer> {
    const question = await this.#question(asked);
    return this.#timeline(question, niceBuckets(await this.#rangeOf(question), maxBuckets), signal);
  }

  /** @param limit most rows that are wanted, those with most records. */
  async patterns(asked: Asked, sparkBuckets: number, wanted: WantedPatterns, signal?: AbortSignal): Promise<PatternsAnswer> {
    const question = await this.#question(asked);
    const answer = await this.#patterns(question, sparkBuckets, wanted, signal);
    return { ...answer, recordsUnfiltered: (await this.overview()).records };
  }

  /** The patterns of the filter grouped at one level of the tree above them; see engine/mine/pattern-tree.ts. */
  async groups(
    asked: Asked,
    level: TreeLevel,
    signal?: AbortSignal,
  ): Promise<{ readonly groups: GroupRow[]; readonly patterns: number; readonly records: number }> {
    const question = await this.#question(asked);
    const tree = await this.#trees.get('', () => this.#shards.ask(0, 'tree', undefined, { signal }));
    const { rows, records } = await this.#bareRows(question, 0, { limit: Number.POSITIVE_INFINITY, keep: 'most' }, signal);
    return { groups: groupRows(tree[level], rows), patterns: rows.length, records };
  }

  /** The forms of messages beneath the patterns of the filter, or of one pattern. */
  async forms(
    asked: Asked,
    patternId: string | undefined,
    signal?: AbortSignal,
  ): Promise<{ readonly forms: FormRow[]; readonly complete: boolean }> {
    const whole = await this.#question(asked);
    const question =
      patternId === undefined ? whole : await this.#narrowed(whole, { kind: 'value', field: 'pattern', values: [patternId] });
    const shares = await askAll(this.#shards, 'forms', { question }, this.#options(question, signal));
    return { forms: mergeForms(shares), complete: shares.every((share) => share.complete) };
  }

  /**
   * A matcher for each pattern, tried on the records of all: on every record of small investigations, on some of each signature in large
   * ones. One that takes records of others is narrowed to the words it was seen with, where that helps.
   */
  async matchers(signal?: AbortSignal, only?: readonly string[]): Promise<MatcherRow[]> {
    const { records } = await this.overview();
    const patterns = mergePatternShapes(await askAll(this.#shards, 'slotShapes', { only }, { signal }));
    const perSignature = records <= MAX_MATCHED_RECORDS ? records : RECORDS_PER_SIGNATURE;
    const check = async (of: readonly (typeof patterns)[number][], exact: boolean) => {
      const matchers = of.map((pattern) => matcherOf(pattern, exact));
      const shares = await askAll(this.#shards, 'checkMatchers', { matchers, perSignature, areFew: only !== undefined }, { signal });
      return mergeChecked(shares, matchers.length).map((checked, index) => ({ matcher: matchers[index], checked }));
    };
    const wide = await check(patterns, false);
    const wrong = patterns.filter((_, index) => wide[index].checked.foreign.size > 0);
    const narrow = new Map((await check(wrong, true)).map((each, index) => [wrong[index], each]));
    return patterns.map((pattern, index) => {
      const narrowed = narrow.get(pattern);
      const isBetter = narrowed !== undefined && foreignCount(narrowed.checked) < foreignCount(wide[index].checked);
      const { matcher, checked } = isBetter ? narrowed : wide[index];
      return matcherRow(pattern, matcher, checked);
    });
  }

  /** @throws AppError NOT_FOUND when no record of the filter has the pattern. */
  async pattern(asked: Asked, patternId: string, signal?: AbortSignal): Promise<PatternAnswer> {
    const whole = await this.#question(asked);
    const question = await this.#narrowed(whole, { kind: 'value', field: 'pattern', values: [patternId] });
    const options = this.#options(question, signal);
    const range = await this.#rangeOf(whole);
    const [rows, total] = await Promise.all([this.#patterns(question, 52, { limit: 1, keep: 'most' }, signal), this.#count(whole, signal)]);
    const pattern = rows.rows[0];
    if (pattern === undefined) {
      throw new AppError(
        'NOT_FOUND',
        `No record of this filter has the pattern ${patternId.slice(0, 6)}. It may have been joined with another, or the filter leaves it out. Remove the filter to see all patterns.`,
      );
    }
    const [summaries, timeline, busiestMinute, first] = await Promise.all([
      this.#variables.get(keyOf(question), async () =>
        mergeVariables(await askAll(this.#shards, 'variables', { question, slots: pattern.variables }, options)),
      ),
      this.#timeline(question, niceBuckets(range, 120), signal),
      this.#busiestMinute(question, range, signal),
      this.page(question, 'oldest', 0, 1, signal),
    ]);
    const slots = pattern.parts.filter((part) => 'slot' in part);
    const variables = slots.map((part) => ({
      slot: part.slot,
      name: part.name,
      kind: part.kind,
      ...summaries[part.slot],
    }));
    const examples = first.records.map((record) => ({ why: 'first', record }));
    const telling = variables
      .filter(({ summary, largest }) => summary.numeric !== undefined && largest !== undefined && summary.numeric.max > summary.numeric.p50)
      .sort((a, b) => spanOf(b.summary) - spanOf(a.summary))[0];
    if (telling?.largest !== undefined && telling.largest.recordId !== examples[0]?.record.id) {
      const [record] = await this.#records([telling.largest.recordId], question.node, signal);
      examples.push({ why: `largest ${telling.name ?? `value ${telling.slot + 1}`}`, record });
    }
    return { pattern, share: total === 0 ? 0 : rows.records / total, busiestMinute, variables, examples, timeline };
  }

  /**
   * Records at ranks [offset, offset + limit) in order of time, source, position. For a filter that takes long, the first page comes
   * before all records were counted: see `complete`.
   */
  async page(
    asked: Asked | Question,
    order: 'oldest' | 'newest',
    offset: number,
    limit: number,
    signal?: AbortSignal,
  ): Promise<PageAnswer> {
    const question = 'node' in asked ? asked : await this.#question(asked);
    const newest = order === 'newest';
    if (offset + limit <= SHALLOW) return this.#shallowPage(question, newest, offset, limit, signal);
    const index = await this.#rank(question, signal);
    const [from, until] = newest ? [index.total - offset - limit, index.total - offset] : [offset, offset + limit];
    const places =
      until <= 0 || from >= index.total
        ? []
        : await placesAt(this.#shards, question, index, Math.max(0, from), Math.min(index.total, until), signal);
    if (newest) places.reverse();
    return { records: await this.#records(places.map(idOf), question.node, signal), total: index.total, offset, complete: true };
  }

  /** Where a record, or the first record at or after a time (newest first: at or before it), stands. @throws AppError NOT_FOUND */
  async locate(
    asked: Asked,
    order: 'oldest' | 'newest',
    at: { readonly atUs?: number | undefined; readonly recordId?: string | undefined },
    signal?: AbortSignal,
  ): Promise<{ readonly offset: number; readonly total: number }> {
    const question = await this.#question(asked);
    const total = await this.#count(question, signal);
    const newest = order === 'newest';
    if (at.recordId !== undefined) {
      const before = await this.#countBefore(question, await this.#placeOf(at.recordId, signal), signal);
      return { offset: newest ? Math.max(0, total - before - 1) : before, total };
    }
    const atUs = at.atUs ?? NO_TIME;
    const before = await this.#countBefore(question, { timeUs: newest ? atUs + 1 : atUs, sourceId: -1, seq: -1, row: -1 }, signal);
    return { offset: newest ? total - before : before, total };
  }

  /** @throws AppError NOT_FOUND */
  async detail(recordId: string, signal?: AbortSignal): Promise<DetailAnswer> {
    const found = await this.#shards.ask(this.#shardOf(recordId), 'detail', { id: recordId }, { signal });
    const { record, fields } = found;
    const shared = (await this.overview()).records <= MAX_SHARED_RECORDS ? await this.#shared(fields, signal) : undefined;
    return {
      record,
      bytes: found.bytes,
      fields: fields.map((field, index) => ({ ...field, records: shared?.[index] })),
      traceId: traceIdIn(fields),
    };
  }

  /** What a record says, without counting who else says so. @throws AppError NOT_FOUND */
  async fieldsOf(
    recordId: string,
    signal?: AbortSignal,
  ): Promise<{ readonly fields: readonly FieldOfRecord[]; readonly traceId: string | undefined }> {
    const { fields } = await this.#shards.ask(this.#shardOf(recordId), 'detail', { id: recordId }, { signal });
    return { fields, traceId: traceIdIn(fields) };
  }

  async recordsOf(recordIds: readonly string[], signal?: AbortSignal): Promise<BareRecord[]> {
    return this.#records(recordIds, { kind: 'all' }, signal);
  }

  /** Neighbours in the same source, in file order. @throws AppError NOT_FOUND */
  async context(
    recordId: string,
    before: number,
    after: number,
    signal?: AbortSignal,
  ): Promise<{ readonly before: BareRecord[]; readonly after: BareRecord[] }> {
    const place = await this.#placeOf(recordId, signal);
    const [records, rest] = await Promise.all([
      this.#records(this.#walk(place, before, -1).reverse(), { kind: 'all' }, signal),
      this.#records(this.#walk(place, after, 1), { kind: 'all' }, signal),
    ]);
    return { before: records, after: rest };
  }

  async count(asked: Asked, signal?: AbortSignal): Promise<number> {
    return this.#count(await this.#question(asked), signal);
  }

  async facets(asked: Asked, signal?: AbortSignal): Promise<FacetAnswer> {
    const all = await this.#question(asked);
    const without = async (field: string): Promise<Question> =>
      this.#withNode(all, bothOf(topParts(all.node).filter((part) => !isOnField(part, field))));
    const questions = {
      all,
      withoutLevel: await without('level'),
      withoutService: await without('service'),
      withoutSource: await without('source'),
    };
    const shares = await askAll(this.#shards, 'facets', { questions }, this.#options(all, signal));
    const services = new Map<string, number>();
    const sources = new Map<number, number>();
    const fields = new Map<string, { records: number; numeric: boolean }>();
    const levels = LEVELS.map((_, level) => ({
      value: levelAt(level),
      count: shares.reduce((sum, share) => sum + share.levels[level], 0),
    }));
    for (const share of shares) {
      for (const [service, count] of share.services) services.set(service, (services.get(service) ?? 0) + count);
      for (const [source, count] of share.sources) sources.set(source, (sources.get(source) ?? 0) + count);
      for (const [name, { records, numeric }] of share.fields) {
        const known = fields.get(name);
        fields.set(name, { records: records + (known?.records ?? 0), numeric: numeric && (known?.numeric ?? true) });
      }
    }
    return {
      levels: levels.filter(({ count }) => count > 0).reverse(),
      services: [...services].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)),
      sources,
      fields: [...fields]
        .map(([name, { records, numeric }]) => ({ name, records, numeric }))
        .sort((a, b) => b.records - a.records || (a.name < b.name ? -1 : 1)),
    };
  }

  async fieldValues(asked: Asked, field: string, contains: string, limit: number, signal?: AbortSignal): Promise<ValueSummary> {
    const question = await this.#question(asked);
    const shares = await askAll(this.#shards, 'fieldValues', { question, field, contains }, this.#options(question, signal));
    return mergeTallies(shares, limit);
  }

  /** All patterns of a filter, `spark` with exactly these buckets; `withTexts` tells what they look like. */
  async patternsByBucket(asked: Asked, buckets: Buckets, signal?: AbortSignal): Promise<CountedRow[]> {
    return (await this.countPatterns(asked, buckets, signal))();
  }

  /** The same in two steps: what comes back puts the counts together, so that threads can be given something else to do before. */
  async countPatterns(asked: Asked, buckets: Buckets, signal?: AbortSignal): Promise<() => CountedRow[]> {
    const shares = await this.#countShares(asked, buckets, true, signal);
    return () => mergeCounts(shares, buckets);
  }

  /** For who looks at the counts of all patterns and at the rows of few. */
  async countedPatterns(asked: Asked, buckets: Buckets, signal?: AbortSignal): Promise<CountedPatterns> {
    return new CountedPatterns(await this.#countShares(asked, buckets, false, signal), buckets);
  }

  /** Records of a filter in exactly these buckets. */
  async countsByBucket(asked: Asked, buckets: Buckets, signal?: AbortSignal): Promise<number[]> {
    const { counts } = await this.#timeline(await this.#question(asked), buckets, signal);
    const sums = new Array<number>(buckets.count).fill(0);
    for (const ofLevel of Object.values(counts)) for (let bucket = 0; bucket < sums.length; bucket++) sums[bucket] += ofLevel[bucket];
    return sums;
  }

  /** Where an exported file would decide differently about the records of a filter; see the operation `exportDifferences`. */
  async exportDifferences(
    asked: Asked,
    params: Omit<ExportDifferencesParams, 'question'>,
    signal?: AbortSignal,
  ): Promise<ExportDifferences> {
    const question = await this.#question(asked);
    const shares = await askAll(this.#shards, 'exportDifferences', { ...params, question }, this.#options(question, signal));
    return {
      taken: shares.reduce((sum, { taken }) => sum + taken, 0),
      left: shares.reduce((sum, { left }) => sum + left, 0),
      records: shares.flatMap(({ records }) => records).slice(0, params.limit),
    };
  }

  /** What policies would do to the records of a filter; see the operation `replay`. */
  async replay(asked: Asked, params: Omit<ReplayParams, 'question'>, signal?: AbortSignal): Promise<ReplayShare[]> {
    const question = await this.#question(asked);
    return askAll(this.#shards, 'replay', { ...params, question }, this.#options(question, signal));
  }

  /** Values of patterns, of about `perBucket` records of each in every bucket; see the operation `samples`. */
  async samples(
    asked: Asked,
    patterns: readonly string[],
    buckets: Buckets,
    perBucket: number,
    signal?: AbortSignal,
  ): Promise<Map<string, SampledColumn[]>> {
    const question = await this.#question(asked);
    const params = { question, buckets, patterns, perBucket: Math.ceil(perBucket / this.#shards.count) };
    return mergeSamples(await askAll(this.#shards, 'samples', params, this.#options(question, signal)));
  }

  /** How many records there would be without each part of the query, and without the time range. */
  async withoutEachPart(asked: Asked, signal?: AbortSignal): Promise<{ readonly part: string; readonly records: number }[]> {
    const question = await this.#question(asked);
    const parts = topParts(question.node);
    const questions: { part: string; question: Question }[] = [];
    for (const part of parts)
      questions.push({
        part: formatQuery(part),
        question: await this.#withNode(question, bothOf(parts.filter((other) => other !== part))),
      });
    if (question.range !== undefined) questions.push({ part: 'time range', question: { ...question, range: undefined } });
    if (questions.length === 0) return [];
    const shares = await askAll(
      this.#shards,
      'count',
      { questions: questions.map((each) => each.question) },
      this.#options(question, signal),
    );
    return questions.map(({ part }, index) => ({ part, records: shares.reduce((sum, counts) => sum + counts[index], 0) }));
  }

  async #sumOverviews(): Promise<Overview> {
    const shares = await askAll(this.#shards, 'overview', undefined, {});
    const least = shares.map((share) => share.minUs).filter((time) => time !== undefined);
    const most = shares.map((share) => share.maxUs).filter((time) => time !== undefined);
    return {
      records: shares.reduce((sum, share) => sum + share.records, 0),
      untimed: shares.reduce((sum, share) => sum + share.untimed, 0),
      minUs: least.length === 0 ? undefined : Math.min(...least),
      maxUs: most.length === 0 ? undefined : Math.max(...most),
    };
  }

  async #question({ query = '', range }: Asked): Promise<Question> {
    const node = readQuery(query);
    return questionOf(node, range, (await this.overview()).records);
  }

  #withNode(question: Question, node: FilterNode): Question {
    return { ...question, node };
  }

  async #narrowed(question: Question, part: FilterNode): Promise<Question> {
    return this.#withNode(question, bothOf([...topParts(question.node), part]));
  }

  /** The axis of a question: its range, or that of all records. */
  async #rangeOf({ range }: Question): Promise<TimeRange> {
    if (range !== undefined) return range;
    const { minUs, maxUs } = await this.overview();
    return minUs === undefined || maxUs === undefined ? { fromUs: 0, untilUs: 1 } : { fromUs: minUs, untilUs: maxUs + 1 };
  }

  #options(question: Question, signal: AbortSignal | undefined): AskOptions {
    // A regular expression may hang a thread; it must be heard of between blocks.
    return { signal, stallMs: hasRegex(question.node) ? question.regexMs + 1_000 : undefined };
  }

  async #timeline(question: Question, buckets: Buckets, signal: AbortSignal | undefined): Promise<TimelineAnswer> {
    const shares = await askAll(this.#shards, 'timeline', { question, buckets }, this.#options(question, signal));
    const counts: Partial<Record<Level, number[]>> = {};
    LEVELS.forEach((level, index) => {
      const sum = new Array<number>(buckets.count).fill(0);
      let any = false;
      for (const share of shares) {
        for (let bucket = 0; bucket < buckets.count; bucket++) {
          const count = share.counts[index * buckets.count + bucket];
          if (count === 0) continue;
          any = true;
          sum[bucket] += count;
        }
      }
      if (any) counts[level] = sum;
    });
    return {
      fromUs: buckets.fromUs,
      bucketUs: buckets.widthUs,
      counts,
      total: shares.reduce((sum, share) => sum + share.total, 0),
      untimed: shares.reduce((sum, share) => sum + share.untimed, 0),
    };
  }

  async #patterns(
    question: Question,
    sparkBuckets: number,
    wanted: WantedPatterns,
    signal: AbortSignal | undefined,
  ): Promise<Omit<PatternsAnswer, 'recordsUnfiltered'>> {
    const merged = await this.#bareRows(question, sparkBuckets, wanted, signal);
    return { ...merged, rows: await this.withTexts(merged.rows, signal) };
  }

  /** The same without the texts of the patterns. */
  async #bareRows(
    question: Question,
    sparkBuckets: number,
    wanted: WantedPatterns,
    signal: AbortSignal | undefined,
  ): Promise<MergedPatterns> {
    const range = await this.#rangeOf(question);
    const buckets = trendBuckets(range, sparkBuckets);
    const shares = await this.#patternShares.get(`${buckets.count} ${keyOf(question)}`, () =>
      askAll(this.#shards, 'patterns', { question, buckets, wantsKnown: true, wantsSizes: true }, this.#options(question, signal)),
    );
    return mergePatterns(shares, buckets, range, sparkBuckets, wanted);
  }

  async #countShares(asked: Asked, buckets: Buckets, wantsSizes: boolean, signal: AbortSignal | undefined): Promise<PatternShares[]> {
    const question = await this.#question(asked);
    return askAll(this.#shards, 'patterns', { question, buckets, wantsKnown: false, wantsSizes }, this.#options(question, signal));
  }

  /** Few of thousands of patterns are shown: their texts are asked for last. */
  async withTexts<Row extends RateRow>(rows: readonly Row[], signal?: AbortSignal): Promise<WithText<Row>[]> {
    const byShard = Array.from({ length: this.#shards.count }, () => [] as Row[]);
    for (const row of rows) byShard[row.shard].push(row);
    const texts = new Map<string, PatternText>();
    await Promise.all(
      byShard.map(async (wanted, shard) => {
        if (wanted.length === 0) return;
        const fingerprints = wanted.map(({ id }) => id);
        const found = await this.#shards.ask(shard, 'patternTexts', { fingerprints }, { signal });
        found.forEach((text, index) => {
          if (text !== undefined) texts.set(fingerprints[index], text);
        });
      }),
    );
    return rows.flatMap(({ shard: _, ...row }) => {
      const found = texts.get(row.id);
      // Its source was removed since it was counted.
      if (found === undefined) return [];
      return { ...row, parts: [...found.parts], template: found.text, variables: found.parts.filter((part) => 'slot' in part).length };
    });
  }

  async #busiestMinute(
    question: Question,
    range: TimeRange,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly startUs: number; readonly count: number } | undefined> {
    const buckets = aligned(range, US_PER_MINUTE);
    if (buckets.count > MAX_MINUTES) return undefined;
    const { counts } = await rankIndexOver(this.#shards, question, buckets, this.#options(question, signal));
    let best = 0;
    for (let minute = 1; minute < counts.length; minute++) if (counts[minute] > counts[best]) best = minute;
    return counts[best] > 0 ? { startUs: buckets.fromUs + best * US_PER_MINUTE, count: counts[best] } : undefined;
  }

  async #shallowPage(
    question: Question,
    newest: boolean,
    offset: number,
    limit: number,
    signal: AbortSignal | undefined,
  ): Promise<PageAnswer> {
    const startedMs = performance.now();
    const options = this.#options(question, signal);
    const wanted = offset + limit;
    const shares = await askAll(this.#shards, 'top', { question, newest, limit: wanted, budgetMs: this.#firstPageMs }, options);
    const edges = shares.map((share) => share.certainUs).filter((edge) => edge !== undefined);
    const isCertain = (place: RecordPlace): boolean => edges.every((edge) => (newest ? place.timeUs > edge : place.timeUs < edge));
    const places = sorted(placesOf(shares.map((share) => share.keys)));
    if (newest) places.reverse();
    const certain = places.filter(isCertain).slice(0, wanted);
    const counted = shares.reduce((sum, share) => sum + share.counted, 0);
    const isWhole = shares.every((share) => share.complete);
    const total = isWhole ? counted : await this.#countWithin(question, this.#firstPageMs - (performance.now() - startedMs), signal);
    const isComplete = total !== undefined && certain.length >= Math.min(wanted, total);
    // With the total in time but records still missing, the blocks are known by now: ask again without a limit of time.
    if (total !== undefined && !isComplete) {
      const index = await this.#rank(question, signal);
      const [from, until] = newest ? [Math.max(0, index.total - wanted), index.total - offset] : [offset, Math.min(index.total, wanted)];
      const found = from < until ? await placesAt(this.#shards, question, index, from, until, signal) : [];
      if (newest) found.reverse();
      return { records: await this.#records(found.map(idOf), question.node, signal), total: index.total, offset, complete: true };
    }
    const ids = certain.slice(offset).map(idOf);
    return {
      records: await this.#records(ids, question.node, signal),
      total: total ?? Math.max(counted, certain.length),
      offset,
      complete: isComplete,
    };
  }

  /** The number of records if it is known within a time. */
  async #countWithin(question: Question, ms: number, signal: AbortSignal | undefined): Promise<number | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), Math.max(20, ms));
    });
    const stop = new AbortController();
    const onAbort = (): void => stop.abort();
    signal?.addEventListener('abort', onAbort, { once: true });
    const counting = this.#count(question, stop.signal);
    // Given up on, it ends as cancelled; nobody waits for that.
    counting.catch(() => undefined);
    try {
      const total = await Promise.race([counting, timeout]);
      if (total === undefined) stop.abort();
      return total;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  async #count(question: Question, signal: AbortSignal | undefined): Promise<number> {
    return this.#counts.get(keyOf(question), async () => {
      const shares = await askAll(this.#shards, 'count', { questions: [question] }, this.#options(question, signal));
      return shares.reduce((sum, counts) => sum + counts[0], 0);
    });
  }

  async #rank(question: Question, signal: AbortSignal | undefined): Promise<RankIndex> {
    const range = await this.#rangeOf({ ...question, range: undefined });
    const asked = question.range;
    const axis =
      asked === undefined
        ? range
        : {
            fromUs: Math.max(range.fromUs, asked.fromUs),
            untilUs: Math.max(Math.max(range.fromUs, asked.fromUs) + 1, Math.min(range.untilUs, asked.untilUs)),
          };
    return this.#ranks.get(keyOf(question), () => rankIndex(this.#shards, question, axis, signal));
  }

  async #records(ids: readonly string[], node: FilterNode, signal: AbortSignal | undefined): Promise<BareRecord[]> {
    const byShard = Array.from({ length: this.#shards.count }, () => [] as string[]);
    for (const id of ids) byShard[this.#shardOf(id)].push(id);
    const shares = await Promise.all(
      byShard.map((mine, shard) => (mine.length === 0 ? [] : this.#shards.ask(shard, 'records', { ids: mine, node }, { signal }))),
    );
    const byId = new Map(shares.flat().map((record) => [record.id, record]));
    return ids.map((id) => byId.get(id)).filter((record) => record !== undefined);
  }

  async #placeOf(recordId: string, signal: AbortSignal | undefined) {
    return this.#shards.ask(this.#shardOf(recordId), 'place', { id: recordId }, { signal });
  }

  async #countBefore(
    question: Question,
    place: { readonly timeUs: number; readonly sourceId: number; readonly seq: number; readonly row: number },
    signal: AbortSignal | undefined,
  ): Promise<number> {
    const shares = await askAll(this.#shards, 'countBefore', { question, place }, this.#options(question, signal));
    return shares.reduce((sum, count) => sum + count, 0);
  }

  async #shared(fields: readonly FieldOfRecord[], signal: AbortSignal | undefined): Promise<number[]> {
    const questions = fields.map(
      ({ name, value }): Question => ({ node: { kind: 'value', field: name, values: [value] }, range: undefined, regexMs: 0 }),
    );
    const shares = await askAll(this.#shards, 'count', { questions }, { signal });
    return questions.map((_, index) => shares.reduce((sum, counts) => sum + counts[index], 0));
  }

  /** Ids of up to `count` records before (-1) or behind (1) a place in its source, nearest first. */
  #walk(
    place: { readonly sourceId: number; readonly seq: number; readonly row: number; readonly blockId: number },
    count: number,
    step: 1 | -1,
  ): string[] {
    const ids: string[] = [];
    let block = this.#directory.block(place.blockId);
    let row = place.row + step;
    while (block !== undefined && ids.length < count) {
      if (row >= 0 && row < block.rowCount) {
        ids.push(`${block.id}-${row}`);
        row += step;
        continue;
      }
      const next = this.#directory.blockAt(block.sourceId, block.seq + step);
      block = next === undefined ? undefined : this.#directory.block(next);
      row = step > 0 ? 0 : (block?.rowCount ?? 0) - 1;
    }
    return ids;
  }

  #shardOf(recordId: string): number {
    return Number(recordId.split('-')[0]) % this.#shards.count;
  }
}

async function rankIndexOver(
  shards: Shards,
  question: Question,
  buckets: Buckets,
  options: AskOptions,
): Promise<{ readonly counts: Float64Array }> {
  const shares = await askAll(shards, 'rank', { question, buckets }, options);
  const counts = new Float64Array(buckets.count);
  for (const share of shares) for (let bucket = 0; bucket < counts.length; bucket++) counts[bucket] += share.counts[bucket];
  return { counts };
}

/** How far the largest value stands out from the middle. */
function spanOf({ numeric }: ValueSummary): number {
  if (numeric === undefined) return 0;
  return numeric.p50 > 0 ? numeric.max / numeric.p50 : numeric.max;
}

function traceIdIn(fields: readonly FieldOfRecord[]): string | undefined {
  return fields
    .filter(({ name, value }) => /trace/i.test(name) && value !== '')
    .sort((a, b) => Number(isTraceId(b.name)) - Number(isTraceId(a.name)))[0]?.value;
}

function isTraceId(name: string): boolean {
  return /^trace[._-]?id$/i.test(name);
}

function keyOf(question: Question): string {
  return JSON.stringify([question.node, question.range ?? null]);
}
