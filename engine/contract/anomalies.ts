import { z } from 'zod';
import { Count, EpochUs, Filter, InvestigationId, Level, PatternId } from './common.ts';
import { call, stream } from './definition.ts';
import { LogRecord } from './explore.ts';

/**
 * Of a rate: never there before, more, less, or none of what is usual. Of a variable: a value that was never there, numbers that left their range.
 * `sequence`: it no longer follows what it had followed every time. `alert`: beyond a limit that a person set.
 */
export const DeviationKind = z.enum(['new', 'spike', 'drop', 'silence', 'value', 'numbers', 'sequence', 'alert']);
export type DeviationKind = z.output<typeof DeviationKind>;

/** A limit that a person set for an investigation. */
export const Alert = z.object({
  id: z.string().min(1).max(100),
  name: z.string().min(1).max(200),
  query: z.string().max(20_000),
  /** It is told when more, or fewer, than `count` records of the query come within one window. */
  comparison: z.enum(['more', 'less']),
  count: Count,
  windowUs: z
    .int()
    .min(1_000_000)
    .max(7 * 86_400_000_000),
});
export type Alert = z.output<typeof Alert>;

/** A limit that was crossed within [fromUs, untilUs). */
export const CrossedAlert = z.object({ alert: Alert, fromUs: EpochUs, untilUs: EpochUs, records: Count });
export type CrossedAlert = z.output<typeof CrossedAlert>;

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
  /** Names what deviates among deviations of one pattern; absent: its rate. */
  part: z.string().optional(),
  /** Of `value` and `numbers`. */
  variable: z
    .object({
      /** Number of the variable in the pattern; absent for a field beside the message. */
      slot: z.int().optional(),
      name: z.string().optional(),
      /** The new value, and how many others came with it. */
      value: z.string().optional(),
      others: Count.optional(),
      /** Medians, in `unit`: nanoseconds, bytes, or plain. */
      before: z.number().optional(),
      after: z.number().optional(),
      unit: z.enum(['ns', 'B', '']),
    })
    .optional(),
  /** Of `sequence`: what it had followed. */
  follows: z.object({ patternId: PatternId, template: z.string().optional() }).optional(),
  /** Of `alert`; `usualPerMinute` is then its limit. */
  alert: Alert.optional(),
});
export type Deviation = z.output<typeof Deviation>;

/** What an investigation keeps of deviations that a person called expected. */
export const ExpectedDeviations = z.array(
  Deviation.pick({ kind: true, patternId: true, service: true, level: true, perMinute: true, part: true }).extend({
    durationUs: z.number().min(0),
  }),
);

/** Records over the time asked about, and how many are usual. */
export const DeviationSeries = z.object({
  fromUs: EpochUs,
  bucketUs: z.int().min(1),
  counts: z.array(Count),
  /** Nine of ten buckets before the deviation had [low, high] records; absent where too little came before it. */
  expected: z.object({ low: Count, high: Count, fromUs: EpochUs, untilUs: EpochUs }).optional(),
  /** Of `numbers`: medians over the same time, evenly, and between which nine of ten were before. */
  medians: z.object({ values: z.array(z.number()), low: z.number(), high: z.number() }).optional(),
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
const DeviationPlace = Deviation.pick({
  kind: true,
  fromUs: true,
  untilUs: true,
  patternId: true,
  service: true,
  level: true,
  variable: true,
  alert: true,
});

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

  /** The limits of an investigation; listAnomalies tells what is beyond them, while files are read too. */
  listAlerts: call(z.object({ investigationId: InvestigationId }), z.object({ alerts: z.array(Alert) })),
  /** Adds a limit, or changes the one of the same id. @throws BAD_QUERY */
  putAlert: call(z.object({ investigationId: InvestigationId, alert: Alert }), z.object({})),
  /**
   * What is beyond a limit while records come, counted again after what was committed: at once, then whenever that changed. Ends when nothing is read any
   * more, after a last look.
   */
  watchAlerts: stream(z.object({ investigationId: InvestigationId }), z.object({ crossed: z.array(CrossedAlert) })),
  removeAlert: call(z.object({ investigationId: InvestigationId, alertId: z.string() }), z.object({})),

  /** A record that shows each deviation: its first; of what is missing the last before it. One that has none is left out. */
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
