import { z } from 'zod';
import { Filter, Range } from './common.ts';
import { stream } from './definition.ts';
import { ExplanationEvent } from './explain.ts';
import { ModelChoice } from './models.ts';

/** How a question was read; comes before anything of the answer. */
export const ReadQuestion = z.object({
  kind: z.literal('read'),
  /** In the query language of the bar. */
  query: z.string(),
  range: Range.optional(),
  /** Words of the question, and what was made of them; an empty query stands for a time. */
  parts: z.array(z.object({ words: z.string(), query: z.string() })),
  /** Templates of patterns that were found by meaning, where the words themselves stand in no record. */
  meant: z.array(z.string()),
  /** Words that nothing was made of. */
  unread: z.string().optional(),
});
export type ReadQuestion = z.output<typeof ReadQuestion>;

export const AskEvent = z.union([ReadQuestion, ExplanationEvent]);
export type AskEvent = z.output<typeof AskEvent>;

export const askApi = {
  /**
   * Makes a query of a question in words and answers it from the records it finds, by the same rules as explainAnomaly: every statement cites
   * records, and where no model is chosen or none gives a usable answer, rules read and answer. Of the filter only the investigation counts.
   */
  ask: stream(
    z.object({
      filter: Filter,
      question: z.string().min(1).max(1_000),
      model: ModelChoice.optional(),
      allowOnce: z.boolean().default(false),
      timeZone: z.string().default('UTC'),
    }),
    AskEvent,
  ),
};
