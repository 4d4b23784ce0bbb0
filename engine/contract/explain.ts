import { z } from 'zod';
import { Count, EpochUs, Filter, Level, PatternId, Range, RecordId } from './common.ts';
import { stream } from './definition.ts';
import { Explainer, ModelChoice, ModelUse } from './models.ts';

/** A record that statements can cite by its number. */
export const Evidence = z.object({
  /** From 1 on, within one explanation, in the order of time. */
  number: z.int().min(1),
  recordId: RecordId,
  timeUs: EpochUs.optional(),
  level: Level,
  service: z.string().optional(),
  patternId: PatternId,
  /** The message, cut to 300 characters. */
  text: z.string(),
  /** What it stands for, for example `first of 214`. */
  why: z.string(),
});
export type Evidence = z.output<typeof Evidence>;

/** Something that is said, and what it rests on. All text is plain: what logs or models write is never markup. */
export const Statement = z.object({
  /** The rule that found it; statements of models have none. */
  title: z.string().optional(),
  text: z.string(),
  /** Numbers of evidence; never empty, and all of them exist. */
  evidence: z.array(z.int().min(1)).min(1),
  /** Numbers of the text that stand neither in what it cites nor in what was counted. */
  unfound: z.array(z.string()),
});
export type Statement = z.output<typeof Statement>;

/** Exactly what a model is sent. */
export const SentPrompt = z.object({
  /** Of the prompt template, for example `explain-1`. */
  version: z.string(),
  messages: z.array(z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })),
  /** Records whose text stands in it. */
  records: Count,
  bytes: Count,
  /** Secrets and personal data that were replaced before. */
  masked: Count,
  /** What did not fit into the window of the model and was left out, in a sentence. */
  leftOut: z.string().optional(),
});
export type SentPrompt = z.output<typeof SentPrompt>;

/** Made by Logsift after the last statement, not by the model. */
export const Checks = z.object({
  statements: Count,
  /** Statements that are not shown because they cite nothing, or what does not exist. */
  withheld: Count,
  /** Cited records that were read again and are what they were cited as, of all that were cited. */
  citedFound: Count,
  cited: Count,
  /** Numbers of the statements that stand in the evidence or were counted again, of all numbers. */
  numbersFound: Count,
  numbers: Count,
});
export type Checks = z.output<typeof Checks>;

/** Where to look next. */
export const NextStep = z.object({ label: z.string(), query: z.string(), range: Range.optional() });
export type NextStep = z.output<typeof NextStep>;

export const FallbackReason = z.enum(['no-consent', 'unreachable', 'no-model', 'timeout', 'refused', 'invalid', 'failed']);

/**
 * In this order: `evidence`, then for a model `prompt`; `by` whenever somebody begins to explain, which voids all statements before it; `draft`,
 * `headline`, `statement`, `missing` as they come; `next`, `checked`, `done` at the end. `fallback` says that the model gave no answer to be used: the
 * rules take over, with another `by`.
 */
export const ExplanationEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('evidence'), evidence: z.array(Evidence) }),
  z.object({
    kind: z.literal('prompt'),
    explainer: Explainer,
    prompt: SentPrompt,
    /** False: it was not sent, because nobody allowed it for this investigation (see setConsent). */
    sent: z.boolean(),
  }),
  z.object({
    kind: z.literal('by'),
    explainer: Explainer,
    /** Why somebody begins anew: what was wrong with the answer before. */
    again: z.string().optional(),
    /** Of the rules: how many found something, of how many there are, and each of them in the order in which they are asked. */
    rules: z
      .object({
        applied: Count,
        all: Count,
        list: z.array(
          z.object({
            name: z.string(),
            /** When it applies, and what it says then. */
            description: z.string(),
            /** What it found; absent where it does not apply. */
            found: Statement.optional(),
          }),
        ),
      })
      .optional(),
  }),
  /** The statement that is being written, as far as it is; only once its citations are known to exist. Replaces the draft before. */
  z.object({ kind: z.literal('draft'), text: z.string(), evidence: z.array(z.int().min(1)) }),
  /** The conclusion in one or two sentences. */
  z.object({ kind: z.literal('headline'), statement: Statement }),
  z.object({ kind: z.literal('statement'), statement: Statement }),
  /** What the logs do not say. */
  z.object({ kind: z.literal('missing'), text: z.string() }),
  z.object({ kind: z.literal('fallback'), reason: FallbackReason, message: z.string() }),
  z.object({ kind: z.literal('next'), steps: z.array(NextStep) }),
  z.object({ kind: z.literal('checked'), checks: Checks }),
  z.object({
    kind: z.literal('done'),
    elapsedMs: z.number().min(0),
    /** Until the first word of the model. */
    firstWordMs: z.number().min(0).optional(),
    /** Of this explanation, retries included, and of all of this investigation; absent where no model was asked. */
    use: ModelUse.optional(),
    totalUse: ModelUse.extend({ calls: Count }).optional(),
  }),
]);
export type ExplanationEvent = z.output<typeof ExplanationEvent>;

export const explainApi = {
  /**
   * Puts an anomaly of listAnomalies into words. The answer always comes: without a model, or where it fails, from rules. Leaving the stream
   * cancels the model.
   */
  explainAnomaly: stream(
    z.object({
      /** As it was given to listAnomalies. */
      filter: Filter,
      anomalyId: z.string().min(1).max(200),
      /** Absent: as the settings say. */
      model: ModelChoice.optional(),
      /** Sends what leaves this computer this once, although nobody allowed it for good. */
      allowOnce: z.boolean().default(false),
      /** In which times are written: IANA name. */
      timeZone: z.string().default('UTC'),
    }),
    ExplanationEvent,
  ),
};
