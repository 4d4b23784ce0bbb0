import { z } from 'zod';
import { Count, EpochUs, Filter, Level, PatternId } from './common.ts';
import { call } from './definition.ts';

/** Never there before, more, less, or none of what is usual. */
export const DeviationKind = z.enum(['new', 'spike', 'drop', 'silence']);

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

/** Deviations that belong together; kind, pattern, service and level are those of the one to look at first. */
export const Anomaly = Deviation.omit({ records: true, perMinute: true, usualPerMinute: true }).extend({
  /** Stays the same as long as the records do. */
  id: z.string(),
  summary: z.string(),
  /** The one to look at first, then all others in the order in which they began. */
  evidence: z.array(Deviation),
});
export type Anomaly = z.output<typeof Anomaly>;

export const anomaliesApi = {
  /** What is unusual in the records of a filter, the strongest first. */
  listAnomalies: call(
    z.object({ filter: Filter, limit: z.int().min(1).max(1_000).default(100) }),
    z.object({
      anomalies: z.array(Anomaly),
      total: Count,
      /** How exactly times are known. */
      bucketUs: z.int().min(1),
      /** True while an unfinished source can still change the answer. */
      partial: z.boolean(),
    }),
  ),
};
