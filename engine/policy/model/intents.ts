import { z } from 'zod';
import { Duration } from './duration.ts';
import { exactlyOne } from './exactly-one.ts';
import { Matches, Regex, Scalar } from './matcher.ts';
import { Target } from './target.ts';

/** Any matching KEEP keeps a record whatever else matches it; else any matching DROP drops it. */
export const LogFilter = z.strictObject({ matches: Matches, action: z.enum(['ACTION_KEEP', 'ACTION_DROP']) });

/** `$1`, `${name}` and `$$` in `replacement` where there is a regex; without one the whole value is replaced. */
const Redaction = z.strictObject({ target: Target, replacement: z.string().max(65_536).default('[REDACTED]'), regex: Regex.optional() });

/** The attribute gets another name in the same place; one that is there already stays unless `upsert`. */
const Renaming = z.strictObject({ target: Target, to: z.string().min(1).max(1_024), upsert: z.boolean().default(false) });

/** One that is there already stays unless `upsert`. A severity is lowered by adding it anew. */
const Addition = z.strictObject({ target: Target, value: Scalar, upsert: z.boolean().default(false) });

/** Always in this order: remove, redact, rename, add. */
export const LogTransform = z
  .strictObject({
    matches: Matches,
    remove: z.array(Target).default([]),
    redact: z.array(Redaction).default([]),
    rename: z.array(Renaming).default([]),
    add: z.array(Addition).default([]),
  })
  .refine(
    ({ remove, redact, rename, add }) => remove.length + redact.length + rename.length + add.length > 0,
    'needs at least one operation',
  );

/** Keeps a record when its randomness is at least the threshold; records that share the key share the decision. */
const Probability = z.strictObject({
  /** In (0, 100]; nothing at all is a drop, not a sample. */
  percentage: z.number().gt(0, 'must be above 0; to keep nothing, use a log_filter with ACTION_DROP').max(100),
  key: Target.default({ record_field: 'LOG_RECORD_FIELD_TRACE_ID' }),
  fallback_key: Target.optional(),
  /** For a record without a key: fresh randomness, a hash of time, service and body, or no sampling. */
  no_key: z.enum(['random', 'record_hash', 'keep']).default('keep'),
  /** Hex digits of the threshold beside those that its size needs. */
  precision: z.int().min(1).max(14).default(4),
  /** The threshold as published, which clients use as it is. Absent: computed from percentage and precision. */
  th: z
    .string()
    .regex(/^[0-9a-f]{1,14}$/, 'needs 1 to 14 lowercase hex digits')
    .optional(),
});

/** A token bucket: at most `limit` records per `period` on average, `burst` at once, for each group. */
const Rate = z.strictObject({
  limit: z.number().positive().max(1e9),
  period: Duration,
  /** Absent: `limit`, at least 1. */
  burst: z.number().min(1).max(1e9).optional(),
  group_by: z.array(Target).max(16).default([]),
});

/** The first record of a key in a window; those that follow are counted and reported with the next one. */
const Dedupe = z.strictObject({
  window: Duration,
  key: z.array(Target).min(1).max(16),
  max_keys: z.int().min(1).max(1_000_000).default(10_000),
  emit: z.enum(['first_then_summary']).default('first_then_summary'),
});

/** What the draft defers, under a name of its own. */
export const LogSampling = exactlyOne(
  z.strictObject({ matches: Matches, probability: Probability.optional(), rate: Rate.optional(), dedupe: Dedupe.optional() }),
  ['probability', 'rate', 'dedupe'],
  'LogSampling',
);

export type LogFilter = z.output<typeof LogFilter>;
export type LogTransform = z.output<typeof LogTransform>;
export type LogSampling = z.output<typeof LogSampling>;
export type Probability = z.output<typeof Probability>;
export type Rate = z.output<typeof Rate>;
export type Dedupe = z.output<typeof Dedupe>;
