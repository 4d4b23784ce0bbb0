import { z } from 'zod';

/** Of a row only what is used; whatever else comes is ignored. Attribute values arrive as text. */
const Text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

export const LogRow = z.object({
  uuid: z.string(),
  timestamp: z.string(),
  observed_timestamp: z.string().nullish(),
  body: z.string().nullish(),
  severity_text: z.string().nullish(),
  severity_number: z.number().nullish(),
  level: z.string().nullish(),
  trace_id: z.string().nullish(),
  span_id: z.string().nullish(),
  attributes: z.record(z.string(), z.unknown()).nullish(),
  resource_attributes: z.record(z.string(), z.unknown()).nullish(),
  resource_fingerprint: Text.nullish(),
  instrumentation_scope: z.string().nullish(),
  event_name: z.string().nullish(),
  service_name: z.string().nullish(),
  live_logs_checkpoint: z.string().nullish(),
});
export type LogRow = z.output<typeof LogRow>;

export const RowPage = z.object({ results: z.array(LogRow), hasMore: z.boolean().nullish(), nextCursor: z.string().nullish() });
export type RowPage = z.output<typeof RowPage>;

export const HasLogs = z.object({ hasLogs: z.boolean() });
export const Count = z.object({ count: z.number() });

const SparkRow = z.object({ time: z.string(), count: z.number(), bytes_uncompressed: z.number().nullish() });
/** The published schema wraps the rows, the code gives them bare. */
export const Sparkline = z.union([z.array(SparkRow), z.object({ results: z.array(SparkRow) }).transform(({ results }) => results)]);

export const Services = z.object({ services: z.array(z.object({ service_name: z.string(), log_count: z.number() })) });

export const Patterns = z.object({
  patterns: z.array(
    z.object({
      pattern: z.string(),
      count: z.number(),
      estimated_count: z.number().nullish(),
      services: z.array(z.string()).nullish(),
      severity_counts: z.record(z.string(), z.number()).nullish(),
    }),
  ),
  sampled: z.boolean().nullish(),
});
