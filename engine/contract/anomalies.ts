import { z } from 'zod';
import { Count, EpochUs, Filter, InvestigationId, Level, PatternId } from './common.ts';
import { call } from './definition.ts';
import { LogRecord } from './explore.ts';

/** Never there before, more, less, or none of what is usual. */
export const DeviationKind = z.enum(['new', 'spike', 'drop', 'silence']);
export type DeviationKind = z.output<typeof DeviationKind>;

/** Records of one pattern, or all of a service or a level, whose rate leaves what was usual before. */
export const Deviation = z.object({
  kind: DeviationKind,
  /** [fromUs, untilUs), by the bucket; `new` begins with its first record. */
  fromUs: EpochUs,
  untilUs: EpochUs,
  patternId: PatternId.optional(),
  template: z.string().optional(),
  service: z.string().optional(),
  level: Level.optional(),
  records: Count,
  perMinute: z.number().min(0),
  usualPerMinute: z.number().min(0),
  /** In [0.5, 1]. */
  score: z.number().min(0).max(1),
});
export type Deviation = z.output<typeof Deviation>;

/** What an investigation keeps of deviations that a person called expected. */
export const ExpectedDeviations = z.array(
  Deviation.pick({ kind: true, patternId: true, service: true, level: true, perMinute: true }).extend({ durationUs: z.number().min(0) }),
);

/** Records over the time asked about, and how many are usual. */
export const DeviationSeries = z.object({
  fromUs: EpochUs,
  bucketUs: z.int().min(1),
  counts: z.array(Count),
  /** Nine of ten buckets before the deviation had [low, high] records; absent where too little came before it. */
  expected: z.object({ low: Count, high: Count, fromUs: EpochUs, untilUs: EpochUs }).optional(),
});
export type DeviationSeries = z.output<typeof DeviationSeries>;

/** Deviations that belong together; kind, pattern, service and level are those of the one to look at first. */
export const Anomaly = Deviation.omit({ records: true, perMinute: true, usualPerMinute: true }).extend({
  /** Stays the same as long as the records do. */
  id: z.string(),
  summary: z.string(),
  /** What is to be looked at first lasts until the end of the time asked about. */
  ongoing: z.boolean(),
  /** Of what is to be looked at first. */
  series: DeviationSeries,
  /** The one to look at first, then all others in the order in which they began. */
  evidence: z.array(Deviation),
});
export type Anomaly = z.output<typeof Anomaly>;

/** Which of the deviations of an anomaly came before which. */
export const Precedence = z.object({
  /** In order of time: the first is the earliest evidence. */
  steps: z.array(
    z.object({
      /** Index into the deviations asked about. */
      deviation: Count,
      fromUs: EpochUs,
      /** The time is that of a record; otherwise that of a bucket. */
      exact: z.boolean(),
    }),
  ),
  /** One step came before another and may have led to it; indexes into the steps. */
  precedes: z.array(
    z.object({
      before: Count,
      after: Count,
      lagUs: z.int().min(0),
      /** Traces looked at that go through records of both. */
      traces: Count,
    }),
  ),
});
export type Precedence = z.output<typeof Precedence>;

/** Where to look for the records of a deviation. */
const DeviationPlace = Deviation.pick({ kind: true, fromUs: true, untilUs: true, patternId: true, service: true, level: true });

export const anomaliesApi = {
  /** What is unusual in the records of a filter, the strongest first. */
  listAnomalies: call(
    z.object({ filter: Filter, limit: z.int().min(1).max(1_000).default(100) }),
    z.object({
      anomalies: z.array(Anomaly),
      total: Count,
      /** What a person marked as expected, and what is like it. */
      expected: z.array(Anomaly),
      /** How exactly times are known. */
      bucketUs: z.int().min(1),
      /** True while an unfinished source can still change the answer. */
      partial: z.boolean(),
    }),
  ),

  /**
   * Teaches an investigation that deviations like these are expected, or takes that back. Like them: the same kind of the same pattern,
   * service or level, at most twice as strong and twice as long.
   */
  setExpected: call(
    z.object({ investigationId: InvestigationId, deviations: z.array(Deviation).min(1).max(10_000), expected: z.boolean() }),
    z.object({}),
  ),

  /** A record that shows each deviation: its first; of a drop or a silence the last before it. One that has none is left out. */
  getEvidence: call(
    z.object({ filter: Filter, deviations: z.array(DeviationPlace).min(1).max(200) }),
    z.object({ records: z.array(z.object({ deviation: Count, record: LogRecord })) }),
  ),

  /**
   * In which order the deviations of an anomaly began, from service to service, with the lag between them and the traces they share: a hint at
   * causes, no proof.
   * @param bucketUs as listAnomalies told it
   */
  getPrecedence: call(
    z.object({ filter: Filter, deviations: z.array(DeviationPlace).min(1).max(10_000), bucketUs: z.int().min(1) }),
    Precedence,
  ),
};
