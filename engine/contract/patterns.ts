import { z } from 'zod';
import { Count, Filter, InvestigationId, Level, PatternId, TemplatePart } from './common.ts';
import { call } from './definition.ts';

/**
 * Coarser than patterns, each level made of the one before: `close` are the same but for a few words, `loose` but for many,
 * `topics` are about the same things. Finer than patterns are forms: see listForms.
 */
export const GroupLevel = z.enum(['close', 'loose', 'topics']);
export type GroupLevel = z.output<typeof GroupLevel>;

export const PatternGroup = z.object({
  /** Stays the same for as long as the pattern it was begun with exists. */
  id: z.string(),
  /** What its patterns have in common, with `<*>` where they differ, or the words that tell a topic from the others. */
  label: z.string(),
  /** The label as pieces, where it is one form. */
  parts: z.array(TemplatePart).optional(),
  /** Two or more, those with most records first. */
  patternIds: z.array(PatternId),
  count: Count,
  bytes: Count,
  /** The level most of its records have, and all they have. */
  level: Level,
  levels: z.partialRecord(Level, Count),
  services: z.array(z.string()),
});
export type PatternGroup = z.output<typeof PatternGroup>;

/** What messages are before patterns are made of them; `fingerprint` is the one SDKs compute, see docs/signature.md. */
export const PatternForm = z.object({
  fingerprint: PatternId,
  /** The message with `<*>` for every value that was recognised by its shape. */
  form: z.string(),
  patternId: PatternId,
  count: Count,
});
export type PatternForm = z.output<typeof PatternForm>;

export const PatternMatcher = z.object({
  patternId: PatternId,
  template: z.string(),
  /** An anchored regular expression for RE2 and everything that knows more; one group a variable. */
  source: z.string(),
  records: Count,
  /** Of the records it took, those of the pattern; of the pattern's records, those it took. In [0, 1], over the records tried. */
  precision: z.number().min(0).max(1),
  recall: z.number().min(0).max(1),
  tried: Count,
  /** Patterns whose records it took as well, up to 20, those with most records first. */
  offenders: z.array(z.object({ patternId: PatternId, count: Count, example: z.string() })),
});
export type PatternMatcher = z.output<typeof PatternMatcher>;

export const patternsApi = {
  /** Patterns in no group stand alone: they are in listPatterns only. Nothing is read again for another level. */
  groupPatterns: call(
    z.object({ filter: Filter, level: GroupLevel }),
    z.object({
      /** Most records first. */
      groups: z.array(PatternGroup),
      /** All patterns and records of the filter, grouped or not. */
      patterns: Count,
      records: Count,
    }),
  ),
  /** The forms of all patterns of the filter, or of one: the members of a pattern as an SDK knows them. */
  listForms: call(
    z.object({ filter: Filter, patternId: PatternId.optional(), limit: z.int().min(1).max(20_000).default(1_000) }),
    z.object({
      /** Most records first. */
      forms: z.array(PatternForm),
      total: Count,
      /** False: there are more forms than were looked at. */
      complete: z.boolean(),
    }),
  ),
  /** A matcher for every pattern of the investigation, or for those named, tried on its records; `tried` equals `records` where all were. */
  listMatchers: call(
    z.object({ investigationId: InvestigationId, patternIds: z.array(PatternId).min(1).max(100).optional() }),
    z.object({ matchers: z.array(PatternMatcher) }),
  ),
};
