import { z } from 'zod';
import { AppError } from '../../base/app-error.ts';

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

/** A page whose rows are looked at one by one. */
export const PageEnd = RowPage.extend({ results: z.array(z.unknown()) });

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

/** @throws AppError SERVICE_FAILED for an answer of another shape */
export function parsedAnswer<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  const { data, error } = schema.safeParse(answer);
  if (data !== undefined) return data;
  const where = error?.issues[0]?.path.join('.') ?? '';
  throw unknownShape(where);
}

/** @param where in the answer, as a path; empty: unknown */
export function unknownShape(where: string): AppError {
  return new AppError(
    'SERVICE_FAILED',
    `PostHog answered in a shape this Logsift does not know${where === '' ? '' : ` (at ${where})`}. Nothing of that answer is used. Check that the host is PostHog’s own; update Logsift if it is.`,
  );
}
