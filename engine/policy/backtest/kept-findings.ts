import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { DeviatingVariable, Deviation, Watched } from '../../analysis/anomalies/deviations.ts';
import { leastOfNewIn, watchedIn } from '../../analysis/anomalies/find-incidents.ts';
import { incidentsOf } from '../../analysis/anomalies/incidents.ts';
import type { CountedRow } from '../../query/merge-patterns.ts';
import type { Buckets } from '../../query/spread.ts';
import { type FoundBefore, nameOf } from './findings.ts';

/** Where texts are kept beside the records, for the next one who opens them. */
export interface FindingsKeep {
  kept(name: string): string | undefined;
  keep(name: string, text: string): void;
  /** Of the program: another one looks anew, as it may find other things. */
  readonly version: string;
}

const NAME = 'findings of all records';

const KeptDeviation = z.object({
  /** Named as `nameOf` does: counts and what else is known of it come from the records. */
  series: z.string(),
  kind: z.enum(['new', 'spike', 'drop', 'silence', 'value', 'numbers', 'sequence']),
  fromUs: z.number(),
  untilUs: z.number(),
  score: z.number(),
  records: z.number(),
  perMinute: z.number(),
  usualPerMinute: z.number(),
  part: z.string().optional(),
  follows: z.string().optional(),
  variable: z
    .object({
      slot: z.number().optional(),
      name: z.string().optional(),
      value: z.string().optional(),
      others: z.number().optional(),
      before: z.number().optional(),
      after: z.number().optional(),
      unit: z.enum(['ns', 'B', '']),
    })
    .optional(),
});
type KeptDeviation = z.output<typeof KeptDeviation>;

const KeptFindings = z.object({
  key: z.string(),
  ofRates: z.array(KeptDeviation),
  ofOrder: z.array(KeptDeviation),
  ofValues: z.array(KeptDeviation),
});

/** What was found in exactly these records by this program before; undefined where it has to be looked for. */
export function readFindings(keep: FindingsKeep, rows: readonly CountedRow[], buckets: Buckets): FoundBefore | undefined {
  const text = keep.kept(NAME);
  const kept = text === undefined ? undefined : KeptFindings.safeParse(JSON.parse(text));
  if (kept?.success !== true || kept.data.key !== keyOf(keep, rows, buckets)) return undefined;
  const watched = watchedIn(rows);
  const series = new Map(watched.map((one) => [nameOf(one), one]));
  // Values are looked at in patterns that are frequent, rates in those that are serious.
  for (const { id, services, level, spark } of rows) {
    const one = { patternId: id, service: services[0], level, counts: spark };
    if (!series.has(nameOf(one))) series.set(nameOf(one), one);
  }
  const deviations = (of: readonly KeptDeviation[]): Deviation[] => of.map((one) => deviationOf(one, series));
  const [ofRates, ofOrder, ofValues] = [deviations(kept.data.ofRates), deviations(kept.data.ofOrder), deviations(kept.data.ofValues)];
  const bySeries = new Map<string, Deviation[]>(watched.map((one) => [nameOf(one), []]));
  for (const one of ofRates) bySeries.get(nameOf(one.watched))?.push(one);
  return {
    incidents: incidentsOf([...ofRates, ...ofOrder, ...ofValues], buckets.widthUs),
    deviations: bySeries,
    ofOrder,
    ofValues,
    leastOfNew: leastOfNewIn(rows, buckets),
  };
}

export function keepFindings(keep: FindingsKeep, found: FoundBefore, rows: readonly CountedRow[], buckets: Buckets): void {
  const kept: z.output<typeof KeptFindings> = {
    key: keyOf(keep, rows, buckets),
    ofRates: [...found.deviations.values()].flat().flatMap(keptOf),
    ofOrder: found.ofOrder.flatMap(keptOf),
    ofValues: found.ofValues.flatMap(keptOf),
  };
  keep.keep(NAME, JSON.stringify(kept));
}

/** Alerts are limits of a person and are never among them. */
function keptOf({ kind, watched, fromUs, untilUs, score, records, perMinute, usualPerMinute }: Deviation): KeptDeviation[] {
  if (kind === 'alert') return [];
  const { part, follows, variable } = watched;
  return [
    { series: nameOf(watched), kind, fromUs, untilUs, score, records, perMinute, usualPerMinute, part, follows, variable: told(variable) },
  ];
}

/** Medians are for a chart, which nobody draws of these. */
function told(variable: DeviatingVariable | undefined): KeptDeviation['variable'] {
  if (variable === undefined) return undefined;
  const { medians: _, ...rest } = variable;
  return rest;
}

function deviationOf({ series, part, follows, variable, ...rest }: KeptDeviation, watched: ReadonlyMap<string, Watched>): Deviation {
  const of = watched.get(series) ?? { counts: [] };
  return { ...rest, watched: { ...of, part, follows, variable: variable && { ...variable, slot: variable.slot, name: variable.name } } };
}

function keyOf({ version }: FindingsKeep, rows: readonly CountedRow[], buckets: Buckets): string {
  const hash = createHash('sha256').update(JSON.stringify([version, buckets]));
  for (const { id, count, bytes, firstUs, lastUs, level } of rows) hash.update(`${id} ${count} ${bytes} ${firstUs} ${lastUs} ${level}\n`);
  return hash.digest('hex');
}
