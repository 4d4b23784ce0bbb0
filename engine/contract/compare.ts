import { z } from 'zod';
import { Count, InvestigationId, Level, PatternId, Range, TemplatePart } from './common.ts';
import { call } from './definition.ts';

export const ChangeKind = z.enum(['appeared', 'vanished', 'rate', 'values']);

const WindowCount = z.object({ count: Count, perMinute: z.number() });

/** A pattern in both windows. */
const InWindows = z.object({
  patternId: PatternId,
  parts: z.array(TemplatePart),
  /** Plain rendering, variables as `<*>`. */
  template: z.string(),
  level: Level,
  /** Most frequent first. */
  services: z.array(z.string()),
  a: WindowCount,
  b: WindowCount,
  /** 52 buckets from the beginning of the earlier window to the end of the later one. */
  spark: z.array(Count),
});

const Quantiles = z.object({ p50: z.number(), p95: z.number(), p99: z.number(), max: z.number() });

/** How the values of both windows are spread; shares in [0, 1] of the records looked at. */
export const Distribution = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('numbers'),
    /** What the numbers are in: nanoseconds, bytes, or plain. */
    unit: z.enum(['ns', 'B', '']),
    a: Quantiles,
    b: Quantiles,
    /** Bars over [from, until], equally wide on a log axis where `isLog`. */
    from: z.number(),
    until: z.number(),
    isLog: z.boolean(),
    sharesA: z.array(z.number()),
    sharesB: z.array(z.number()),
  }),
  z.object({ kind: z.literal('texts'), values: z.array(z.object({ value: z.string(), a: z.number(), b: z.number() })) }),
]);

export const Change = InWindows.extend({
  kind: ChangeKind,
  /** B / A, of the rates or of what the values are compared by; absent where A has none. */
  factor: z.number().optional(),
  /** Log-likelihood ratio over dispersion: the larger, the surer. */
  strength: z.number(),
  /** The false discovery rate at which the change is still reported. */
  qValue: z.number(),
  /** Of kind `values`. */
  variable: z
    .object({
      /** Number of the variable in the pattern; absent for a field beside the message. */
      slot: z.int().optional(),
      name: z.string().optional(),
      /** The share of `value`, or the median or 95th percentile of numbers. */
      what: z.enum(['share', 'median', 'tail']),
      value: z.string().optional(),
      before: z.number(),
      after: z.number(),
      distribution: Distribution,
    })
    .optional(),
});

export const Comparison = z.object({
  a: z.object({ range: Range, records: Count }),
  b: z.object({ range: Range, records: Count }),
  /** Strongest first; empty: no reliable change. */
  changes: z.array(Change),
  /**
   * Values of fields that are in the records of what appeared or became more in B far more often than in all others of B; values that go together
   * are one group. The most telling first.
   */
  pairs: z.array(
    z.object({
      /** Shares in [0, 1], of the records that have the field. */
      pairs: z.array(z.object({ name: z.string(), value: z.string(), share: z.number(), elsewhere: z.number() })),
      /** Patterns that changed and have them. */
      patterns: Count,
    }),
  ),
  /** Patterns that have records between the windows and in neither. */
  onlyBetween: z.array(InWindows),
  /** Patterns with records in A or B, and those of them that did not change reliably. */
  patterns: Count,
  unchanged: Count,
  /** Questions that were asked of the numbers; false discoveries are held down over all of them. */
  comparisons: Count,
  maxFalseDiscovery: z.number(),
  partial: z.boolean(),
});

export const compareApi = {
  /**
   * What changed from the baseline A to B. The windows do not overlap, unless A has a query of its own that excludes the other; each lasts what
   * it likes, rates are per minute.
   */
  compareWindows: call(
    z.object({
      investigationId: InvestigationId,
      query: z.string().max(20_000).default(''),
      /** What is asked of A; absent: the same as of B. */
      queryA: z.string().max(20_000).optional(),
      a: Range,
      b: Range,
    }),
    Comparison,
  ),
};

export type ChangeKind = z.output<typeof ChangeKind>;
export type Change = z.output<typeof Change>;
export type Comparison = z.output<typeof Comparison>;
export type Distribution = z.output<typeof Distribution>;
export type PatternInWindows = z.output<typeof InWindows>;
