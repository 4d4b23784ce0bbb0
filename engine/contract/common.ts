import { z } from 'zod';
import { LEVELS } from '../base/level.ts';
import { SLOT_KINDS } from '../base/slot-kind.ts';

/** Microseconds since 1970-01-01T00:00:00Z; a safe integer. */
export const EpochUs = z.int();
/** A count or size; never negative, never above 2^53. */
export const Count = z.int().min(0);
export const Level = z.enum(LEVELS);
export const SlotKind = z.enum(SLOT_KINDS);
export const InvestigationId = z.string().min(1).max(200);
export const SourceId = z.int().min(1);
/** Names a record of one investigation for as long as its file exists: `<block>-<row>`. */
export const RecordId = z.string().regex(/^\d+-\d+$/);
/** Fingerprint of a template, lower-case hex; the window shows the first six digits. */
export const PatternId = z.string().regex(/^[0-9a-f]{6,32}$/);

/** Half-open [fromUs, untilUs). */
export const Range = z.object({ fromUs: EpochUs, untilUs: EpochUs });

/** What every question is asked about: the query text of the bar (see engine/base/filter) and a time range. */
export const Filter = z.object({
  investigationId: InvestigationId,
  query: z.string().max(20_000).default(''),
  range: Range.optional(),
});

export const LevelCounts = z.record(Level, Count);

/** A template as pieces: constant text, or a variable. Joined with `<*>` for every variable it is the plain rendering. */
export const TemplatePart = z.union([
  z.object({ text: z.string() }),
  z.object({ slot: z.int().min(0), kind: SlotKind, name: z.string().optional() }),
]);
export type TemplatePart = z.output<typeof TemplatePart>;
export type Filter = z.input<typeof Filter>;
export type Range = z.output<typeof Range>;
