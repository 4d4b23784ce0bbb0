import { z } from 'zod';
import {
  Count,
  EpochUs,
  Filter,
  InvestigationId,
  Level,
  LevelCounts,
  PatternId,
  RecordId,
  SlotKind,
  SourceId,
  TemplatePart,
} from './common.ts';
import { call } from './definition.ts';

/** True while an unfinished source can still change the numbers. */
const partial = z.boolean();

export const Timeline = z.object({
  /** Start of the first bucket; bucket i covers [fromUs + i*bucketUs, fromUs + (i+1)*bucketUs). */
  fromUs: EpochUs,
  bucketUs: z.int().min(1),
  /** One array of equal length per level that occurs. */
  counts: z.partialRecord(Level, z.array(Count)),
  /** Records of the filter in the range; `untimed` of them have no place on the axis. */
  total: Count,
  untimed: Count,
  partial,
});
export type Timeline = z.output<typeof Timeline>;

export const TrendKind = z.enum(['new', 'rising', 'gone', 'falling', 'rare', 'steady']);
export const Pattern = z.object({
  id: PatternId,
  parts: z.array(TemplatePart),
  /** Plain rendering, variables as `<*>`. */
  template: z.string(),
  /** The level most of its records have, and all it has. */
  level: Level,
  levels: LevelCounts.or(z.partialRecord(Level, Count)),
  /** Most frequent first. */
  services: z.array(z.string()),
  variables: Count,
  count: Count,
  bytes: Count,
  firstUs: EpochUs.optional(),
  lastUs: EpochUs.optional(),
  trend: z.object({ kind: TrendKind, factor: z.number().optional() }),
  /** <= 52 buckets over the range of the question. */
  spark: z.array(Count),
});
export type Pattern = z.output<typeof Pattern>;

export const PatternTable = z.object({
  patterns: z.array(Pattern),
  /** All patterns of the filter, and all of the investigation. */
  total: Count,
  totalUnfiltered: Count,
  /** Records of the filter; the counts of all its patterns add up to it. */
  records: Count,
  recordsUnfiltered: Count,
  bytes: Count,
  trends: z.record(TrendKind, Count),
  partial,
});

export const VariableStats = z.object({
  slot: z.int(),
  name: z.string().optional(),
  kind: SlotKind,
  count: Count,
  distinct: Count,
  /** False: `distinct` is an estimate, off by two percent at most with few exceptions. */
  distinctExact: z.boolean(),
  top: z.array(z.object({ value: z.string(), count: Count })),
  /** In `unit` (ns, us, ms, s, min, h; B, kB …; empty for plain numbers): for variables whose every value is a number. */
  numeric: z
    .object({
      min: z.number(),
      p50: z.number(),
      p95: z.number(),
      max: z.number(),
      unit: z.string(),
      whole: z.boolean(),
      histogram: z.array(Count),
      histogramFrom: z.number(),
      histogramUntil: z.number(),
    })
    .optional(),
});
export type VariableStats = z.output<typeof VariableStats>;

export const LogRecord = z.object({
  id: RecordId,
  sourceId: SourceId,
  /** Offset in the decompressed source, in bytes; first line, 1-based; lines the record spans. */
  byteOffset: Count,
  line: Count,
  lineCount: Count,
  timeUs: EpochUs.optional(),
  /** True when the time is that of the line above. */
  timeInherited: z.boolean(),
  level: Level,
  service: z.string().optional(),
  patternId: PatternId,
  /** The message as pieces with the variables of its pattern; cut to 2,000 characters. */
  message: z.array(TemplatePartValue()),
  /** Lines after the first, cut to 2,000 characters. */
  rest: z.string().optional(),
  bytes: Count,
  /** True when message or rest is cut here; getRecord has all. */
  cut: z.boolean(),
  pinned: z.boolean(),
  note: z.string().optional(),
  /** Character ranges [from, until) of the joined message that the query's text terms hit. */
  hits: z.array(z.tuple([z.int(), z.int()])),
});
export type LogRecord = z.output<typeof LogRecord>;

function TemplatePartValue() {
  return z.object({ text: z.string(), slot: z.int().optional() });
}

export const RecordDetail = z.object({
  record: LogRecord,
  /** The record's own text, all lines. Bytes that are not UTF-8 show as U+FFFD here; `rawBase64` has them exactly. */
  raw: z.string(),
  rawBase64: z.string().optional(),
  fields: z.array(
    z.object({
      name: z.string(),
      value: z.string(),
      kind: SlotKind.optional(),
      /** Records of the whole investigation sharing the value; absent when not counted. */ records: Count.optional(),
    }),
  ),
  traceId: z.string().optional(),
});

export const FacetValue = z.object({ value: z.string(), count: Count });
export const Facets = z.object({
  /** Each list honours every part of the filter but its own. */
  levels: z.array(FacetValue),
  services: z.array(FacetValue),
  sources: z.array(z.object({ id: SourceId, value: z.string(), format: z.string(), count: Count })),
  fields: z.array(z.object({ name: z.string(), records: Count, numeric: z.boolean() })),
  partial,
});

export const FieldValues = z.object({
  field: z.string(),
  records: Count,
  distinct: Count,
  distinctExact: z.boolean(),
  values: z.array(FacetValue),
  numeric: z.object({ min: z.number(), max: z.number(), p50: z.number() }).optional(),
});

export const Mark = z.object({ recordId: RecordId, pinned: z.boolean(), note: z.string().max(10_000).optional(), updatedUs: EpochUs });

export const RecordOrder = z.enum(['oldest', 'newest']);

export const exploreApi = {
  getTimeline: call(z.object({ filter: Filter, maxBuckets: z.int().min(1).max(2_000).default(240) }), Timeline),
  listPatterns: call(
    z.object({
      filter: Filter,
      limit: z.int().min(1).max(20_000).default(5_000),
      /** Which patterns, where there are more than `limit`: those with most records, or first those whose trend is not steady. */
      keep: z.enum(['most', 'changed']).default('most'),
      sparkBuckets: z.int().min(0).max(52).default(52),
    }),
    PatternTable,
  ),
  /** Variables, examples and the busiest minute of one pattern within the filter. */
  getPattern: call(
    z.object({ filter: Filter, patternId: PatternId }),
    z.object({
      pattern: Pattern,
      share: z.number(),
      busiestMinute: z.object({ startUs: EpochUs, count: Count }).optional(),
      variables: z.array(VariableStats),
      examples: z.array(z.object({ why: z.string(), record: LogRecord })),
      timeline: Timeline,
    }),
  ),
  /** Records [offset, offset+limit) of the filter in time order across all sources (ties: source, then position). */
  getRecords: call(
    z.object({
      filter: Filter,
      order: RecordOrder.default('oldest'),
      offset: Count.default(0),
      limit: z.int().min(1).max(1_000).default(200),
    }),
    z.object({ records: z.array(LogRecord), total: Count, offset: Count, partial }),
  ),
  /** Where in the order the first record at or after a time, or a given record, stands. */
  locateRecord: call(
    z.object({ filter: Filter, order: RecordOrder.default('oldest'), atUs: EpochUs.optional(), recordId: RecordId.optional() }),
    z.object({ offset: Count, total: Count }),
  ),
  getRecord: call(z.object({ investigationId: InvestigationId, recordId: RecordId }), RecordDetail),
  /** Neighbours in the same source, in file order. */
  getContext: call(
    z.object({
      investigationId: InvestigationId,
      recordId: RecordId,
      before: z.int().min(0).max(500).default(5),
      after: z.int().min(0).max(500).default(5),
    }),
    z.object({ before: z.array(LogRecord), after: z.array(LogRecord) }),
  ),
  /** `records` are those under the filter, `total` and `searchedRecords` all there are. (The `total` of a page counts what is under its filter.) */
  countRecords: call(
    z.object({ filter: Filter }),
    z.object({ total: Count, records: Count, searchedRecords: Count, elapsedMs: z.number(), partial }),
  ),
  listFacets: call(z.object({ filter: Filter }), Facets),
  getFieldValues: call(
    z.object({ filter: Filter, field: z.string().min(1), contains: z.string().default(''), limit: z.int().min(1).max(1_000).default(50) }),
    FieldValues,
  ),
  /** For an empty answer: how many records there are without each part of the query. */
  explainEmpty: call(
    z.object({ filter: Filter }),
    z.object({ searchedRecords: Count, without: z.array(z.object({ part: z.string(), records: Count })) }),
  ),
  setMark: call(
    z.object({ investigationId: InvestigationId, recordId: RecordId, pinned: z.boolean(), note: z.string().max(10_000).optional() }),
    z.object({}),
  ),
  listMarks: call(z.object({ investigationId: InvestigationId }), z.object({ marks: z.array(Mark.extend({ record: LogRecord })) })),
};

export type Facets = z.output<typeof Facets>;
export type FieldValues = z.output<typeof FieldValues>;
export type PatternTable = z.output<typeof PatternTable>;
export type RecordDetail = z.output<typeof RecordDetail>;
export type RecordOrder = z.output<typeof RecordOrder>;
