import { z } from 'zod';
import { LEVELS } from '../../base/level.ts';
import { PART_STYLES } from '../split/parts.ts';

/** What one sample line of a format must give; the tests read every one. */
export const FormatSample = z.strictObject({
  line: z.string(),
  /** ISO 8601, absent where the line has no time. Times without a year belong to 2026, those without a zone to UTC. */
  time: z.string().optional(),
  level: z.string().default('UNSET'),
  service: z.string().optional(),
  message: z.string(),
  fields: z.record(z.string(), z.string()).default({}),
});

/** A format as data. `text` formats list patterns (see pattern.ts), tried in order; the others are read by the code they name. */
export const FormatDefinition = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  description: z.string(),
  scanner: z.enum(['text', 'json', 'logfmt', 'plain']).default('text'),
  patterns: z.array(z.string()).default([]),
  /** unmatched: lines that do not fit join the record above. indented: only lines that look like a continuation do. */
  multiline: z.enum(['unmatched', 'indented']).default('unmatched'),
  /** Patterns without {message}: the fields at which the message begins and behind which it ends. Its variables are those fields. */
  messageFrom: z.string().optional(),
  messageUntil: z.string().optional(),
  /** Who cuts long lines, so that a record may be several lines of the file that each fit the format: see engine/ingest/split/parts.ts. */
  parts: z.enum(PART_STYLES).default('none'),
  /** Where the level comes from when no level word stands in the header. */
  levelFrom: z.enum(['message', 'status', 'pri', 'none']).default('message'),
  /** Values of the field `level` that are no common level words: { "Note": "INFO" }. */
  levels: z.record(z.string(), z.enum(LEVELS)).default({}),
  /** Field that names the service; it must be constant. */
  service: z.string().optional(),
  /** The message may be a JSON object, whose fields are then read too. */
  inner: z.enum(['none', 'json']).default('none'),
  /** Keys a JSON format must have: tells special JSON formats from any JSON. */
  requiredKeys: z.array(z.string()).default([]),
  /** Higher wins when two formats fit about equally many lines. */
  specificity: z.number().min(0).max(100),
  samples: z.array(FormatSample).min(1),
});
export type FormatDefinition = z.output<typeof FormatDefinition>;
