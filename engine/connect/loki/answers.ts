import { z } from 'zod';

const Texts = z.record(z.string(), z.string());
/** [nanoseconds, line], and where labels are told apart what belongs to the entry alone. */
const Value = z.union([
  z.tuple([z.string(), z.string()]),
  z.tuple([z.string(), z.string(), z.object({ structuredMetadata: Texts.nullish(), parsed: Texts.nullish() })]),
]);

const Streams = z.object({
  resultType: z.literal('streams'),
  result: z.array(z.object({ stream: Texts, values: z.array(Value) })).nullish(),
});
export const LogAnswer = z.object({ data: Streams });

const Sample = z.tuple([z.number(), z.string()]);
export const MatrixAnswer = z.object({
  data: z.object({ result: z.array(z.object({ metric: Texts, values: z.array(Sample).nullish(), value: Sample.nullish() })).nullish() }),
});

export const ListAnswer = z.object({ data: z.array(z.string()).nullish() });
export const SeriesAnswer = z.object({ data: z.array(Texts).nullish() });
export const StatsAnswer = z.object({ entries: z.number(), bytes: z.number() });
export const PatternAnswer = z.object({
  data: z
    .array(z.object({ pattern: z.string(), level: z.string().nullish(), samples: z.array(z.tuple([z.number(), z.number()])) }))
    .nullish(),
});

/** One log line of Loki. */
export interface Entry {
  /** Nanoseconds since the epoch, decimal. */
  readonly ns: bigint;
  readonly line: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Structured metadata, and what the query's parsers found. */
  readonly more: Readonly<Record<string, string>>;
}

/** All entries of an answer by time; those of one time in the order of their streams. */
export function entriesOf({ data }: z.output<typeof LogAnswer>): Entry[] {
  const entries = (data.result ?? []).flatMap(({ stream, values }) =>
    values.map(([ns, line, apart]) => ({ ns: BigInt(ns), line, labels: stream, more: { ...apart?.structuredMetadata, ...apart?.parsed } })),
  );
  return entries.sort((a, b) => (a.ns < b.ns ? -1 : a.ns > b.ns ? 1 : 0));
}
